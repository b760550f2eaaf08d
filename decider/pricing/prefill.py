"""What the forms of a team's prices begin with: what counts today."""

from decimal import Decimal
from typing import Any

from django.utils import timezone

from decider.domain.options import Prices
from decider.models.team_model_price import TeamPriceKind
from decider.pricing.detail import Detail
from decider.pricing.forms import BATCH, STANDARD, TIER


def model_initial(detail: Detail) -> dict[str, Any]:
    """What counts today, so that one only changes what is different."""
    price = detail.paid or detail.listed
    found = _agreed(detail)
    if price is None:
        return found
    tuned = price.tuned_prices or Prices()
    for name, _, _ in (*STANDARD, *BATCH):
        found[name] = _shown(getattr(price.prices, name))
    for name in ("training", "hosting_per_hour"):
        found[name] = _shown(getattr(price.prices, name))
    for name in ("input", "output", "cache_read", "batch_input", "batch_output"):
        found[f"tuned_{name}"] = _shown(getattr(tuned, name))
    if price.prices.tiers:
        tier = price.prices.tiers[0]
        found["tier_above"] = _shown(tier.above_input_tokens)
        found |= {name: _shown(getattr(tier, name.removeprefix("tier_"))) for name, _, _ in TIER}
    return found | {
        "label": price.label,
        "tunable": {True: "yes", False: "no"}.get(price.tunable, ""),
        "retires_on": price.retires_on,
        "context_limit_tokens": _shown(price.context_limit_tokens),
    }


def gpu_initial(detail: Detail) -> dict[str, Any]:
    price = detail.paid or detail.listed
    found = _agreed(detail)
    if price is None:
        return found
    speed, bandwidth = price.peak_flops, price.bandwidth_bytes_per_s
    return found | {
        "usd_per_hour": _shown(price.usd_per_hour),
        "teraflops": None if speed is None else _shown(speed / 10**12),
        "terabytes_per_second": None if bandwidth is None else _shown(bandwidth / 10**12),
    }


def _agreed(detail: Detail) -> dict[str, Any]:
    agreed = detail.agreed
    return {
        "kind": agreed.kind if agreed else TeamPriceKind.DISCOUNT,
        "percent": _shown(agreed.percent) if agreed else None,
        "source": agreed.source if agreed else "",
        "note": agreed.note if agreed else "",
        "valid_from": timezone.localdate(),
    }


def _shown(value: Any) -> str | None:
    """A number as one types it: no zeros behind, no exponent."""
    return f"{value.normalize():f}" if isinstance(value, Decimal) else None
