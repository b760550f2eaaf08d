"""Every code has a sentence that reads well with its figures and without any."""

import copy
import dataclasses
from pathlib import Path
from typing import Any

import pytest
import simplejson

from decider import wording
from decider.domain.fields import ListRule, NumberRule, SectionRule, rule_at, rules
from decider.domain.lifecycle import State
from decider.domain.options import Option
from decider.domain.policy import Policy
from decider.domain.profile import TaskProfile
from decider.domain.walk import Node, Verdict
from decider.wording.advice import ADVICE
from decider.wording.facts import NAMES, POLICY, split_path
from decider.wording.reasons import ARGUMENTS

SAMPLE = Path(__file__).parent.parent / "data" / "sample_assessment.json"


@pytest.fixture
def assessment() -> dict[str, Any]:
    return simplejson.loads(SAMPLE.read_text(encoding="utf-8"), use_decimal=True)


def reads_well(sentence: str) -> bool:
    """A sentence: a capital (or a quotation) first, a stop last, no code, no hole, no doubled space."""
    return (
        (sentence[0].isupper() or sentence[0] == "“")
        and sentence.endswith((".", "?", "!"))
        and not any(wrong in sentence for wrong in ("_", "None", "{", "  ", " .", " ,", "..", "not known not known"))
    )


@pytest.mark.parametrize("verdict", list(Verdict))
def test_every_verdict_has_a_name_and_a_sentence_even_without_figures(
    verdict: Verdict, assessment: dict[str, Any]
) -> None:
    assert wording.verdict_name(verdict) != wording.verdict_short(verdict)
    assessment["recommendation"]["verdict"] = verdict.value
    assert reads_well(wording.verdict_sentence(assessment))
    bare = {"recommendation": {"verdict": verdict.value}}
    assert reads_well(wording.verdict_sentence(bare))


def test_staying_with_prompting_says_what_fine_tuning_would_cost_more(assessment: dict[str, Any]) -> None:
    assessment["recommendation"].update(verdict="prompt", option="prompt-large")
    assessment["options"][1]["total_usd"] = assessment["options"][2]["total_usd"] = "78672.66"
    for node in assessment["recommendation"]["tree"]:
        node["decides"] = node["node"] == "reasons"
    assert wording.verdict_sentence(assessment).replace("\u00a0", " ") == (
        "Stay with prompting: fine-tuning gpt-4.1-mini would cost $4,100 more over 12 months, "
        "and no reason for it holds."
    )


@pytest.mark.parametrize(
    ("costs", "said"),
    [
        ("78672.66", "and no reason for it is known to hold yet."),
        (None, "no reason to fine-tune is known to hold yet, although fine-tuning"),
    ],
)
def test_a_reason_that_is_not_known_is_not_said_to_be_none(
    assessment: dict[str, Any], costs: str | None, said: str
) -> None:
    recommendation = assessment["recommendation"]
    recommendation.update(verdict="prompt", option="prompt-large")
    if costs:
        assessment["options"][1]["total_usd"] = assessment["options"][2]["total_usd"] = costs
    for node in recommendation["tree"]:
        node["decides"] = node["node"] == "reasons"
    next(reason for reason in recommendation["reasons"] if reason["side"] == "prompt")["holds"] = None
    assert "known to hold" not in wording.verdict_sentence(assessment)
    next(reason for reason in recommendation["reasons"] if reason["side"] == "fine_tune")["holds"] = None
    assert said in wording.verdict_sentence(assessment)


def test_staying_with_prompting_admits_that_fine_tuning_would_be_cheaper(assessment: dict[str, Any]) -> None:
    assessment["recommendation"].update(verdict="prompt", option="prompt-large")
    for node in assessment["recommendation"]["tree"]:
        node["decides"] = node["node"] == "reasons"
    assert "although fine-tuning gpt-4.1-mini would cost $53,278 less" in wording.verdict_sentence(assessment)


def test_a_pace_that_forbids_fine_tuning_names_what_is_forgone(assessment: dict[str, Any]) -> None:
    assessment["recommendation"]["verdict"] = "prompt"
    for node in assessment["recommendation"]["tree"]:
        node["decides"] = node["node"] == "iteration"
    assert wording.verdict_sentence(assessment).endswith("which forgoes quality ceiling, latency and cost at scale.")


def test_hosting_oneself_without_an_option_says_so(assessment: dict[str, Any]) -> None:
    assessment["recommendation"].update(verdict="self_host", option=None)
    assert "no self-hosted option is listed yet" in wording.verdict_sentence(assessment)


@pytest.mark.parametrize("state", ["settled", "close", "provisional", "unsupported"])
def test_every_standing_has_a_sentence(state: str) -> None:
    sentence = wording.state_sentence({"state": state, "possible_verdicts": ["prompt", "hybrid"]})
    assert reads_well(sentence)
    assert ("“Stay with prompting”" in sentence) == (state == "provisional")


@pytest.mark.parametrize("holds", [True, False, None])
@pytest.mark.parametrize("code", list(ARGUMENTS))
def test_every_argument_says_what_it_means_here(code: str, holds: bool | None, assessment: dict[str, Any]) -> None:
    figures = next(one["figures"] for one in assessment["recommendation"]["reasons"] if one["code"] == code)
    for known in (figures, {}):
        assert reads_well(wording.reason_sentence({"code": code, "holds": holds, "figures": known}))
    assert reads_well(wording.reason_argument(code))
    assert wording.reason_name(code)


def test_a_saving_that_does_not_count_as_a_reason_says_why() -> None:
    figures = {"calls_per_month": 60000, "prompt_total_usd": "900", "tuned_total_usd": "800"}
    sentence = wording.reason_sentence({"code": "cost_at_scale", "holds": False, "figures": figures})
    assert "saves $100" in sentence
    assert "does not count as a reason" in sentence


@pytest.mark.parametrize("answer", ["yes", "no", "unknown"])
@pytest.mark.parametrize("node", list(Node))
def test_every_question_is_asked_and_answered(node: Node, answer: str, assessment: dict[str, Any]) -> None:
    assert reads_well(wording.node_question(node).replace("?", "."))
    assert wording.node_title(node).endswith("?")
    figures = next(one["figures"] for one in assessment["recommendation"]["tree"] if one["node"] == node)
    for known in (figures, {}):
        assert reads_well(wording.node_answer_sentence({"node": node, "answer": answer, "figures": known}))


@pytest.mark.parametrize(
    ("figures", "said"),
    [
        (
            {"holding": [], "unknown": ["latency", "cost_at_scale"]},
            "Not known yet: latency and cost at scale are open, and no other reason holds.",
        ),
        ({"holding": [], "unknown": ["latency"]}, "Not known yet: latency is open, and no other reason holds."),
    ],
)
def test_a_question_that_is_open_says_what_is_open(figures: dict[str, Any], said: str) -> None:
    assert wording.node_answer_sentence({"node": "reasons", "answer": "unknown", "figures": figures}) == said


def test_a_price_that_is_not_known_names_its_option() -> None:
    advice = {"code": "cache_read_price_unknown", "figures": {"option": "a"}}
    assert "not known for “Prompt A”, so" in wording.advice_sentence(advice, {"a": "Prompt A", "b": "B"})
    assert "not known, so" in wording.advice_sentence(advice, {"a": "Prompt A"})


def test_a_prompt_that_is_not_thorough_names_what_is_missing() -> None:
    node = {"node": "prompt_tried", "answer": "no", "figures": {"missing": ["examples", "output_schema"]}}
    assert wording.node_answer_sentence(node) == "No: still missing: enough examples and a schema of the output."


@pytest.mark.parametrize("code", list(ADVICE))
def test_every_advice_has_a_sentence(code: str) -> None:
    figures = {
        "weeks_spent": 0.5, "max_weeks_per_iteration": 3, "labelled_examples": 5000, "needed": 50, "missing": ["tried"],
        "saving_monthly_usd": "120", "saving_usd": "900", "model": "m", "retires_on": "2027-01-14", "sample_size": 20,
        "low": "0.64", "high": "0.95", "calls_per_month": 60000, "prompt_total_usd": "9", "tuned_total_usd": "8",
    }  # fmt: skip
    for known in (figures, {}):
        assert reads_well(wording.advice_sentence({"code": code, "figures": known}))
    named = wording.advice_sentence({"code": code, "figures": {**figures, "option": "a"}}, {"a": "A", "b": "B"})
    assert named.startswith("“A”: ") or " for “A”, " in named
    assert reads_well(named)


def test_every_code_that_the_domain_may_give_as_advice_has_a_sentence() -> None:
    domain = Path(wording.__file__).parent.parent / "domain"
    text = "".join((domain / name).read_text(encoding="utf-8") for name in ("advice.py", "recommendation.py"))
    codes = {part.split('"')[1] for part in text.split("Advice(")[1:] if part.strip().startswith('"')}
    assert len(codes) > 12
    assert codes <= set(ADVICE)
    warnings = {
        part.split('"')[1] for part in (domain / "cost.py").read_text(encoding="utf-8").split("warnings.append(")[1:]
    }
    assert warnings
    assert warnings <= set(ADVICE)


def test_a_flip_says_what_changes_and_only_that() -> None:
    flip = {"fact": "volume.calls_per_month", "now": 1200000, "at": 226708, "unit": "calls a month"}
    labels = {"prompt-large": "Prompt gpt-4.1"}
    verdict = wording.flip_sentence({**flip, "to_verdict": "prompt", "to_cheapest": "prompt-large"}, labels)
    assert verdict == "If calls a month fell to 226,708 (now 1,200,000), the verdict would be to stay with prompting."
    cheapest = {**flip, "to_verdict": "fine_tune", "to_cheapest": "prompt-large", "changes_verdict": False}
    assert wording.flip_sentence(cheapest, labels).endswith("“Prompt gpt-4.1” would be the cheapest option.")


def test_a_flip_of_a_price_names_the_option_and_its_unit() -> None:
    flip = {
        "fact": "options.gpt-4.1.prices.input", "now": "0.8", "at": "7.826", "unit": "$ per 1 M tokens",
        "to_verdict": "prompt",
    }  # fmt: skip
    assert wording.flip_sentence(flip, {"gpt-4.1": "Prompt gpt-4.1"}).startswith(
        "If the price of input of “Prompt gpt-4.1” rose to $7.83 per 1 M tokens (now $0.80), "
    )


@pytest.mark.parametrize(
    ("crossover", "says"),
    [
        ({"result": "always"}, "costs no more than"),
        ({"result": "never"}, "never becomes cheaper"),
        ({"result": "never", "first_calls_per_month": 10}, "at some volumes"),
        ({"result": "at", "first_calls_per_month": 9, "stable_calls_per_month": 9}, "from 9 calls a month on"),
        ({"result": "at", "first_calls_per_month": 5, "stable_calls_per_month": 9}, "every volume from 9 on"),
    ],
)
def test_every_result_of_a_crossover_has_a_sentence(crossover: dict[str, Any], says: str) -> None:
    sentence = wording.crossover_sentence({"from": "a", "to": "b", **crossover}, {"a": "A", "b": "B"})
    assert says in sentence
    assert reads_well(sentence)
    assert "“A”" in sentence
    assert "“B”" in sentence


@pytest.mark.parametrize("result", ["at", "immediate", "never", "beyond_horizon", "swaps_back"])
def test_every_payback_has_a_sentence(result: str) -> None:
    assert reads_well(wording.payback_sentence({"from": "a", "to": "b", "payback_result": result, "payback_month": 3}))


def test_latency_says_met_missed_or_not_known() -> None:
    option = {"label": "A", "latency_p95_ms": 817}
    assert "misses the target of 800\u00a0ms by 17\u00a0ms" in wording.latency_sentence(option, 800)
    assert "meets" in wording.latency_sentence(option, 817)
    assert "no target is stated" in wording.latency_sentence(option)
    assert "not known" in wording.latency_sentence({"label": "A"}, 800)


def test_why_an_option_is_not_feasible_is_told_code_by_code() -> None:
    assert wording.why_not_sentence("cannot_serve_models retired") == (
        "The team cannot serve models itself. Its base model has been retired."
    )
    assert wording.why_not_sentence("It is too slow.") == "It is too slow."
    assert wording.why_not_sentence(None) == ""


def test_a_choice_says_whether_it_follows(assessment: dict[str, Any]) -> None:
    follows = {"choice": "fine_tune", "option_key": "ft-small", "follows_recommendation": True}
    assert wording.choice_sentence(follows, assessment).endswith("following the recommendation.")
    other = {"choice": "fine_tune", "option_key": "self-8b", "follows_recommendation": False}
    assert "option of the team’s own choice" in wording.choice_sentence(other, assessment)
    overrides = {"choice": "prompt", "option_key": "", "follows_recommendation": False}
    assert "overriding the recommendation" in wording.choice_sentence(overrides, assessment)


def test_options_that_look_alike_are_told_apart(assessment: dict[str, Any]) -> None:
    same = copy.deepcopy(assessment["options"][0])
    assessment["options"].append({**same, "key": "prompt-again"})
    labels = wording.option_labels(assessment)
    assert labels["prompt-again"] == "Prompt gpt-4.1 (prompt-again)"
    assert len(set(labels.values())) == len(labels)


def test_every_threshold_of_the_policy_has_a_name_and_a_value() -> None:
    for field in dataclasses.fields(Policy):
        assert field.name in POLICY
        assert wording.policy_value(field.name, getattr(Policy(), field.name)) != "not known"


def paths(kind: type, start: str = "") -> list[str]:
    found = []
    for field in dataclasses.fields(kind):
        rule = field.metadata.get("rule")
        section = getattr(rule, "section", None)
        if section is not None:
            found += paths(section, f"{start}{field.name}.")
        elif getattr(rule, "item", None) is None:
            found.append(start + field.name)
    return found


def test_every_fact_of_a_profile_has_a_name() -> None:
    assert set(paths(TaskProfile)) - {"name", "kind"} <= set(NAMES)


def numbers(kind: type, start: str = "") -> list[str]:
    found = []
    for name, rule in rules(kind).items():
        if isinstance(rule, SectionRule | ListRule):
            found += numbers(rule.section if isinstance(rule, SectionRule) else rule.item, f"{start}{name}.")
        elif isinstance(rule, NumberRule):
            found.append(start + name)
    return found


def test_every_number_of_an_option_has_a_name_and_only_money_prints_as_money() -> None:
    declared = numbers(Option)
    assert "prices.tiers.batch_input" in declared
    assert set(declared) <= set(NAMES)
    for name in (path for path in declared if ".tiers." not in path):
        rule = rule_at(Option, name)
        assert isinstance(rule, NumberRule)
        for unit in (rule.unit, ""):
            assert ("$" in wording.fact_value(f"options.a.b.{name}", 2, unit)) == rule.unit.startswith("$"), name


def test_a_path_into_an_option_finds_the_option_even_with_dots_in_its_key() -> None:
    assert split_path("options.gpt-4.1.prices.cache_read") == ("gpt-4.1", "prices.cache_read")
    assert split_path("volume.calls_per_month") == (None, "volume.calls_per_month")


@pytest.mark.parametrize(
    ("path", "value", "unit", "shown"),
    [
        ("options.a.prices.minimum_cacheable_prefix_tokens", 1024, "tokens", "1,024 tokens"),
        ("options.a.self_hosting.peak_flops", 989 * 10**12, "FLOP/s", "989 TFLOP/s"),
        (
            "options.a.self_hosting.bandwidth_bytes_per_s",
            {"low": 2 * 10**12, "high": "3.35e12"},
            "bytes/s",
            "2–3.35 TB/s",
        ),
        ("options.a.self_hosting.gpu_usd_per_hour", "3.48", "$ an hour", "$3.48 an hour"),
        ("volume.growth_per_month", "0.03", "share a month", "3 % a month"),
        ("quality.current", "0.88", "", "88 %"),
        ("quality.current", "4.2", "", "4.2"),
        ("quality.current", {"low": "0.82", "high": "0.93"}, "", "82 %–93 %"),
        ("quality.cost_of_error_usd", 2, "$", "$2.00"),
        ("data.external_api", "private_only", "", "private only"),
        ("latency.streaming", False, "", "no"),
        ("latency.target_p95_ms", {"low": 500, "high": 800}, "ms", "500 ms–800 ms"),
        ("volume.calls_per_month", None, "calls a month", "not known"),
        ("cadence.prompt_changes_per_month", 1, "changes a month", "1 change a month"),
    ],
)
def test_values_print_with_their_unit(path: str, value: Any, unit: str, shown: str) -> None:
    assert wording.fact_value(path, value, unit).replace("\u00a0", " ") == shown


@pytest.mark.parametrize("state", list(State))
def test_every_state_has_a_name_and_says_where_the_decision_stands(state: State) -> None:
    assert wording.state_name(state)
    assert reads_well(wording.stage_sentence(state))


def test_events_say_who_did_what() -> None:
    assert wording.event_sentence({"by": "Ana", "verb": "request_changes"}) == "Ana requested changes."
    assert wording.event_sentence({"by": None, "verb": "submit"}) == "Decider submitted the decision for review."
    review = {"verdict": "approved", "by": "Max", "at": "2026-11-24T09:30:00Z"}
    assert wording.review_sentence(review).startswith("Approved by Max on 24")


def test_a_verdict_compares_what_the_recommendation_compared(assessment: dict[str, Any]) -> None:
    """Not the cheapest prompted option where that one is known to miss the target."""
    cheap = {**assessment["options"][0], "key": "cheap", "label": "Cheap", "total_usd": "5.00"}
    assessment["options"].append(cheap)
    volume = next(node for node in assessment["recommendation"]["tree"] if node["node"] == "volume")
    volume["figures"] |= {"prompt_option": "prompt-large", "tuned_option": "ft-small"}
    assert "$53,278 less than prompting gpt-4.1" in wording.verdict_sentence(assessment)


def test_a_verdict_that_costs_more_says_but(assessment: dict[str, Any]) -> None:
    assessment["options"][1]["total_usd"] = "80000"
    assert "speak for it, but it costs $5,427 more" in wording.verdict_sentence(assessment)
    for reason in assessment["recommendation"]["reasons"]:
        reason["holds"] = False
    assert ": it costs $5,427 more" in wording.verdict_sentence(assessment)


@pytest.mark.parametrize(
    ("changes", "often"), [("0.5", "once in 2\u00a0months"), (1, "once a month"), (4, "4\u00a0times a month")]
)
def test_how_often_a_prompt_changes_is_told_as_people_say_it(changes: Any, often: str) -> None:
    reason = {"code": "updatable", "holds": True, "figures": {"prompt_changes_per_month": changes}}
    assert f"about {often}:" in wording.reason_sentence(reason)


def test_what_to_measure_first_is_a_sentence() -> None:
    sentence = wording.measure_first_sentence({"fact": "quality.current", "why": "it settles which verdict holds"})
    assert sentence == "Today’s quality: it settles which verdict holds."
    assert wording.measure_first_sentence({"fact": "quality.current", "why": ""}) == "Today’s quality."


def test_a_volume_below_the_rule_of_thumb_says_that_the_computed_saving_does_not_count() -> None:
    node = {
        "node": "volume",
        "answer": "no",
        "figures": {
            "calls_per_month": 92000,
            "low_volume_calls": 100000,
            "prompt_total_usd": "37380",
            "tuned_total_usd": "21935",
        },
    }

    sentence = wording.node_answer_sentence(node)

    assert "computed, fine-tuning is cheaper ($21,935 against $37,380)" in sentence
    assert "below 100,000 calls a month that does not count" in sentence
