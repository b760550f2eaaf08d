"""What the walk would say if one fact were another: everything that the change does not touch is kept.

Flip points ask this a hundred times, so a probe works out totals only, and in closed form: over the
horizon a total is a line in each unit price, and a line or a staircase in the first month's volume.
"""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

from decider.domain.bills import make_bill
from decider.domain.estimate import Estimate, OptionEstimate, latency_of
from decider.domain.flips import Outcome, with_price
from decider.domain.latency import Latency
from decider.domain.numbers import exact
from decider.domain.options import Hosting
from decider.domain.policy import Policy
from decider.domain.prices import PriceBook
from decider.domain.profile import TaskProfile
from decider.domain.recommendation import outcome
from decider.domain.totals import total_by_volume, total_cost


class Probes:
    """Outcomes of one profile, whose ranges have been replaced by points, under changes of one fact."""

    def __init__(self, profile: TaskProfile, estimate: Estimate, policy: Policy, book: PriceBook) -> None:
        self._profile, self._estimate, self._policy, self._book = profile, estimate, policy, book
        self.now = outcome(profile, estimate, policy)
        self._at_volume: dict[Decimal, Outcome] = {}
        self._totals = {
            option: total_by_volume(option.bill, estimate.course)
            for option in estimate.options
            if option.total is not None and option.bill is not None and estimate.course is not None
        }

    def at_volume(self, calls: Decimal) -> Outcome:
        """The outcome at another number of calls a month."""
        if calls not in self._at_volume:
            self._at_volume[calls] = self._outcome_at(calls)
        return self._at_volume[calls]

    def _outcome_at(self, calls: Decimal) -> Outcome:
        profile = replace(self._profile, volume=replace(self._profile.volume, calls_per_month=calls))
        options = tuple(
            replace(
                option,
                lines=None,
                total_lines=None,
                total=self._totals[option](calls) if option in self._totals else None,
                latency=self._latency(option, profile),
            )
            for option in self._estimate.options
        )
        return outcome(profile, replace(self._estimate, options=options), self._policy)

    def _latency(self, option: OptionEstimate, profile: TaskProfile) -> Latency:
        """Only the queue before own machines depends on the volume, and only a target asks for it."""
        if option.option.hosting is not Hosting.SELF_HOSTED or profile.latency.target_p95_ms is None:
            return option.latency
        return latency_of(option.option, profile, option.bill)

    def by_price(self, index: int, path: str, price: Decimal) -> Callable[[Decimal], Outcome] | None:
        """Outcomes by one unit price of one option, now `price`; None where the option has no total."""
        priced, course = self._estimate.options[index], self._estimate.course
        if priced.total is None or course is None:
            return None
        free = with_price(self._profile, index, path, Decimal(0)).options[index]
        at_zero = total_cost(make_bill(free, self._profile, self._book), course)
        rise = (priced.total - at_zero) / price

        def at(value: Decimal) -> Outcome:
            with exact():
                dearer = replace(priced, total=at_zero + value * rise)
            options = (*self._estimate.options[:index], dearer, *self._estimate.options[index + 1 :])
            return outcome(self._profile, replace(self._estimate, options=options), self._policy)

        return at
