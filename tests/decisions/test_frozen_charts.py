"""The charts of a decision are drawn once, at submission, and served as they were drawn."""

from collections.abc import Callable
from xml.etree import ElementTree

import pytest
from django.test import Client
from django.urls import reverse

from decider.models import Decision, Task, User
from tests.factories import decided

ClientFor = Callable[[User | None], Client]


@pytest.mark.usefixtures("real_charts")
def test_three_charts_are_frozen_with_the_decision(draft: Decision, viewer: User, client_for: ClientFor) -> None:
    decided.submit(draft)
    frozen = Decision.objects.get(pk=draft.pk).charts
    assert set(frozen) == {"monthly_cost", "cumulative_cost", "latency"}
    Task.objects.filter(pk=draft.task_id).update(answers={"kind": "code"})
    for name, svg in frozen.items():
        assert ElementTree.fromstring(svg).tag == "{http://www.w3.org/2000/svg}svg"
        answer = client_for(viewer).get(reverse("decision_chart", args=[draft.pk, name]))
        assert answer["Content-Type"] == "image/svg+xml"
        assert answer.content.decode() == svg


def test_strangers_unknown_names_and_drafts_have_none(
    draft: Decision, author: User, stranger: User, client_for: ClientFor
) -> None:
    address = reverse("decision_chart", args=[draft.pk, "monthly_cost"])
    assert client_for(author).get(address).status_code == 404
    decided.submit(draft)
    assert client_for(author).get(address).status_code == 200
    assert client_for(stranger).get(address).status_code == 404
    assert client_for(author).get(reverse("decision_chart", args=[draft.pk, "nothing"])).status_code == 404
