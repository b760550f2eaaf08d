"""The numbers of the form as a person types them."""

from collections.abc import Callable
from typing import Any

import pytest

from decider.domain.policy import Policy
from decider.models import PolicyChange, Team, User
from decider.policies.actions import change_policy, newest_change, version_of
from decider.policies.forms import PolicyForm

Typed = Callable[..., dict[str, Any]]


@pytest.fixture
def typed() -> Typed:
    """What a form filled with the framework's thresholds posts, with some fields typed over."""

    def typed(version: int = 0, reason: str = "Our calls are dear.", **over: Any) -> dict[str, Any]:
        form = PolicyForm(shown=Policy(), version=version)
        shown = {name: form[name].value() for name in form.fields if form[name].value() not in (None, False)}
        return {**shown, "version": str(version), "reason": reason, **over}

    return typed


def change(team: Team, by: User, reason: str = "Our calls are dear.", **values: Any) -> PolicyChange:
    """Put a policy in force that differs from the framework's in some values."""
    return change_policy(
        team=team, policy=Policy(**values), reason=reason, by=by, expected_version=version_of(newest_change(team))
    )
