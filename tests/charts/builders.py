"""Assessments with few figures, for one promise at a time."""

from typing import Any

KINDS = {"p": ("prompt", "public_api"), "f": ("fine_tune", "public_api"), "h": ("hybrid", "private_api")}


def option(key: str, points: list[list[Any]] | None = None, **more: Any) -> dict[str, Any]:
    adaptation, hosting = KINDS.get(key[0], ("fine_tune", "self_hosted"))
    base = {"key": key, "label": f"Option {key}", "adaptation": adaptation, "hosting": hosting, "points": points or []}
    return base | more


def fixed_and_variable(key: str, fixed: float, variable: float, volumes: list[int] | None = None) -> dict[str, Any]:
    """An option that costs `fixed` a month and `variable` for each call."""
    at = volumes or [10**power for power in range(3, 9)]
    return option(key, [[volume, str(fixed + variable * volume)] for volume in at])


def monthly(*options: dict[str, Any], **more: Any) -> dict[str, Any]:
    chart = {"today": None, "rule_of_thumb": [100000, 1000000], "options": list(options), "crossovers": []}
    return {"charts": {"monthly_cost": chart | more}}


def cumulative(*options: dict[str, Any], paybacks: list[dict[str, Any]] | None = None) -> dict[str, Any]:
    last = max((int(at) for each in options for at, _ in each["points"]), default=0)
    chart = {"horizon_months": last, "options": list(options), "paybacks": paybacks or []}
    return {"charts": {"cumulative_cost": chart}}


def slow(key: str, p95: int, p50: int | None = None) -> dict[str, Any]:
    parts = lambda ms: [{"cause": "first_token", "ms": str(ms - 100)}, {"cause": "decode", "ms": "100"}]  # noqa: E731
    return option(key, p50=parts(p50 or p95 // 2), p95=parts(p95))


def latencies(*options: dict[str, Any], target: int | None = 800, current: int | None = None) -> dict[str, Any]:
    return {"charts": {"latency": {"target_ms": target, "current_ms": current, "options": list(options)}}}


def about(
    assessment: dict[str, Any], recommended: str | None = None, not_possible: tuple[str, ...] = ()
) -> dict[str, Any]:
    """The same with a recommendation, and with options that cannot be chosen."""
    keys = {each["key"] for chart in assessment["charts"].values() for each in chart["options"]}
    return assessment | {
        "recommendation": {"option": recommended},
        "options": [
            {"key": key, "label": f"Option {key}", "feasible": key not in not_possible} for key in sorted(keys)
        ],
    }
