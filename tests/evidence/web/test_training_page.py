"""The page of a training file: counts that agree, every bad line named, everything said once."""

import html
import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from decider.domain.evidence import BadLine, Kind, Reading, TrainingFile
from decider.domain.evidence_data import evidence_data
from decider.evidence.training_figures import by_reason
from decider.models import Evidence, Task
from tests.evidence.web.conftest import DATA
from tests.factories.evidence import EvidenceFactory

FINETUNE = DATA / "open" / "finetune"
Read = Callable[..., Evidence]


def _text(client: Client, row: Evidence, **query: str) -> str:
    page = client.get(reverse("evidence", args=[row.task_id, row.pk]), query).content.decode()
    main = re.sub(r"<[^>]+>", " ", page[page.index("<main") : page.index("</main>")])
    return re.sub(r" ([.,;:])", r"\1", " ".join(html.unescape(main).split()))


def _row(task: Task, *bad: BadLine, count: int = 0, **found: Any) -> Evidence:
    training = TrainingFile(
        examples=50, good_examples=12, tokens=600, bad_lines=bad, bad_lines_count=count or len(bad), **found
    )
    reading = Reading(
        kind=Kind.TRAINING, format="openai-chat-jsonl", tool="OpenAI chat format", rows=12 + training.bad_lines_count,
        accepted=12, rejected_count=training.bad_lines_count, training=training,
    )  # fmt: skip
    row: Evidence = EvidenceFactory.create(task=task, reading=evidence_data(reading))
    return row


def _bad(line: int, reason: str = "`messages` is an empty list.") -> BadLine:
    return BadLine(line=line, code="bad", reason=reason)


def test_counts_agree_and_everything_is_said_once(read: Read, client: Client) -> None:
    text = _text(client, read(FINETUNE / "train_bad_100.jsonl"))

    assert "Lines 99: 84 good examples and 15 that providers refuse" in text
    assert "84 of 99 lines are good examples" in text
    assert "15 lines have an error: mend or remove them." in text
    assert "Lines that providers refuse: 15" in text
    refused = text[text.index("Lines that providers refuse:") : text.index("Worth a look")]
    assert [int(line) for line in re.findall(r" (\d+) (?=The|Message|messages|No|Not)", refused)] == [
        10, 12, 14, 24, 49, 50, 52, 55, 68, 69, 70, 71, 74, 82, 99,
    ]  # fmt: skip
    assert text.count("1, 39") == text.count("3, 45") == 1
    assert "The same example is on" not in text and "The same request has another" not in text
    assert "The line is blank: remove it. Line 32" in text
    assert "….." not in text and "cl…" not in text
    assert "The line is a list, not an object with messages." in text


def test_what_a_job_starts_without_is_advice(read: Read, client: Client) -> None:
    text = _text(client, read(FINETUNE / "train_good_100.jsonl"))

    assert "Missing before a job can start" not in text
    assert "Nothing is missing: a job can start with this file." in text
    assert text.index("A job starts without, but does better with") < text.index("A held-out set:")


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ({"conversations": [{"from": "human", "value": "a"}]}, "ShareGPT format"),
        ({"prompt": "a", "chosen": "b", "rejected": "c"}, "preference pairs (DPO)"),
        ({"prompt": "a", "completion": "b"}, "prompt and completion (legacy)"),
    ],
)
def test_a_file_in_another_shape_is_called_so_and_its_reason_said_once(
    line: dict[str, Any], name: str, read: Read, client: Client
) -> None:
    row = read(f"{json.dumps(line)}\n".encode() * 12, "train.jsonl")
    text = _text(client, row)

    assert row.tool == name
    assert f"Format {name}" in text
    assert "Lines Why 1–12 12 lines The line " in text
    assert text.count("The line ") == 1
    # Nothing is known of examples that are none.
    assert "not known in" not in text and "longest example" not in text and "Leaks" not in text
    assert "Cost of one training run" not in text


def test_lines_of_one_reason_are_folded_behind_the_first(client: Client, task: Task) -> None:
    row = _row(task, *[_bad(line) for line in range(1, 60, 2)])
    page = client.get(reverse("evidence", args=[task.pk, row.pk])).content.decode()

    shown, _, folded = page[page.index('aria-label="Bad lines"') :].partition("<details")
    assert "1, 3, 5, 7, 9, 11, 13, 15<" in shown
    assert ">and 22 more<" in folded and ">17, 19, " in folded and ", 59<" in folded


def test_reasons_are_paged_and_what_is_not_named_is_said(client: Client, task: Task) -> None:
    row = _row(task, *[_bad(line, f"Reason {line}.") for line in range(1, 61)], count=35_000)

    first, last = _text(client, row), _text(client, row, page="3")
    assert "The first 60 are named" in first and "35,000" in first
    assert "25 Reason 25." in first and "Reason 26." not in first
    assert "60 Reason 60." in last


def test_what_is_found_beyond_the_lists_is_counted(client: Client, task: Task) -> None:
    row = _row(task, leaks=(1, 2, 3, 7), leaks_count=1200, duplicates=((1, 2, 3, 9),), duplicates_count=800)
    text = _text(client, row)

    assert "1,200 examples also stand in the evaluation set" in text
    assert "1,200 lines ask what the evaluation set asks, among them: 1–3, 7" in text
    assert "800 examples stand more than once, among them: lines 1–3, 9" in text


def test_lines_are_grouped_in_the_order_of_their_first(client: Client, task: Task) -> None:
    bad = [_bad(line, reason) for line, reason in enumerate("bacccbbab", 1)]

    assert by_reason(bad) == [("b", [1, 6, 7, 9]), ("a", [2, 8]), ("c", [3, 4, 5])]
    assert "Lines Why 1, 6, 7, 9 4 lines b 2, 8 2 lines a 3–5 3 lines c" in _text(client, _row(task, *bad))


def test_many_lines_of_one_example_do_not_fill_the_page(client: Client, task: Task) -> None:
    row = _row(task, duplicates=(tuple(range(1, 5_000, 2)),), duplicates_count=1)

    text = _text(client, row)
    assert "1 example stands more than once: lines 1, 3, 5, 7, 9, 11, 13, 15 and 2,492 more" in text
