"""Where every figure comes from: each fact with its value, unit and provenance."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from enum import StrEnum
from typing import Any

from decider.domain.cost import kept_examples, kept_instructions, tokens_known
from decider.domain.fields import FlagRule, ListRule, NumberRule, Range, SectionRule, rules
from decider.domain.numbers import decimal, plain
from decider.domain.options import Hosting, Option
from decider.domain.profile import TaskProfile

# What money takes for a fact that is absent.
_DEFAULTS: dict[str, Decimal | bool] = {
    "volume.growth_per_month": Decimal(0),
    "volume.peak_factor": Decimal(1),
    "volume.retry_rate": Decimal(0),
    "volume.batch_share": Decimal(0),
    "tokens.cached_share": Decimal(0),
    "tokens.cache_write_share": Decimal(0),
    "quality.higher_is_better": True,
    "horizon_months": Decimal(12),
    "discount_rate_per_month": Decimal(0),
    "price_decline_per_month": Decimal(0),
}
_TOKEN_PARTS = ("instructions", "per_request_instructions", "examples", "context", "request", "output", "reasoning")
_SELF_HOSTING_DEFAULTS = {
    "gpus_per_replica": Decimal(1),
    "planned_share": Decimal("0.7"),
    "min_replicas": Decimal(1),
    "billed_share": Decimal(1),
}
_SECTIONS = ("prices", "training", "latency", "quality", "paired", "self_hosting")


def assumptions(
    stated: TaskProfile, resolved: TaskProfile, *, chosen: bool, measured: Mapping[str, str] | None = None
) -> list[dict[str, Any]]:
    """All facts of a profile and its options, as plain data.

    `stated` is the profile as the team gave it, `resolved` the one with options and prices filled in; `chosen` says
    that the options are ours, because the team listed none. `measured` has, for the key path of each stated fact that
    was measured, how.
    """
    notes = measured or {}
    return [
        {**row, "provenance": "measured", "note": notes[row["fact"]]}
        if row["provenance"] == "stated" and row["fact"] in notes
        else row
        for row in _all_facts(stated, resolved, chosen=chosen)
    ]


def _all_facts(stated: TaskProfile, resolved: TaskProfile, *, chosen: bool) -> list[dict[str, Any]]:
    found = list(_profile_facts(stated))
    given = {option.key: option for option in stated.options}
    for option in resolved.options:
        found.extend(_option_facts(option, given.get(option.key), chosen=chosen))
    return found


def _row(
    path: str, value: Any, unit: str, provenance: str, note: str = "", option: str | None = None
) -> dict[str, Any]:
    return {
        "fact": path,
        "value": _plain(value),
        "unit": unit,
        "provenance": provenance,
        "note": note,
        "option": option,
    }


def _profile_facts(profile: TaskProfile) -> Iterator[dict[str, Any]]:
    for name, rule in rules(TaskProfile).items():
        if isinstance(rule, ListRule) or name in ("name", "kind"):
            continue
        group = getattr(profile, name)
        inner = rules(rule.section) if isinstance(rule, SectionRule) else {}
        facts = [(f"{name}.{key}", getattr(group, key), inner[key]) for key in inner] or [(name, group, rule)]
        for path, value, fact_rule in facts:
            unit = fact_rule.unit if isinstance(fact_rule, NumberRule) else ""
            if value is not None:
                yield _row(path, value, unit, "stated")
            elif path in _DEFAULTS:
                yield _row(path, _DEFAULTS[path], unit, "default")
            elif name == "tokens" and tokens_known(profile.tokens) and path.split(".")[1] in _TOKEN_PARTS:
                yield _row(path, Decimal(0), unit, "default", "absent beside other parts of the prompt")
            else:
                yield _row(path, None, unit, "unknown")


def _option_facts(option: Option, given: Option | None, *, chosen: bool) -> Iterator[dict[str, Any]]:
    """An option's facts: stated by the team, from the price book, or default."""
    prefix = f"options.{option.key}."
    for section in _SECTIONS:
        group = getattr(option, section)
        if group is None:
            continue
        stated_group = getattr(given, section) if given is not None else None
        for name, rule in rules(type(group)).items():
            value = getattr(group, name)
            if value is None or not isinstance(rule, NumberRule | FlagRule):
                continue
            note = _source(option, section, name)
            if stated_group is not None and getattr(stated_group, name) is not None and not chosen:
                yield _row(f"{prefix}{section}.{name}", value, _unit(rule), "stated", note, option.key)
            elif section == "prices" or name in ("gpu_usd_per_hour", "peak_flops", "bandwidth_bytes_per_s"):
                yield _row(f"{prefix}{section}.{name}", value, _unit(rule), "list_price", note, option.key)
            else:
                yield _row(f"{prefix}{section}.{name}", value, _unit(rule), "default", "", option.key)
    if option.hosting is Hosting.SELF_HOSTED:
        for name, usual in _SELF_HOSTING_DEFAULTS.items():
            if getattr(option.self_hosting, name, None) is None:
                yield _row(f"{prefix}self_hosting.{name}", usual, "", "default", "", option.key)
    kept = {"instructions_kept": kept_instructions(option), "examples_kept": kept_examples(option)}
    for name, share in kept.items():
        provenance = "stated" if getattr(option, name) is not None and not chosen else "default"
        yield _row(f"{prefix}{name}", decimal(share), "share", provenance, "", option.key)
    hours = option.upkeep_hours_per_month
    if hours is not None:
        yield _row(
            f"{prefix}upkeep_hours_per_month", hours, "hours a month", "default" if chosen else "stated", "", option.key
        )


def _source(option: Option, section: str, name: str) -> str:
    """Where a price was read, from which day on it holds, and when it was last compared with its source."""
    prices, machines = option.prices, option.self_hosting
    if section == "prices" and prices is not None:
        source, since, checked = prices.source, prices.as_of, prices.checked_on
    elif name == "gpu_usd_per_hour" and machines is not None:
        source, since, checked = machines.gpu_price_source, None, machines.gpu_price_checked_on
    else:
        return ""
    days = [since.isoformat()] if since else []
    days += [f"checked {checked.isoformat()}"] if checked else []
    return f"{source or ''} ({', '.join(days)})".strip() if days else source or ""


def _unit(rule: Any) -> str:
    return rule.unit if isinstance(rule, NumberRule) else ""


def _plain(value: Any) -> Any:
    match value:
        case StrEnum():
            return value.value
        case Decimal():
            return plain(value)
        case Range():
            data = {"low": plain(value.low), "high": plain(value.high)}
            return data if value.likely is None else {**data, "likely": plain(value.likely)}
    return value
