"""The demo team's sign-ins, shown on the sign-in page in local mode only."""

from dataclasses import dataclass

from django.conf import settings

from decider.domain.permissions import Role
from decider.models import User


@dataclass(frozen=True)
class DemoPerson:
    name: str
    email: str
    role: Role
    password: str


# These open nothing but the demo team of a server on one's own machine.
PASSWORD = "decider-demo"  # noqa: S105
PEOPLE = (
    DemoPerson("Ada Author", "author@demo.example", Role.MEMBER, PASSWORD),
    DemoPerson("Max Manager", "manager@demo.example", Role.MANAGER, PASSWORD),
)


def demo_people() -> list[DemoPerson]:
    """The demo people who can sign in here: none outside local mode or without demo data."""
    if not settings.LOCAL_MODE:
        return []
    emails = [person.email for person in PEOPLE]
    # Where the demo was loaded outside local mode, its people got no password.
    there = {user.email for user in User.objects.filter(email__in=emails, is_active=True) if user.has_usable_password()}
    return [person for person in PEOPLE if person.email in there]
