"""Options made whole: what the price book knows is written into an option that does not state it.

A resolved option stands by itself, so that a frozen profile gives the same figures under any later
price book. What an option states is never overwritten.
"""

from dataclasses import replace
from typing import Any

from decider.domain.options import Adaptation, Hosting, Option, SelfHosting
from decider.domain.prices import ListPrice, PriceBook, PriceMissing
from decider.domain.profile import TaskProfile


def resolve(profile: TaskProfile, book: PriceBook) -> TaskProfile:
    """The same profile with the book's prices, dates and GPU figures in every option that lacks them."""
    return replace(profile, options=tuple(resolve_option(option, book) for option in profile.options))


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
        retires_on=option.retires_on or listed.retires_on,
    )


def _with_gpu(machines: SelfHosting, book: PriceBook) -> SelfHosting:
    listed = book.gpu(machines.gpu)
    if listed is None:
        return machines
    known: dict[str, Any] = {
        "gpu_usd_per_hour": listed.usd_per_hour,
        "peak_flops": listed.peak_flops,
        "bandwidth_bytes_per_s": listed.bandwidth_bytes_per_s,
    }
    return replace(machines, **{name: value for name, value in known.items() if getattr(machines, name) is None})
