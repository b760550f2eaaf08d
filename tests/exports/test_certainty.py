"""Reports say how sure the answer is and what quality is worth; snapshots from before that still print."""

import io
from typing import Any

import pytest
from pypdf import PdfReader

from decider.charts.vega_svg import chart_svgs
from decider.exports.documents import Document
from decider.exports.markdown import render_markdown
from decider.exports.pdf import render_pdf
from decider.exports.report_data import report_data
from tests.exports.samples import SHA256, snapshot, trail

BINS = [[100_000 * 1.2**n, 100_000 * 1.2 ** (n + 1), part] for n, part in enumerate((0.08, 0.22, 0.4, 0.2, 0.09))]
ROBUSTNESS = {
    "draws": 8192,
    "seed": 1,
    "verdict_share": 0.97,
    "verdict_shares": {"fine_tune": 0.97, "prompt": 0.03},
    "cheapest_share": {"prompt-large": 0.3, "ft-small": 0.7, "hybrid": 0, "self-8b": 0},
    "crossover": {"p10": 115_000, "p50": 170_000, "p90": 230_000, "share": 1, "bins": BINS},
    "tornado": [
        {
            "fact": "volume.calls_per_month",
            "low": 149706,
            "high": 809190,
            "saving_at_low_usd": "-7650.00",
            "saving_at_high_usd": "35409.00",
        }
    ],
    "tornado_base_usd": "9000.00",
    "worth_knowing": [{"fact": "volume.calls_per_month", "usd": "1627.68"}],
    "saving_usd": {"p10": "-9008.76", "p50": "7572.28", "p90": "34414.39"},
}
WORTH = {
    "options": [
        {
            "key": "prompt-large",
            "accuracy": "0.88",
            "pays": "from",
            "break_even_accuracy": "0.8092",
            "value_per_month_usd": "-10625.68",
            "cost_per_accepted_usd": "0.0526",
        }
    ],
    "least_gain": {"option": "ft-small", "over": "prompt-large", "gain": "0.012"},
}


def sure(**changes: Any) -> dict[str, Any]:
    given = snapshot()
    given["assessment"] |= {"robustness": ROBUSTNESS, "worth": WORTH} | changes
    return given


def told(given: dict[str, Any]) -> dict[str, Any]:
    return report_data(given, trail(), "approved", chart_svgs(given["assessment"]), sha256=SHA256)


def pages(data: dict[str, Any]) -> list[str]:
    found = PdfReader(io.BytesIO(render_pdf(data))).pages
    return [" ".join(page.extract_text().replace("\u00a0", " ").split()) for page in found]


def test_the_pdf_has_the_sentences_both_charts_and_the_figures() -> None:
    text = pages(told(sure()))
    for words in (
        "How sure is this",
        "In 97 % of the draws the verdict is the same; in 3 % it is “Stay with prompting”.",
        "Calls a month matter most: the saving goes from −$7,650 to $35,409",
        "between 115 K and 230 K calls a month in eight of ten draws",
        "What quality is worth",
        "“Fine-tune gpt-4.1-mini” has to be at least 1.2 points better than “Prompt gpt-4.1”",
        "−$10,626",
    ):
        assert words in " ".join(text), words
    assert "In 97 % of the draws the verdict is the same." in text[0]


def test_the_markdown_has_them_too() -> None:
    given = sure()
    text = render_markdown(Document(given, trail(), "approved", SHA256, "Decision 7", {}))
    assert "**How sure is this**" in text
    assert "| Calls a month | 150,000 | −\\$7,650 | 809,000 | \\$35,409 | \\$43,059 |" in text
    assert "**What quality is worth**" in text


def test_without_ranges_or_stakes_a_line_says_so_and_no_chart_is_set() -> None:
    data = told(sure(robustness={"draws": 1, "verdict_share": 1, "crossover": None, "tornado": []}, worth=None))
    assert data["certainty"]["sentences"] == ["No fact is given as a range, so every draw is the same."]
    assert data["certainty"]["charts"] == data["certainty"]["rows"] == []
    assert data["worth"]["sentences"][0].startswith("What a wrong answer costs or a right one is worth is not stated.")
    assert len(data["charts"]) == 3


@pytest.mark.parametrize("before", ["neither", "null"])
def test_a_snapshot_from_before_still_prints_and_claims_nothing(before: str) -> None:
    given = snapshot()
    given["assessment"].pop("worth", None)
    if before == "neither":
        given["assessment"].pop("robustness", None)
    else:
        given["assessment"]["robustness"] = None
    text = " ".join(pages(told(given)))
    assert "How sure is this" not in text
    assert "What quality is worth" not in text


def test_a_snapshot_from_before_the_distribution_was_counted_still_prints() -> None:
    older = {name: value for name, value in ROBUSTNESS.items() if name != "tornado_base_usd"}
    older["crossover"] = {"p10": 115_000, "p50": 170_000, "p90": 230_000, "share": 1}
    data = told(sure(robustness=older))
    assert data["certainty"]["charts"] == []
    assert "How sure is this" in " ".join(pages(data))
