"""Whether an option can be bought: a model that can still be tuned, and serves until the horizon ends.

Weights on own machines neither close for tuning nor retire, so self-hosted options are left out.
"""

import datetime
from decimal import Decimal

from decider.domain.options import Hosting, Option
from decider.domain.prices import TUNED
from decider.domain.profile import TaskProfile
from decider.domain.totals import horizon_of


def horizon_end(day: datetime.date, months: int) -> datetime.date:
    """The first day after a horizon of whole months that begins on `day`; the calendar's last day at most."""
    days = round(months * Decimal("365.25") / 12)
    return datetime.date.max if days > (datetime.date.max - day).days else day + datetime.timedelta(days=days)


def is_tunable(option: Option, day: datetime.date) -> bool | None:
    """Whether a tuning job can be started on the day; None where nobody says."""
    if option.tunable_until is not None and option.tunable_until < day:
        return False
    return option.tunable


def why_not_bought(option: Option, profile: TaskProfile, day: datetime.date) -> tuple[str, ...]:
    """Codes of why the option cannot be bought for the whole horizon; empty where it can."""
    codes = []
    tuned_there = option.adaptation in TUNED and option.hosting is not Hosting.SELF_HOSTED
    if option.adaptation in TUNED and is_tunable(option, day) is False:
        codes.append("not_tunable")
    if option.retires_on is not None and option.retires_on <= day:
        codes.append("retired")
    elif tuned_there and retires_within_horizon(option, profile, day):
        # A tuned model ends with its base: what was paid to make it is lost.
        codes.append("retires_within_horizon")
    return tuple(codes)


def retires_within_horizon(option: Option, profile: TaskProfile, day: datetime.date) -> bool:
    return option.retires_on is not None and option.retires_on < horizon_end(day, horizon_of(profile))
