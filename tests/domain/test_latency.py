"""How fast an option answers: the worked checks, the queue against textbook formulas, and the limits."""

from decimal import Decimal
from fractions import Fraction
from math import exp, factorial
from typing import Any

import pytest

from decider.domain.latency import decode_ms_per_token, prefill_ms, queue_ms
from tests.domain.samples import OWN, PROMPTED, UNKNOWN, answer, settled

EIGHT_B, WIDTH = Fraction(8 * 10**9), Fraction(2)
H100_BYTES, H100_FLOPS = Fraction(3_350_000_000_000), Fraction(989 * 10**12)
MACHINES: dict[str, Any] = {
    **OWN["self_hosting"], "active_parameters_b": 8, "bytes_per_parameter": 2, "peak_flops": Decimal("989e12"),
    "bandwidth_bytes_per_s": Decimal("3.35e12"), "mfu": Decimal("0.5"), "mbu": Decimal("0.65"),
    "kv_bytes_per_token": 0, "batch": 8,
}  # fmt: skip


@pytest.mark.parametrize(("mbu", "tokens_per_second"), [(1, 209), (Fraction(65, 100), 136)])
def test_an_8b_model_on_one_h100_decodes_as_fast_as_the_worked_check_says(mbu: Any, tokens_per_second: int) -> None:
    per_token = decode_ms_per_token(
        parameters=EIGHT_B, bytes_per_parameter=WIDTH, bandwidth=H100_BYTES, mbu=Fraction(mbu)
    )
    assert round(1000 / per_token) == tokens_per_second


def test_reading_2000_tokens_takes_65_ms() -> None:
    read = prefill_ms(parameters=EIGHT_B, input_tokens=Fraction(2000), flops=H100_FLOPS, mfu=Fraction(1, 2))
    assert round(read) == 65


def own(tokens: dict[str, Any], machines: dict[str, Any] | None = None, **changes: Any) -> dict[str, Any]:
    option = {**OWN, "key": "own", "adaptation": "prompt", "self_hosting": {**MACHINES, **(machines or {})}}
    found: dict[str, Any] = answer(settled(options=[option], tokens=tokens, **changes))["options"][0]
    return found


def test_a_self_hosted_answer_is_its_prefill_and_every_token_after_the_first() -> None:
    found = own({"request": 2000, "output": 101}, volume__calls_per_month=1)
    expected = 1000 * 2 * 8e9 * 2000 / (989e12 * 0.5) + 100 * 1000 * 16e9 / (3.35e12 * 0.65)
    assert float(found["latency_p95_ms"]) == pytest.approx(expected, abs=0.01)
    assert found["latency_p50_ms"] == found["latency_p95_ms"]


def test_what_the_cache_holds_is_not_read_again() -> None:
    whole = own({"request": 1000, "instructions": 3000, "output": 1}, volume__calls_per_month=1)
    tokens = {"request": 1000, "instructions": 3000, "output": 1, "cached_share": Decimal("0.5")}
    half = own(tokens, volume__calls_per_month=1)
    assert float(half["latency_p95_ms"]) == pytest.approx(float(whole["latency_p95_ms"]) / 2, abs=0.01)


def decode_ms(request: int, kv_bytes: int) -> float:
    option = {**OWN, "self_hosting": {**MACHINES, "kv_bytes_per_token": kv_bytes}}
    data = settled(options=[option], tokens={"request": request, "output": 2}, volume__calls_per_month=1)
    causes = answer(data)["charts"]["latency"]["options"][0]["p95"]
    return next(float(each["ms"]) for each in causes if each["cause"] == "decode")


def test_a_longer_context_slows_decoding_only_through_its_kv_cache() -> None:
    assert decode_ms(10, 0) == decode_ms(10_010, 0)
    slower = decode_ms(10_010, 131072) - decode_ms(10, 131072)
    assert slower == pytest.approx(1000 * 8 * 10_000 * 131072 / (3.35e12 * 0.65), abs=0.01)


@pytest.mark.parametrize(
    "fact",
    ["active_parameters_b", "bytes_per_parameter", "peak_flops", "bandwidth_bytes_per_s", "mfu", "mbu",
     "kv_bytes_per_token", "batch"],
)  # fmt: skip
def test_without_one_of_its_inputs_a_latency_is_unknown(fact: str) -> None:
    found = own({"request": 2000, "output": 101}, {fact: UNKNOWN})
    assert (found["latency_p50_ms"], found["latency_p95_ms"], found["meets_latency_target"]) == (None, None, None)


@pytest.mark.parametrize(
    ("output", "reasoning", "p95"), [(0, 0, 900), (1, 0, 900), (2, 0, 910), (40, 60, 1890), ("1.5", 0, 905)]
)
def test_a_hosted_answer_is_its_first_token_and_the_others(output: Any, reasoning: int, p95: int) -> None:
    tokens = {"request": 10, "output": Decimal(output), "reasoning": reasoning}
    found = answer(settled(tokens=tokens, latency__target_p95_ms=p95))["options"][0]
    assert found["latency_p95_ms"] == p95
    assert found["latency_p50_ms"] == p95 - 400
    assert found["meets_latency_target"] is True
    assert answer(settled(tokens=tokens, latency__target_p95_ms=p95 - 1))["options"][0]["meets_latency_target"] is False


def test_a_percentile_that_nobody_measured_is_unknown() -> None:
    option = {**PROMPTED, "latency": {"ttft_p50_ms": 500, "ms_per_output_token": 10}}
    found = answer(settled(options=[option]))["options"][0]
    assert (found["latency_p50_ms"], found["latency_p95_ms"]) == (890, None)
    option = {**PROMPTED, "latency": {"ttft_p95_ms": 500}}
    assert answer(settled(options=[option]))["options"][0]["latency_p95_ms"] is None


def chance_of_waiting(load: float, servers: int) -> float:
    """Erlang C as the textbook writes it."""
    busy = load**servers / factorial(servers) * servers / (servers - load)
    return busy / (sum(load**n / factorial(n) for n in range(servers)) + busy)


@pytest.mark.parametrize(("load", "servers"), [(0.5, 1), (0.95, 1), (1.6, 2), (6.5, 8), (27.0, 30)])
def test_the_queue_is_that_of_the_textbook(load: float, servers: int) -> None:
    for quantile in (0.5, 0.95):
        found = queue_ms(load / 2, 2.0, servers, quantile)
        assert found is not None
        # P(wait > t) = C · e^(−(k − load)·t / service time).
        more = chance_of_waiting(load, servers) * exp(-(servers - load) * found / 1000 / 2.0)
        assert more == pytest.approx(1 - quantile) if found else more <= 1 - quantile


def test_a_queue_that_is_asked_for_more_than_it_serves_has_no_length() -> None:
    assert queue_ms(1.0, 8.0, 8, 0.5) is None
    assert queue_ms(1.0, 9.0, 8, 0.5) is None
    assert queue_ms(1.0, 1.0, 0, 0.5) is None


def test_thousands_of_slots_are_worked_out_at_once_and_as_before() -> None:
    for load_share in (0.5, 0.9, 0.99, 0.999):
        before, after = (queue_ms(load_share * slots, 1.0, slots, 0.95) for slots in (5000, 5001))
        assert before is not None and after == pytest.approx(before, rel=0.05, abs=1.0)
    assert queue_ms(0.999_999 * 10**15, 1.0, 10**15, 0.95) == 0.0
