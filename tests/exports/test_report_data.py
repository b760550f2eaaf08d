"""What a report says is a pure function of the snapshot, the trail, the state and the charts."""

import copy
import json

import pytest

from decider.exports.page_one import LINE_WIDTH, excerpt, line_count
from decider.exports.report_data import report_data
from decider.exports.tree import EXITS, tree_rows
from tests.exports.samples import no_trail, report, snapshot, trail


def test_it_changes_nothing_that_it_reads() -> None:
    given, happened = snapshot(), trail()
    before = copy.deepcopy((given, happened))
    report_data(given, happened, "approved", {}, sha256="", reference="Decision 7")
    assert (given, happened) == before


def test_it_can_be_handed_over_as_json() -> None:
    assert json.loads(json.dumps(report())) == report()


def test_the_sparsest_decision_makes_a_report() -> None:
    bare = snapshot(rationale="", override_reason="", alternatives_rejected="", consequences="", revisit_on=None)
    bare["assessment"] = {"recommendation": {"verdict": "prompt_first"}, "profile": {"kind": "other"}}
    data = report_data(bare, no_trail(), "draft", {})
    assert data["page_one"]["verdict"].startswith("Write a thorough prompt first")
    assert {figure["value"] for figure in data["page_one"]["figures"]} == {"not known"}
    assert data["options"] == data["bills"] == data["flips"] == data["assumptions"] == []


def test_an_override_shows_the_choice_the_reason_and_the_recommendation() -> None:
    page = report(choice="prompt", option_key="prompt-large", follows_recommendation=False, override_reason="No time.")[
        "page_one"
    ]
    assert "overriding the recommendation, which was: fine-tune a model" in page["choice"]
    assert page["fits"][0]["override"][0]["lines"] == ["No time."]
    labels = [figure["label"] for figure in page["figures"]]
    assert labels[:3] == ["Prompted option", "Recommended option", "Chosen option"]


def test_an_override_is_read_with_what_speaks_for_it_and_a_choice_that_follows_with_its_own_side() -> None:
    page = report(choice="prompt", option_key="prompt-large", follows_recommendation=False, override_reason="No time.")[
        "page_one"
    ]
    held = [row["sentence"] for row in report()["reasons"]["prompt"] if row["holds"] == "yes"]
    assert page["reasons_head"] == "What speaks for the choice, prompting"
    total = next(figure for figure in page["figures"] if figure["label"].startswith("Total over"))
    assert "more than the recommended option" in total["note"]
    assert page["reasons"] == held[:4] != []
    assert report()["page_one"]["reasons_head"] == "What speaks for fine-tuning"


def test_an_override_that_no_argument_speaks_for_says_so() -> None:
    bare = snapshot(choice="prompt", option_key="prompt-large", follows_recommendation=False, override_reason="Time.")
    for reason in bare["assessment"]["recommendation"]["reasons"]:
        reason["holds"] = False
    said = report_data(bare, no_trail(), "submitted", {})["page_one"]["reasons"]
    assert said == [
        "None of the framework’s arguments for prompting holds here; the reason for overriding stands alone."
    ]


def test_the_report_is_dated_by_the_last_deed() -> None:
    assert report()["meta"]["date"] == [2026, 11, 24, 15, 47, 0]
    assert report("draft", submitted_at=None)["meta"]["date"] == [2026, 11, 24, 0, 0, 0]


def test_a_review_signs_and_without_one_the_report_says_what_it_waits_for() -> None:
    assert report()["page_one"]["signatures"][1]["name"] == "Max Manager"
    waiting = report_data(snapshot(), no_trail(), "submitted", {})["page_one"]["signatures"][1]
    assert (waiting["name"], waiting["what"]) == ("–", "Waiting for review.")


def test_the_trail_is_one_list_by_time_that_tells_each_deed_once() -> None:
    rows = report()["trail"]
    assert [(row["by"], row["what"]) for row in rows] == [
        ("Ana Author", "started a new revision"),
        ("Ana Author", "changed the draft 2 times, last on 23\u00a0November\u00a02026, 15:57\u00a0UTC"),
        ("Ana Author", "submitted the decision for review"),
        ("Vera Viewer", "commented"),
        ("Max Manager", "approved the decision"),
    ]


def test_a_draft_has_no_fingerprint() -> None:
    assert report("draft")["reproduction"]["sha256"] == ""


@pytest.mark.parametrize(
    ("node", "answer", "verdict"),
    [
        ("data", "yes", "self_host"),
        ("prompt_tried", "no", "prompt_first"),
        ("quality_gap", "no", "reexamine"),
        ("quality_gap", "no", "prompt"),
        ("iteration", "no", "prompt"),
        ("reasons", "unknown", "prompt"),
        ("hybrid", "yes", "hybrid"),
        ("hybrid", "no", "fine_tune"),
    ],
)
def test_the_drawn_tree_leaves_by_the_verdict_of_the_node_that_decides(node: str, answer: str, verdict: str) -> None:
    tree, on_path = [], True
    for name in EXITS:
        decides = name == node
        leads_to = verdict if decides else "next"
        said = answer if decides else "yes"
        tree.append({"node": name, "answer": said, "leads_to": leads_to, "decides": decides, "on_path": on_path})
        on_path = on_path and not decides
    rows = tree_rows({"tree": tree})
    taken = [out["name"] for row in rows for out in row["exits"] if out["taken"]]
    assert len(taken) == 1
    assert [row["on_path"] for row in rows].count(True) == list(EXITS).index(node) + 1


def test_an_excerpt_keeps_whole_words_and_says_that_more_follows() -> None:
    text = "word " * 400
    beginning, cut = excerpt(text, 3)
    assert cut
    assert beginning.endswith("word\u00a0…")
    assert line_count(beginning) <= 3
    assert excerpt("short", 3) == ("short", False)
    assert excerpt("中" * LINE_WIDTH, 1)[1]


def test_a_task_that_must_stay_inside_says_what_the_later_questions_were_asked_of() -> None:
    given = snapshot()
    given["assessment"]["recommendation"].update(verdict="self_host", adaptation="fine_tune")
    assert report_data(given, trail(), "approved", {})["tree_note"].endswith("for these they lead to fine-tuning.")
    assert report()["tree_note"] == ""
