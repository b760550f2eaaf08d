"""What is known of a model or GPU besides its prices, each fact with the page on which it was read."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

from decider.domain.prices import GpuListPrice, ListPrice
from decider.pricing.listing import retirement
from decider.wording.numbers import count
from decider.wording.numbers import day as spoken_day

NOT_KNOWN = "Not recorded"


@dataclass(frozen=True, kw_only=True)
class Fact:
    label: str
    value: str
    source: str
    # "warn" where it needs attention.
    tone: str = ""


def model_facts(price: ListPrice, day: datetime.date) -> Iterator[Fact]:
    def fact(name: str, label: str, value: str, tone: str = "") -> Fact:
        known = value != NOT_KNOWN
        source = (price.fact_sources.get(name) or price.prices.source or "") if known else ""
        return Fact(label=label, value=value, source=source, tone=tone)

    closed = price.tunable_on(day) is False and price.tunable is not False
    yield fact("tunable", "Fine-tuning here", _tuning(price, day), "warn" if closed else "")
    if price.tunable_where:
        yield fact("tunable_where", "Fine-tuning elsewhere", price.tunable_where)
    yield fact("open_weights", "Open weights", _yes_no(price.open_weights))
    if price.licence or price.open_weights:
        yield fact("licence", "Licence", price.licence or NOT_KNOWN)
    retires = retirement(price.retires_on, day)
    yield fact(
        "retires_on",
        "Retires",
        spoken_day(price.retires_on) if price.retires_on else "No date announced",
        "warn" if retires else "",
    )
    if price.successor or price.retires_on:
        yield fact("successor", "Recommended in its place", price.successor or NOT_KNOWN)
    limit, least = price.context_limit_tokens, price.minimum_cacheable_prefix_tokens
    yield fact("context_limit_tokens", "Most input in one call", f"{count(limit)} tokens" if limit else NOT_KNOWN)
    yield fact("structured_output", "Answers held to a JSON schema", _yes_no(price.structured_output))
    yield fact(
        "minimum_cacheable_prefix_tokens",
        "Least prefix that is cached",
        f"{count(least)} tokens" if least else NOT_KNOWN,
    )


def _tuning(price: ListPrice, day: datetime.date) -> str:
    if price.tunable is None:
        return NOT_KNOWN
    if not price.tunable:
        return "Not offered"
    if price.tunable_until is None:
        return "Offered"
    if price.tunable_until < day:
        return f"Closed: the last jobs could be started on {spoken_day(price.tunable_until)}"
    return f"Offered; the last jobs can be started on {spoken_day(price.tunable_until)}"


def _yes_no(value: bool | None) -> str:
    return NOT_KNOWN if value is None else "Yes" if value else "No"


def gpu_facts(price: GpuListPrice) -> Iterator[Fact]:
    sheet = price.data_sheet or ""
    speed, bandwidth = price.peak_flops, price.bandwidth_bytes_per_s
    yield Fact(
        label="Peak speed, dense bf16",
        value=f"{count(speed / 10**12)} TFLOP/s" if speed else NOT_KNOWN,
        source=sheet if speed else "",
    )
    yield Fact(
        label="Memory bandwidth",
        value=f"{(bandwidth / 10**12).normalize():f} TB/s" if bandwidth else NOT_KNOWN,
        source=sheet if bandwidth else "",
    )
