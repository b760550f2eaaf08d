"""Which thresholds a team works with, and how a manager changes them."""

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction

from decider.domain.lifecycle import NotPossible
from decider.domain.permissions import check_can_change_policy
from decider.domain.policy import Policy
from decider.domain.reading import read_policy
from decider.domain.writing import policy_data
from decider.events import record
from decider.models import PolicyChange, Team, User
from decider.teams.roles import role_in
from decider.wording import moment

LONGEST_REASON = 2000


class PolicyChangedMeanwhile(NotPossible):
    """Somebody changed the thresholds after the form was filled; nothing was written. `newest` is their change."""

    def __init__(self, newest: PolicyChange | None) -> None:
        self.newest = newest
        who = f"{newest.by.name} changed the thresholds on {moment(newest.at)}" if newest else "The thresholds changed"
        super().__init__(
            f"{who}, after you opened this form. What you changed yourself is still below, on top of theirs: "
            "look at it once more, then save again."
        )


class NothingToChange(NotPossible):
    """The thresholds are the ones in force already."""


def policy_of(team: Team) -> Policy:
    """The thresholds that the team works with now: those of its newest change, else the framework's."""
    newest = newest_change(team)
    return newest.policy() if newest else Policy()


def newest_change(team: Team) -> PolicyChange | None:
    """The change that is in force, None where the team never changed anything."""
    return PolicyChange.objects.filter(team=team).select_related("by").first()


def policy_at(team: Team, version: int) -> Policy:
    """The thresholds that were in force in a version; the framework's for 0 and for a version that never was."""
    change = PolicyChange.objects.filter(team=team, version=version).first()
    return change.policy() if change else Policy()


def version_of(change: PolicyChange | None) -> int:
    """What a form was filled from: 0 is the framework's thresholds before any change."""
    return change.version if change else 0


@transaction.atomic
def change_policy(*, team: Team, policy: Policy, reason: str, by: User, expected_version: int) -> PolicyChange:
    """Put new thresholds in force for the team. What was submitted keeps the thresholds that it was made under.

    `expected_version` is the `version_of` the change that the manager saw in force. To go back to the
    framework's thresholds is a change like any other: to `Policy()`.

    Raises:
        NotPermitted: `by` is no manager of the team.
        ProfileErrors: a threshold is out of bounds, or two contradict each other.
        PolicyChangedMeanwhile: another change was made since; nothing is written.
        NotPossible: nothing differs from what is in force, or the reason is missing or too long.
    """
    # One change after the other: the row of the team is what both wait for.
    Team.objects.select_for_update(no_key=True).only("pk").get(pk=team.pk)
    check_can_change_policy(role_in(by, team))
    policy = read_policy(policy_data(policy))
    reason = reason.strip()
    if not reason:
        raise NotPossible("Say why: whoever reads a decision later wants to know.")
    if len(reason) > LONGEST_REASON:
        raise NotPossible(f"The reason is longer than {LONGEST_REASON:,} characters: shorten it.")
    newest = newest_change(team)
    if version_of(newest) != expected_version:
        raise PolicyChangedMeanwhile(newest)
    before = newest.policy() if newest else Policy()
    changed = changes_between(before, policy)
    if not changed:
        raise NothingToChange("These are the thresholds in force already: nothing was changed.")
    try:
        with transaction.atomic():
            change = PolicyChange.objects.create(
                team=team, version=expected_version + 1, values=policy_data(policy), by=by, reason=reason
            )
    except IntegrityError:
        raise PolicyChangedMeanwhile(newest_change(team)) from None
    record(
        team=team, by=by, verb="change_policy", subject=change, version=change.version, changed=changed, reason=reason
    )
    return change


def changes_between(before: Policy, after: Policy) -> dict[str, list[Any]]:
    """The thresholds that differ, each with its value before and after."""
    old, new = policy_data(before), policy_data(after)
    return {name: [old[name], value] for name, value in new.items() if _differs(old, name, value)}


def _differs(old: Mapping[str, Any], name: str, value: Any) -> bool:
    return bool(old[name] != value)
