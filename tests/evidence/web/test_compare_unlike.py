"""Series that share no case, few cases or no measure: said before anything else, and no verdict where there is none."""

import json
import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from scipy.stats import binomtest, norm

from decider.models import Evidence, Task
from tests.evidence.web.conftest import DATA
from tests.factories.evidence import EvidenceFactory, evaluation, series

SIDE_BY_SIDE = json.loads((DATA / "open" / "promptfoo" / "sidebyside.json").read_text(encoding="utf-8"))
PROMPTED, TUNED = "acme:large-prompted", "acme:small-tuned"


def _upload(task: Task, name: str, got: dict[str, Any] | None, metric: str = "accuracy", **more: Any) -> Evidence:
    answers = list(got.values()) if got else [True] * 40
    score = sum(map(float, answers)) / len(answers)
    one = {**series(name, len(answers), round(score, 4), 0.7, 0.95), "metric": metric, **more}
    cases = None if got is None else {f"{name}\t{metric}\t": got}
    row: Evidence = EvidenceFactory.create(task=task, reading=evaluation(one), outcomes=cases, file_name=f"{name}.json")
    return row


def _page(client: Client, task: Task, first: Evidence, second: Evidence) -> str:
    asked = {"a": f"{first.pk}:0", "b": f"{second.pk}:0"}
    page = client.get(reverse("evidence_compare", args=[task.pk]), asked).content.decode()
    return unescape(page).replace("\N{NO-BREAK SPACE}", " ")


def _cases(start: int, count: int, passes: int) -> dict[str, bool]:
    return {str(start + at): at < passes for at in range(count)}


def test_that_two_share_no_case_is_said_before_the_finding(client: Client, task: Task) -> None:
    first, second = _upload(task, "one", _cases(0, 40, 30)), _upload(task, "two", _cases(100, 40, 38))
    page = _page(client, task, first, second)

    assert page.index("The two share no case, so they are compared as different samples (unpaired)") < page.index(
        "20 points above"
    )
    assert "on different cases (40 cases each or more)" in page
    assert "75 %" in page and "95 %" in page


@pytest.mark.parametrize("start", [0, 100])
def test_different_measures_get_no_verdict(client: Client, task: Task, start: int) -> None:
    first = _upload(task, "one", _cases(0, 40, 30))
    second = _upload(task, "two", _cases(start, 40, 38), metric="politeness")
    page = _page(client, task, first, second)

    assert "These are different measures (“accuracy” and “politeness”)" in page
    assert ("They share no case either" in page) == (start == 100)
    assert "their difference is not one between today’s prompt and an option" in page
    assert "the result then compares them" not in page
    assert not re.search(r"p [=<] 0|chance|class=\"finding\"|<dt>Both pass", page)
    assert "<td>75 %</td>" in page and "<td>70 % to 95 %</td>" in page


def test_means_of_different_cases_stand_beside_each_other_without_a_verdict(client: Client, task: Task) -> None:
    first = _upload(task, "one", {"a": 3.0, "b": 4.5}, interval="standard_error", low=2.0, high=5.5)
    second = _upload(task, "two", {"c": 8.0, "d": 9.0}, interval="standard_error", low=7.5, high=9.5)
    page = _page(client, task, first, second)

    assert "The two share no case, and are no shares of passes" in page
    assert "<td>3.75</td>" in page and "<td>7.5 to 9.5</td>" in page
    assert not re.search(r"p [=<] 0|class=\"finding\"", page)


def test_a_file_without_single_cases_is_said_to_be_one(client: Client, task: Task) -> None:
    first, second = _upload(task, "one", _cases(0, 40, 30)), _upload(task, "two", None)

    assert "One of the two files does not say how single cases went" in _page(client, task, first, second)


def test_a_series_without_an_answered_case_is_not_compared(client: Client, task: Task) -> None:
    first, second = _upload(task, "one", _cases(0, 40, 30)), _upload(task, "two", None, n=0, score=None)

    assert "“two · accuracy” has no answered case." in _page(client, task, first, second)


def _half(provider: str, keep: Callable[[int], bool]) -> bytes:
    """The eval of one provider alone, with the cases that are kept."""
    results = SIDE_BY_SIDE["results"]
    rows = [row for row in results["results"] if row["provider"]["id"] == provider and keep(row["testIdx"])]
    prompts = [prompt for prompt in results["prompts"] if prompt["provider"] == provider]
    rows = [{**row, "promptIdx": 0} for row in rows]
    return json.dumps({**SIDE_BY_SIDE, "results": {**results, "prompts": prompts, "results": rows}}).encode()


def _outcomes(provider: str, keep: Callable[[int], bool]) -> dict[int, bool]:
    """What each case got, told by promptfoo's own fields; cases that failed to answer are left out."""
    return {
        row["testIdx"]: row["success"]
        for row in SIDE_BY_SIDE["results"]["results"]
        if row["provider"]["id"] == provider and keep(row["testIdx"]) and row["failureReason"] != 2
    }


@pytest.mark.parametrize(
    "keep",
    [lambda at: True, lambda at: at < 50, lambda at: at % 3 == 0],
    ids=["all", "the first fifty", "every third"],
)
def test_two_files_of_one_eval_are_compared_as_scipy_compares_them(
    client: Client, task: Task, read: Callable[..., Evidence], keep: Callable[[int], bool]
) -> None:
    first = read(_half(PROMPTED, lambda at: True), "prompted.json")
    second = read(_half(TUNED, keep), "tuned.json")
    page = _page(client, task, first, second)

    one, two = _outcomes(PROMPTED, lambda at: True), _outcomes(TUNED, keep)
    shared = one.keys() & two.keys()
    table = [sum((one[at], two[at]) == cell for at in shared) for cell in _CELLS]
    shown = re.search(r'<dl class="facts">.*?</dl>', page, re.DOTALL)
    assert shown is not None
    numbers = [int(number) for number in re.findall(r'class="number">(\d+)', shown[0])]
    assert numbers == [*table, 80 - len(shared)]
    assert f"on the same {len(shared)} cases" in page
    p_value = binomtest(table[1], table[1] + table[2]).pvalue
    assert f"p = {p_value:.2f}" in page
    gap = 100 * (table[2] - table[1]) / len(shared)
    assert (f"{abs(gap):.1f}".removesuffix(".0") + " point" in page) if gap else "score the same" in page


_CELLS = [(True, True), (True, False), (False, True), (False, False)]


def test_two_files_without_a_common_case_are_compared_as_different_samples(
    client: Client, task: Task, read: Callable[..., Evidence]
) -> None:
    first = read(_half(PROMPTED, lambda at: at < 40), "prompted.json")
    second = read(_half(TUNED, lambda at: at >= 40), "tuned.json")
    page = _page(client, task, first, second)

    one, two = _outcomes(PROMPTED, lambda at: at < 40), _outcomes(TUNED, lambda at: at >= 40)
    shares = [sum(each.values()) / len(each) for each in (one, two)]
    pooled = (sum(one.values()) + sum(two.values())) / (len(one) + len(two))
    error = (pooled * (1 - pooled) * (1 / len(one) + 1 / len(two))) ** 0.5
    p_value = 2 * norm.sf(abs(shares[1] - shares[0]) / error)
    assert "The two share no case, so they are compared as different samples (unpaired)" in page
    assert f"p = {p_value:.2f}" in page
    assert f"({min(len(one), len(two))} cases each or more)" in page
