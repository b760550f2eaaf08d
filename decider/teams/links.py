"""One-time links: who may open them and for how long."""

import secrets
from hashlib import sha256

from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from decider.models import Membership, User


class PasswordLinks(PasswordResetTokenGenerator):
    """Links to set a password, by e-mail or from a manager.

    Beside what Django ties them to (the old password, the last sign-in, three days), they end
    when the person joins or leaves a team: a link that one team's manager holds must not open
    what the person has since become in another team.
    """

    key_salt = "decider.teams.links.PasswordLinks"

    def _make_hash_value(self, user: User, timestamp: int) -> str:  # type: ignore[override]
        teams = Membership.objects.filter(user=user).order_by("team_id").values_list("team_id", flat=True)
        return f"{super()._make_hash_value(user, timestamp)}{list(teams)}"


password_links = PasswordLinks()


def password_path(user: User) -> str:
    """The path of a fresh one-time link by which this person sets a password."""
    uid = urlsafe_base64_encode(force_bytes(user.pk))
    return reverse("password_reset_confirm", kwargs={"uidb64": uid, "token": password_links.make_token(user)})


def new_token() -> str:
    """A token for an invitation that nobody can guess."""
    return secrets.token_urlsafe(32)


def fingerprint(token: str) -> str:
    """What is kept of an invitation's token."""
    return sha256(token.encode()).hexdigest()
