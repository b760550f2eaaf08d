"""The page of a pasted prompt."""

import re

from django.test import Client
from django.urls import reverse

from decider.models import Task

PROMPT = """You are a classifier.

## Labels
- billing
- shipping

### Examples
Input: where is my box?
Output: shipping

Input: I was charged twice
Output: billing

Return JSON: {"label": string}

Ticket: {{ticket}}
"""


def _page(client: Client, task: Task, text: str) -> str:
    posted = client.post(reverse("evidence_prompt", args=[task.pk]), {"text": text})
    return client.get(posted["Location"]).content.decode()


def _tile(page: str, words: str) -> int:
    found = re.search(rf'<span class="number">([\d,]+)</span><span>tokens?{words}', page)
    assert found is not None, page
    return int(found[1].replace(",", ""))


def test_what_is_burnt_in_and_what_every_call_carries_add_up_to_the_prompt(client: Client, task: Task) -> None:
    page = _page(client, task, PROMPT)

    parts = sum(map(int, re.findall(r'<span class="number">(\d+) tokens?</span>', page)))
    assert _tile(page, " that fine-tuning") + _tile(page, " that every call") == _tile(page, r" \(") == parts


def test_what_is_missing_is_said_as_what_a_thorough_prompt_has(client: Client, task: Task) -> None:
    page = _page(client, task, PROMPT)

    assert "<strong>A thorough prompt would also have</strong> enough examples and clear instructions." in page
    assert "It has a schema of the output." in page


def test_a_line_above_a_heading_does_not_stand_under_it(client: Client, task: Task) -> None:
    page = _page(client, task, PROMPT)

    assert re.findall(r"<h3>(.*?)</h3>", page) == ["Instructions, Labels", "Examples", "Schema", "Ticket"]
