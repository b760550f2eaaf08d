"""The library of published cases: complete, sourced, true to its files, and findable."""

import json
from pathlib import Path
from typing import Any

import pytest

from decider.cases.library import FILES, filters, find_case, library, search, tally
from decider.cases.published import PublishedCase, published_case
from decider.cases.wording import BASES, HOSTINGS, OUTCOMES
from decider.wording.labels import VERDICTS

ROOT = Path(__file__).resolve().parents[2]


def written(collection: str) -> list[dict[str, Any]]:
    return json.loads((ROOT / "fixtures" / FILES[collection]).read_text(encoding="utf-8"))["cases"]


def test_every_case_of_both_files_is_there_once() -> None:
    assert len(library()) == sum(len(written(collection)) for collection in FILES) == 66
    assert len({case.slug for case in library()}) == 66


@pytest.mark.parametrize("case", library(), ids=lambda case: case.slug)
def test_every_case_says_how_it_ended_on_what_ground_and_where_it_stands(case: PublishedCase) -> None:
    assert case.outcome in OUTCOMES
    assert case.verdict in VERDICTS
    assert case.basis in BASES
    assert case.hosting in HOSTINGS
    assert case.grade in "ABCD"
    assert case.reason
    assert case.sources
    assert all(source.words and (not source.url or source.url.startswith("https://")) for source in case.sources)


def test_all_but_two_sources_can_be_opened() -> None:
    words_alone = {case.slug for case in library() if not any(source.url for source in case.sources)}
    assert words_alone == {"procerno-coder", "azure-idle-hosting"}


def test_sources_are_read_as_addresses_and_arxiv_numbers() -> None:
    urls = {slug: [source.url for source in (find_case(slug) or pytest.fail(slug)).sources] for slug in (
        "anthropic-haiku-moderation", "bloomberggpt-convfinqa", "loraland-bc5cdr",
    )}  # fmt: skip
    assert urls == {
        "anthropic-haiku-moderation": ["https://www.anthropic.com/news/fine-tune-claude-3-haiku"],
        "bloomberggpt-convfinqa": ["https://arxiv.org/abs/2305.05862", "https://arxiv.org/abs/2303.17564"],
        "loraland-bc5cdr": ["https://github.com/predibase/lora_bakeoff", "https://arxiv.org/abs/2405.00732"],
    }


@pytest.mark.parametrize("collection", FILES)
def test_every_figure_with_a_status_is_shown_with_it(collection: str) -> None:
    for row in written(collection):
        case = published_case(row, collection=collection)
        statuses = sorted(value["status"] for value in row.values() if isinstance(value, dict) and "status" in value)
        # How long a cycle took is told in words.
        assert sorted(figure.status for figure in case.figures) == statuses, case.slug
        assert set(statuses) <= {"stated", "derived"}


def test_figures_are_shown_as_they_were_published() -> None:
    case = find_case("linkedin-eon")
    assert case
    shown = {figure.label: figure.value for figure in (*case.figures, *case.others)}
    assert shown == {
        "Change of the cost": "−98.7\u00a0%",
        "Times cheaper than GPT-4": "75",
        "Times cheaper than GPT-4o": "6",
    }
    bodies = find_case("intent-dynamic")
    assert bodies and (bodies.prompted, bodies.tuned) == ("0.939", "0")


def test_the_row_of_a_table_has_every_model_and_marks_the_best() -> None:
    case = find_case("loraland-bc5cdr")
    assert case
    assert len(case.models) == 10
    assert [(score.model, score.untuned, score.tuned) for score in case.models if score.best] == [
        ("mistral-7b", "0.177", "0.972")
    ]


@pytest.mark.parametrize(
    ("slug", "kind"),
    [
        ("loraland-glue-sst2", "classification"),
        ("loraland-glue-qqp", "classification"),
        ("loraland-conllpp", "extraction"),
        ("loraland-wikisql", "code"),
        ("loraland-boolq", "question_answering"),
        ("loraland-drop", "question_answering"),
        ("loraland-webnlg", "generation"),
        ("loraland-tldr-headline-gen", "summarisation"),
        ("loraland-gsm8k", "other"),
        ("author-style", "style_writing"),
    ],
)
def test_the_kind_of_task_is_read_from_its_words(slug: str, kind: str) -> None:
    case = find_case(slug)
    assert case and case.kind == kind


@pytest.mark.parametrize(
    ("slug", "hosting"),
    [
        ("openai-grab-vision", "api"),
        ("nvidia-flywheel-router", "self"),
        ("instacart-intent", "both"),
        ("airtrain-ecommerce", "unknown"),
        ("medcalc-labels", "unknown"),
        ("loraland-legal", "both"),
        ("acg-endoscopy", "self"),
    ],
)
def test_hosting_is_read_from_its_words(slug: str, hosting: str) -> None:
    case = find_case(slug)
    assert case and case.hosting == hosting


def test_a_search_keeps_what_holds_every_word_and_every_choice() -> None:
    assert {case.slug for case in search("HAIKU moderation", {})} == {"anthropic-haiku-moderation"}
    assert search("no such word", {}) == []
    found = search("", {"kind": "code", "outcome": "prompt"})
    assert found
    assert {(case.kind, case.outcome) for case in found} == {("code", "prompt")}


def test_a_filter_offers_only_what_finds_something() -> None:
    for each in filters():
        for value in each.choices:
            assert search("", {each.name: value}), (each.name, value)


def test_the_tally_adds_up_and_begins_with_the_most_frequent() -> None:
    numbers = [number for _, _, number in tally(list(library()))]
    assert sum(numbers) == 66
    assert numbers == sorted(numbers, reverse=True)


def test_a_case_with_an_outcome_that_nobody_knows_is_refused() -> None:
    with pytest.raises(KeyError):
        published_case({**written("cases")[0], "outcome": "magic"}, collection="cases")
