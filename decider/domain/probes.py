"""What the walk would say if one fact were another: everything that the change does not touch is kept.

Flip points ask this a hundred times, so a probe works out totals only, and in closed form: over the
horizon a total is a line in each unit price, and a line or a staircase in the first month's volume.
"""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

from decider.domain.bills import Bill, make_bill, with_escalation
from decider.domain.estimate import Estimate, OptionEstimate, escalated_share, latency_of
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
        own = option.option
        if own.hosting is not Hosting.SELF_HOSTED or own.escalation or profile.latency.target_p95_ms is None:
            return option.latency
        return latency_of(own, profile, option.bill)

    def by_price(self, index: int, path: str, price: Decimal) -> Callable[[Decimal], Outcome] | None:
        """Outcomes by one unit price of one option, now `price`; None where the option has no total."""
        priced, course = self._estimate.options[index], self._estimate.course
        if priced.total is None or course is None:
            return None
        free = with_price(self._profile, index, path, Decimal(0))
        own = make_bill(free.options[index], free, self._book)
        key = priced.option.key
        # By option, its total at a price of 0 and what a dollar of the price adds: a cascade pays it too.
        lines: dict[str, tuple[Decimal, Decimal]] = {}
        for option in self._estimate.options:
            bill = self._bill_with(option, key, own)
            if bill is not None and option.total is not None:
                at_zero = total_cost(bill, course)
                lines[option.option.key] = at_zero, (option.total - at_zero) / price

        def at(value: Decimal) -> Outcome:
            with exact():
                options = tuple(
                    replace(option, total=lines[option.option.key][0] + value * lines[option.option.key][1])
                    if option.option.key in lines
                    else option
                    for option in self._estimate.options
                )
            return outcome(self._profile, replace(self._estimate, options=options), self._policy)

        return at

    def _bill_with(self, option: OptionEstimate, key: str, changed: Bill) -> Bill | None:
        """The bill of an option when that of `key` is changed; None where it stays as it is."""
        escalation = option.option.escalation
        share = escalated_share(option.option)
        if option.option.key == key:
            target = next(
                (o.bill for o in self._estimate.options if escalation and o.option.key == escalation.to), None
            )
            return changed if target is None else with_escalation(changed, target, share)
        if escalation is not None and escalation.to == key:
            return with_escalation(make_bill(option.option, self._profile, self._book), changed, share)
        return None
