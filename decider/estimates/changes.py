"""What a what-if changes: the verdict before and after, and each option's total before and after."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from decider.wording import option_labels

Data = Mapping[str, Any]


@dataclass(frozen=True)
class OptionChange:
    label: str
    adaptation: str
    before_usd: str | None
    now_usd: str | None

    @property
    def difference_usd(self) -> Decimal | None:
        """Positive where the option became dearer."""
        if self.before_usd is None or self.now_usd is None:
            return None
        return Decimal(self.now_usd) - Decimal(self.before_usd)


@dataclass(frozen=True)
class Changes:
    verdict_before: str
    verdict_now: str
    options: list[OptionChange]

    @property
    def verdict_changes(self) -> bool:
        return self.verdict_before != self.verdict_now


def changes(before: Data, now: Data) -> Changes:
    """Two assessments of the same options side by side."""
    labels = option_labels(now)
    totals = {option["key"]: option["total_usd"] for option in before["options"]}
    return Changes(
        verdict_before=before["recommendation"]["verdict"],
        verdict_now=now["recommendation"]["verdict"],
        options=[
            OptionChange(labels[option["key"]], option["adaptation"], totals.get(option["key"]), option["total_usd"])
            for option in now["options"]
        ],
    )
