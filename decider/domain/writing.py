"""Domain values into plain data, the inverse of `reading`: unknown facts are left out."""

import dataclasses
import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from decider.domain.fields import Range
from decider.domain.numbers import plain
from decider.domain.policy import Policy
from decider.domain.profile import TaskProfile


def profile_data(profile: TaskProfile) -> dict[str, Any]:
    """The profile in the shape that `read_profile` reads; reading it again gives an equal profile."""
    return {"version": 1, **_group(profile)}


def policy_data(policy: Policy) -> dict[str, Any]:
    """All thresholds by name."""
    return _group(policy)


def _group(value: Any) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for field in dataclasses.fields(value):
        item = getattr(value, field.name)
        if item is None or item == ():
            continue
        written = _plain(item)
        # An empty group that is always there says nothing; one that may be absent says that it is there.
        if written == {} and field.default is dataclasses.MISSING:
            continue
        found[field.name] = written
    return found


def _plain(value: Any) -> Any:
    match value:
        case bool() | str() if not isinstance(value, StrEnum):
            return value
        case StrEnum():
            return value.value
        case Decimal():
            return plain(value)
        case datetime.date():
            return value.isoformat()
        case Range():
            data = {"low": plain(value.low), "high": plain(value.high)}
            return data if value.likely is None else {**data, "likely": plain(value.likely)}
        case tuple():
            return [_plain(item) for item in value]
    return _group(value)
