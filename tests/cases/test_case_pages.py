"""The pages of published cases: readable by whoever has signed in, and beside each result."""

import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from decider.cases.library import find_case, library
from decider.models import Task, User
from tests.factories.team import UserFactory

ClientFor = Callable[[User | None], Client]
URL = "/cases/"


def read(client: Client, url: str = URL, **query: str) -> str:
    answer = client.get(url, query)
    assert answer.status_code == 200
    return answer.content.decode()


def titles(html: str) -> list[str]:
    return re.findall(r'<a href="/cases/([\w-]+)/">', html)


def test_somebody_without_a_team_reads_them_too(client_for: ClientFor) -> None:
    assert "Published cases" in read(client_for(UserFactory.create()))


def test_every_case_is_on_exactly_one_page(author: User, client_for: ClientFor) -> None:
    client = client_for(author)
    found = [slug for page in "1234" for slug in titles(read(client, page=page))]

    assert sorted(found) == sorted(case.slug for case in library())


def test_pages_keep_the_filters(author: User, client_for: ClientFor) -> None:
    html = read(client_for(author), collection="loraland")

    assert "31 cases of 66" in html
    assert "collection=loraland&amp;page=2" in html
    assert '<option value="loraland" selected>' in html


def test_words_and_choices_narrow_the_list(author: User, client_for: ClientFor) -> None:
    html = read(client_for(author), q="haiku", outcome="fine_tune", year="2024")

    assert titles(html) == ["anthropic-haiku-moderation", "anthropic-sktelecom-haiku"]


@pytest.mark.parametrize(
    "query", [{"kind": "nonsense"}, {"year": "-1"}, {"page": "999"}, {"page": "x"}, {"grade": "E"}]
)
def test_a_choice_that_does_not_exist_narrows_nothing(
    query: dict[str, str], author: User, client_for: ClientFor
) -> None:
    assert "66 cases" in read(client_for(author), **query)


def test_a_search_without_result_keeps_what_was_typed_and_leads_back(author: User, client_for: ClientFor) -> None:
    html = read(client_for(author), q="<b>zzz\0", kind="code")

    assert "No case fits" in html
    assert "&lt;b&gt;zzz" in html
    assert "<b>zzz" not in html
    assert '<option value="code" selected>' in html


def test_htmx_gets_the_list_alone(author: User, client_for: ClientFor) -> None:
    html = client_for(author).get(URL, {"q": "haiku moderation"}, headers={"HX-Request": "true"}).content.decode()

    assert "<html" not in html
    assert titles(html) == ["anthropic-haiku-moderation"]


@pytest.mark.parametrize(
    "slug", ["anthropic-haiku-moderation", "loraland-legal", "bird-annotation-errors", "acg-endoscopy"]
)
def test_a_case_has_its_outcome_words_figures_and_source(slug: str, author: User, client_for: ClientFor) -> None:
    case = find_case(slug)
    assert case

    html = read(client_for(author), reverse("case", args=[slug]))

    assert f"badge-{case.verdict}" in html
    assert case.outcome_name in html
    assert case.sources[0].url in html
    assert html.count(">stated<") == sum(figure.status == "stated" for figure in case.figures)
    # The kind of the task is ours as well.
    assert html.count(">derived<") == sum(figure.status == "derived" for figure in case.figures) + 1


def test_every_case_has_a_page(author: User, client_for: ClientFor) -> None:
    client = client_for(author)
    for case in library():
        read(client, reverse("case", args=[case.slug]))


def test_a_case_that_is_not_there_is_not_found(author: User, client_for: ClientFor) -> None:
    assert client_for(author).get("/cases/no-such-case/").status_code == 404


def test_the_result_says_what_happened_elsewhere_and_by_which_rule(
    task: Task, viewer: User, client_for: ClientFor
) -> None:
    html = read(client_for(viewer), reverse("result", args=[task.pk]))
    part = html.split('id="elsewhere-title"')[1]

    assert part.count('class="near-case"') == 5
    assert "Of the 5 published cases nearest to this task, " in part
    assert "In common: classification; prompting reached 85\u00a0% of the best score or more" in part
    assert "The same kind of task comes first" in part
    assert "volume cannot tell them apart yet" in part


def test_a_what_if_shows_the_cases_nearest_to_what_was_tried(task: Task, viewer: User, client_for: ClientFor) -> None:
    html = read(client_for(viewer), reverse("what_if", args=[task.pk]), **{"volume.calls_per_month": "10"})

    assert 'id="elsewhere-title"' in html
