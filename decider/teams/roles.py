"""Which role a person has in a team."""

from decider.domain.permissions import Role
from decider.models import Membership, Team, User


def role_in(user: User, team: Team) -> Role | None:
    """The person's role in the team as of now, or None for a stranger."""
    role = Membership.objects.filter(user_id=user.pk, team=team).values_list("role", flat=True).first()
    return Role(role) if role else None
