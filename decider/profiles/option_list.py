"""The options of a task as its pages list them: its own, or the set that is chosen while it has none."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from decider.domain.default_options import default_options
from decider.domain.options import Option, Prices
from decider.domain.point import at_likely
from decider.domain.prices import PriceBook, PriceMissing
from decider.domain.profile import TaskProfile
from decider.domain.steps import OPTIONS
from decider.domain.writing import profile_data
from decider.models import Task
from decider.models.price_book import load_price_book
from decider.wording import option_labels


@dataclass(frozen=True)
class OptionRow:
    key: str
    label: str
    adaptation: str
    hosting: str
    # The unit prices that count today, and whether they are the option's own.
    prices: Prices | None
    has_own_prices: bool
    # Why it has no price; empty where it has one or needs none.
    trouble: str
    # $ an hour and the name of the GPU, for a self-hosted option.
    gpu: str
    gpu_usd_per_hour: Any
    is_first: bool
    is_last: bool


def book_of_today(task: Task) -> PriceBook:
    """Today's prices as the task's team pays them."""
    return load_price_book(timezone.localdate(), task.team)


def _chosen(profile: TaskProfile, book: PriceBook) -> tuple[Option, ...]:
    return default_options(at_likely(profile), book, timezone.localdate())


def own_options(task: Task) -> list[dict[str, Any]]:
    """The options that the task lists itself, in their stored shape."""
    return list(task.answers.get(OPTIONS) or [])


def chosen_options(task: Task, book: PriceBook) -> list[dict[str, Any]]:
    """The set that is chosen while the task lists none, in the stored shape."""
    profile = dataclasses.replace(task.profile(), options=())
    options = _chosen(profile, book)
    return list(profile_data(dataclasses.replace(profile, options=options)).get(OPTIONS, []))


def option_rows(task: Task, book: PriceBook | None = None) -> list[OptionRow]:
    """What counts as the task's options today, in order."""
    book = book or book_of_today(task)
    profile = task.profile()
    options = profile.options or _chosen(profile, book)
    data = profile_data(dataclasses.replace(profile, options=options))
    labels = option_labels({"options": data.get(OPTIONS, [])})
    last = len(options) - 1
    return [_row(option, labels, book, is_first=i == 0, is_last=i == last) for i, option in enumerate(options)]


def _row(option: Option, labels: Mapping[str, str], book: PriceBook, *, is_first: bool, is_last: bool) -> OptionRow:
    prices, trouble = None, ""
    try:
        prices = book.prices_for(option)
    except PriceMissing as missing:
        trouble = str(missing)
    machines = option.self_hosting
    listed = book.gpu(machines.gpu) if machines else None
    rate = machines.gpu_usd_per_hour if machines else None
    return OptionRow(
        key=option.key,
        label=labels.get(option.key, option.key),
        adaptation=option.adaptation,
        hosting=option.hosting,
        prices=prices if prices and prices.input is not None else None,
        has_own_prices=option.prices is not None,
        trouble=trouble,
        gpu=(machines.gpu or "") if machines else "",
        gpu_usd_per_hour=rate if rate is not None else listed.usd_per_hour if listed else None,
        is_first=is_first,
        is_last=is_last,
    )
