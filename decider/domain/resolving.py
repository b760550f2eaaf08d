"""Options made whole: what the price book knows is written into an option that does not state it.

A resolved option stands by itself, so that a frozen profile gives the same figures under any later
price book. What an option states is never overwritten.
"""

import datetime
from dataclasses import replace
from typing import Any

from decider.domain.availability import horizon_end, why_not_bought
from decider.domain.options import Adaptation, Hosting, Option, SelfHosting
from decider.domain.point import at_likely
from decider.domain.prices import TUNED, ListPrice, PriceBook, PriceMissing
from decider.domain.profile import TaskProfile
from decider.domain.totals import horizon_of


def resolve(profile: TaskProfile, book: PriceBook, day: datetime.date | None = None) -> TaskProfile:
    """The same profile with the book's prices, dates and GPU figures in every option that lacks them.

    With a day, a tuned option that cannot be bought then also learns the nearest one that can.
    """
    options = tuple(resolve_option(option, book) for option in profile.options)
    if day is not None:
        point = at_likely(profile)
        options = tuple(_with_route(option, book, point, day) for option in options)
    return replace(profile, options=options)


def resolve_option(option: Option, book: PriceBook) -> Option:
    """One option made whole. A price that the book does not have stays unknown."""
    listed = book.find(option.model) if option.prices is None else None
    if listed is not None and option.hosting is not Hosting.SELF_HOSTED:
        option = _from_list(option, listed, book)
    if option.hosting is Hosting.SELF_HOSTED:
        option = replace(option, self_hosting=_with_gpu(option.self_hosting or SelfHosting(), book))
    return option


def _from_list(option: Option, listed: ListPrice, book: PriceBook) -> Option:
    try:
        prices = book.prices_for(option)
    except PriceMissing:
        return option
    prices = replace(prices, minimum_cacheable_prefix_tokens=listed.minimum_cacheable_prefix_tokens)
    if option.adaptation is Adaptation.PROMPT:
        # The book's training and hosting prices are for tuned models; a prompted one rents no deployment.
        prices = replace(prices, training=None, hosting_per_hour=None)
    return replace(
        option,
        prices=prices,
        tunable=listed.tunable if option.tunable is None else option.tunable,
        tunable_until=option.tunable_until or (listed.tunable_until if option.adaptation in TUNED else None),
        retires_on=option.retires_on or listed.retires_on,
        successor=option.successor or listed.successor or None,
    )


def _with_route(option: Option, book: PriceBook, point: TaskProfile, day: datetime.date) -> Option:
    """The option with the nearest model that can be tuned, where its own cannot."""
    listed = book.find(option.model)
    closed = option.adaptation in TUNED and why_not_bought(option, point, day)
    if listed is None or not closed or option.nearest_tunable:
        return option
    route = book.nearest_tunable(listed, day, horizon_end(day, horizon_of(point)))
    return replace(option, nearest_tunable=f"{route.name} from {route.provider}" if route else None)


def _with_gpu(machines: SelfHosting, book: PriceBook) -> SelfHosting:
    listed = book.gpu(machines.gpu)
    if listed is None:
        return machines
    known: dict[str, Any] = {
        "peak_flops": listed.peak_flops,
        "bandwidth_bytes_per_s": listed.bandwidth_bytes_per_s,
    }
    if machines.gpu_usd_per_hour is None:
        known |= {
            "gpu_usd_per_hour": listed.usd_per_hour,
            "gpu_price_checked_on": listed.checked_on,
            "gpu_price_source": listed.source,
        }
    return replace(machines, **{name: value for name, value in known.items() if getattr(machines, name) is None})
