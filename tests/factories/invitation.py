"""Invitations."""

from datetime import timedelta

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from decider.domain.permissions import Role
from decider.models import Invitation
from decider.teams.links import fingerprint
from tests.factories.team import TeamFactory, UserFactory


class InvitationFactory(DjangoModelFactory[Invitation]):
    """An open invitation; its link ends in `token`."""

    class Meta:
        model = Invitation

    class Params:
        token = factory.Sequence(lambda n: f"token-{n}")

    team = factory.SubFactory(TeamFactory)
    email = factory.Sequence(lambda n: f"invited{n}@example.com")
    role = Role.MEMBER
    token_sha256 = factory.LazyAttribute(lambda row: fingerprint(row.token))
    created_by = factory.SubFactory(UserFactory)
    expires_at = factory.LazyFunction(lambda: timezone.now() + timedelta(days=7))
