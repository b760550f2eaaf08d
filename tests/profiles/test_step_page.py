"""The pages of the wizard: shown, saved as you go, gone on from, with and without JavaScript."""

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from decider.domain.steps import STEPS
from decider.models import Event, Project, Task, User
from decider.profiles.actions import archive_task, save_answers
from tests.factories.evidence import EvidenceFactory, MeasurementFactory
from tests.factories.project import TaskFactory

ClientFor = Callable[[User | None], Client]
HTMX = {"HX-Request": "true"}
CALLS, GROWTH = "volume.calls_per_month", "volume.growth_per_month"


def _url(task: Task, slug: str = "volume") -> str:
    return reverse("step", args=[task.pk, slug])


def _hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{re.escape(name)}" value="([^"]*)"', page)
    assert found, name
    return found[1]


def _post(client: Client, task: Task, answers: dict[str, str], slug: str = "volume", **more: Any) -> Any:
    return client.post(
        _url(task, slug), {"version": str(task.answers_version), "form": "the-form-token", **answers}, **more
    )


def _volume(task: Task) -> dict[str, Any]:
    return Task.objects.get(pk=task.pk).answers.get("volume", {})


@pytest.fixture
def blank(project: Project) -> Task:
    return TaskFactory.create(project=project, name="Blank", answers={})


@pytest.mark.parametrize("slug", [step.slug for step in STEPS])
def test_every_step_shows_its_questions_steps_and_standing(
    client_for: ClientFor, author: User, blank: Task, task: Task, slug: str
) -> None:
    for each in (blank, task):
        response = client_for(author).get(_url(each, slug))
        page = response.content.decode()

        assert response.status_code == 200
        assert 'id="where-this-stands"' in page
        assert page.count('aria-current="step"') == 1
        assert "Where this stands" in page


def test_answers_stand_in_their_fields_with_their_unit(client_for: ClientFor, author: User, task: Task) -> None:
    page = client_for(author).get(_url(task)).content.decode()

    assert 'name="volume.calls_per_month" value="1,200,000"' in page
    assert "calls a month</span>" in page
    assert 'name="volume.growth_per_month" value="3"' in page
    assert "How many calls a month?" in page
    assert "I don’t know yet" in page


def test_continue_saves_and_goes_on(client_for: ClientFor, author: User, blank: Task) -> None:
    response = _post(client_for(author), blank, {CALLS: "1.2e6", GROWTH: "3 %"})

    assert response.status_code == 302
    assert response.url == _url(blank, "tokens")
    assert _volume(blank) == {"calls_per_month": 1200000, "growth_per_month": Decimal("0.03")}


@pytest.mark.parametrize(("go", "name"), [("back", "quality"), ("next", "tokens"), ("", "tokens")])
def test_back_and_enter_save_as_well(client_for: ClientFor, author: User, blank: Task, go: str, name: str) -> None:
    response = _post(client_for(author), blank, {CALLS: "7", "go": go})

    assert response.url == _url(blank, name)
    assert _volume(blank) == {"calls_per_month": 7}


def test_save_and_see_result_leads_to_the_result(client_for: ClientFor, author: User, blank: Task) -> None:
    response = _post(client_for(author), blank, {CALLS: "7", "go": "result"})

    assert response.url == reverse("result", args=[blank.pk])


def test_after_the_last_question_come_the_options(client_for: ClientFor, author: User, blank: Task) -> None:
    response = _post(client_for(author), blank, {"horizon_months": "12"}, slug="money")

    assert response.url == reverse("options", args=[blank.pk])


def test_the_first_button_of_the_form_is_the_one_that_goes_on(client_for: ClientFor, author: User, task: Task) -> None:
    """Enter presses it, whatever stands first on the screen."""
    page = client_for(author).get(_url(task)).content.decode()
    form = page[page.index("data-step-form") :]

    assert re.findall(r'<button[^>]*name="go" value="(\w+)"', form)[0] == "next"


def test_what_is_wrong_is_flagged_and_kept_while_the_rest_is_saved(
    client_for: ClientFor, author: User, blank: Task
) -> None:
    response = _post(client_for(author), blank, {CALLS: "1,5", GROWTH: "3 %"})
    page = response.content.decode()

    assert response.status_code == 422
    assert _volume(blank) == {"growth_per_month": Decimal("0.03")}
    assert 'value="1,5"' in page
    assert "Write decimals with a point: 1.5, not 1,5." in page
    assert 'href="#volume-calls_per_month"' in page
    assert 'id="volume-calls_per_month"' in page
    assert "One answer needs another look" in page
    assert "<title>Error: " in page.replace("\n", "")


def test_typed_text_is_shown_as_text(client_for: ClientFor, author: User, blank: Task) -> None:
    page = _post(client_for(author), blank, {CALLS: '"><script>x</script>'}).content.decode()

    assert "<script>x" not in page
    assert "&lt;script&gt;x" in page


def test_i_dont_know_yet_is_an_answer_for_every_kind_of_question(
    client_for: ClientFor, author: User, blank: Task
) -> None:
    client = client_for(author)
    _post(client, blank, {f"{CALLS}.unknown": "on"})
    _post(client, blank, {"needs.style_voice": "unknown", "needs.proprietary_format": "unknown"}, slug="needs")
    _post(client, blank, {"quality.metric.unknown": "on"}, slug="quality")

    answers = Task.objects.get(pk=blank.pk).answers
    assert answers["volume"]["calls_per_month"] is None
    assert answers["needs"] == {"style_voice": None, "proprietary_format": None}
    assert answers["quality"]["metric"] is None


def test_questions_that_were_not_posted_keep_their_answer(client_for: ClientFor, author: User, task: Task) -> None:
    _post(client_for(author), task, {CALLS: "7"})

    assert _volume(task)["growth_per_month"] == Decimal("0.03")


def test_a_save_as_you_go_answers_with_parts_and_leaves_the_fields_alone(
    client_for: ClientFor, author: User, blank: Task
) -> None:
    response = _post(client_for(author), blank, {CALLS: "500000", GROWTH: ""}, headers=HTMX)
    page = response.content.decode()

    assert response.status_code == 200
    assert _volume(blank) == {"calls_per_month": 500000}
    assert "All changes saved" in page
    assert 'id="where-this-stands"' in page
    assert 'id="steps"' in page
    assert "<html" not in page
    assert f'name="{CALLS}" ' not in page
    assert "HX-Request" in response.headers["Vary"]


def test_a_save_as_you_go_flags_the_wrong_field_alone(client_for: ClientFor, author: User, blank: Task) -> None:
    page = _post(client_for(author), blank, {CALLS: "x", GROWTH: "3"}, headers=HTMX).content.decode()
    slots = dict(re.findall(r'innerHTML:#([\w-]+)-error">(.*?)</div>', page, flags=re.DOTALL))

    assert "Write a number" in slots["volume-calls_per_month"]
    assert "field-error" not in slots["volume-growth_per_month"]
    assert "Marked answers are not saved" in page


def test_a_contradiction_is_said_beside_its_field_and_the_rest_is_saved(
    client_for: ClientFor, author: User, blank: Task
) -> None:
    response = _post(
        client_for(author),
        blank,
        {"tokens.request": "300", "tokens.cached_share": "80", "tokens.cache_write_share": "50"},
        slug="tokens",
    )

    assert response.status_code == 422
    assert "together are more than all input" in response.content.decode()
    assert Task.objects.get(pk=blank.pk).answers["tokens"] == {"request": 300, "cached_share": Decimal("0.8")}


def test_an_answer_that_makes_another_one_impossible_is_flagged_itself(
    client_for: ClientFor, author: User, project: Project
) -> None:
    """Lower is better makes the stored target of 100 % impossible; the target's field is not part of the post."""
    task = TaskFactory.create(project=project, answers={"quality": {"target": 1, "metric": "errors"}})

    response = _post(
        client_for(author), task, {"quality.higher_is_better": "no", "quality.sample_size": "50"}, slug="quality"
    )

    assert response.status_code == 422
    assert "does not fit with another answer" in response.content.decode()
    assert Task.objects.get(pk=task.pk).answers["quality"] == {"target": 1, "metric": "errors", "sample_size": 50}


def test_a_second_tab_is_told_and_chooses(client_for: ClientFor, author: User, manager: User, task: Task) -> None:
    client = client_for(manager)
    opened = client.get(_url(task)).content.decode()
    posted = {"version": _hidden(opened, "version"), "form": _hidden(opened, "form"), CALLS: "7", GROWTH: "3"}
    save_answers(task=task, answers={CALLS: 5}, by=author)

    told = client.post(_url(task), posted)
    page = told.content.decode()

    assert told.status_code == 409
    assert _volume(task)["calls_per_month"] == 5
    assert f"{author.name} changed this while you had the page open" in page
    assert "It was: 1,200,000" in page.replace("\xa0", " ")
    assert 'value="7"' in page
    posted |= {f"conflict.{CALLS}": _hidden(page, f"conflict.{CALLS}")}

    undecided = client.post(_url(task), posted)
    assert undecided.status_code == 409
    assert _volume(task)["calls_per_month"] == 5

    chosen = client.post(_url(task), {**posted, f"resolve.{CALLS}": "mine"})
    assert chosen.status_code == 302
    assert _volume(task)["calls_per_month"] == 7


def test_choosing_the_other_answer_shows_it_and_goes_on_from_there(
    client_for: ClientFor, author: User, manager: User, task: Task
) -> None:
    client = client_for(manager)
    save_answers(task=task, answers={CALLS: 5}, by=author)
    posted = {"version": "1", "form": "the-form-token", CALLS: "7", f"conflict.{CALLS}": "2"}

    page = client.post(_url(task), {**posted, f"resolve.{CALLS}": "theirs"}, headers=HTMX).content.decode()

    assert f'name="{CALLS}" value="5"' in page
    assert _volume(task)["calls_per_month"] == 5
    seen = {f"seen.{CALLS}": _hidden(page, f"seen.{CALLS}")}
    client.post(_url(task), {"version": "1", "form": "the-form-token", CALLS: "6", **seen}, headers=HTMX)
    assert _volume(task)["calls_per_month"] == 6


def test_ones_own_other_window_is_called_that(client_for: ClientFor, author: User, task: Task) -> None:
    save_answers(task=task, answers={CALLS: 5}, by=author)

    page = client_for(author).post(_url(task), {"version": "1", "form": "the-form-token", CALLS: "7"}).content.decode()

    assert "You changed this in another window" in page
    assert "You changed it in another window: choose which answer shall count." in page
    assert "omebody else" not in page


def test_what_others_changed_elsewhere_is_shown_anew_without_a_question(
    client_for: ClientFor, author: User, manager: User, task: Task
) -> None:
    save_answers(task=task, answers={GROWTH: Decimal("0.2")}, by=author)

    page = (
        client_for(manager)
        .post(_url(task), {"version": "1", "form": "the-form-token", CALLS: "7", GROWTH: "3"}, headers=HTMX)
        .content.decode()
    )

    assert f'name="{GROWTH}" value="20"' in page
    assert (_volume(task)["calls_per_month"], _volume(task)["growth_per_month"]) == (7, Decimal("0.2"))


@pytest.mark.parametrize("version", ["", "x", "-1", "99999999999999999999", "999", "٣"])
def test_a_version_that_makes_no_sense_counts_as_the_current_one(
    client_for: ClientFor, author: User, task: Task, version: str
) -> None:
    response = client_for(author).post(_url(task), {"version": version, "form": "<x>", CALLS: "7"})

    assert response.status_code == 302
    assert _volume(task)["calls_per_month"] == 7


def test_a_viewer_sees_everything_and_is_told_why_nothing_can_be_changed(
    client_for: ClientFor, viewer: User, task: Task
) -> None:
    client = client_for(viewer)
    page = client.get(_url(task)).content.decode()

    assert "Viewers can read everything" in page
    assert re.search(r"<fieldset class=\"bare form-section\" disabled", page)
    assert 'value="1,200,000"' in page
    assert 'name="go"' not in page
    assert "hx-post" not in page
    assert _post(client, task, {CALLS: "7"}).status_code == 403
    assert _volume(task)["calls_per_month"] == 1200000


def test_an_archived_task_is_read_only_and_a_late_save_keeps_what_was_typed(
    client_for: ClientFor, author: User, task: Task
) -> None:
    archive_task(task=task, by=author, archived=True)
    client = client_for(author)

    assert "This task is archived" in client.get(_url(task)).content.decode()
    late = _post(client, task, {CALLS: "7"})
    assert late.status_code == 409
    assert f'name="{CALLS}" value="7"' in late.content.decode()
    assert not Event.objects.filter(verb="change_answers").exists()


def test_strangers_and_unknown_steps_find_nothing(
    client_for: ClientFor, author: User, stranger: User, task: Task
) -> None:
    assert client_for(stranger).get(_url(task)).status_code == 404
    assert _post(client_for(stranger), task, {CALLS: "7"}).status_code == 404
    assert client_for(author).get(_url(task, "nonsense")).status_code == 404
    assert client_for(author).get(reverse("step", args=[task.pk + 999, "volume"])).status_code == 404
    assert client_for(None).get(_url(task)).status_code == 302


def test_the_panel_has_an_address_of_its_own(client_for: ClientFor, author: User, task: Task, stranger: User) -> None:
    address = reverse("where_this_stands", args=[task.pk])

    whole = client_for(author).get(address).content.decode()
    part = client_for(author).get(address, headers=HTMX).content.decode()

    assert "<html" in whole
    assert "<html" not in part
    assert 'id="where-this-stands"' in part
    assert client_for(stranger).get(address).status_code == 404


def test_the_panel_says_verdict_cost_and_what_is_unknown(
    client_for: ClientFor, author: User, task: Task, blank: Task
) -> None:
    settled = client_for(author).get(reverse("where_this_stands", args=[task.pk])).content.decode()
    open_ = client_for(author).get(reverse("where_this_stands", args=[blank.pk])).content.decode()

    assert "badge-fine_tune" in settled
    assert "$5,255" in settled
    assert "Today: Prompt gpt-4.1<" in settled
    assert "Recommended and cheapest: Fine-tune gpt-4.1-mini<" in settled
    assert "Still possible" not in settled
    assert "badge-prompt_first" in open_
    assert "Still possible" in open_
    assert "Find out first" in open_
    assert f"{_url(blank, 'kind')}#data-external_api" in open_
    assert "0 of " in open_


def test_a_range_shows_in_the_panel_how_often_the_verdict_stays(
    client_for: ClientFor, author: User, task: Task
) -> None:
    client, said = client_for(author), "of the draws the verdict is the same."
    address = reverse("where_this_stands", args=[task.pk])
    assert "draws" not in client.get(address).content.decode()

    task.answers["quality"]["current"] = {"low": Decimal("0.7"), "high": Decimal("0.97")}
    task.answers["latency"] = {}
    task.answers["volume"]["calls_per_month"] = {"low": 40000, "likely": 300000, "high": 900000}
    task.save()

    assert said in client.get(address).content.decode()


def test_the_panel_compares_with_nothing_that_misses_the_target(
    client_for: ClientFor, author: User, task: Task
) -> None:
    task.answers["options"][1]["quality"] = {"expected": Decimal("0.5")}
    task.save()

    panel = client_for(author).get(reverse("where_this_stands", args=[task.pk]), headers=HTMX).content.decode()

    assert "Today and cheapest: Prompt gpt-4.1" in panel
    assert "Today’s way is also the cheapest" in panel
    assert "What is cheaper is below the quality target and does not count." in panel
    assert "Recommended: Fine-tune gpt-4.1-mini</dt>" in panel
    assert "saves" not in panel


def test_an_answer_changes_the_panel_at_once(client_for: ClientFor, author: User, task: Task) -> None:
    page = _post(
        client_for(author), task, {"data.external_api": "forbidden"}, slug="kind", headers=HTMX
    ).content.decode()

    assert "badge-self_host" in page


def test_a_step_costs_few_queries(
    client_for: ClientFor, author: User, task: Task, django_assert_max_num_queries: Any
) -> None:
    client = client_for(author)
    client.get(_url(task))
    row = EvidenceFactory.create(task=task)
    for fact in ("volume.calls_per_month", "latency.current_p95_ms", "tokens.output"):
        MeasurementFactory.create(evidence=row, fact=fact)

    # One of them asks which answers are measured, however many are; two ask what the logs say against the stated ones.
    with django_assert_max_num_queries(13):
        client.get(_url(task))


def test_a_measured_answer_says_so_and_from_which_file(client_for: ClientFor, author: User, task: Task) -> None:
    row = EvidenceFactory.create(task=task, file_name="october.jsonl")
    MeasurementFactory.create(evidence=row, fact="volume.calls_per_month", value=1_200_000)
    client = client_for(author)
    page = client.get(_url(task, "volume")).content.decode()

    assert f'<a class="tag" href="{reverse("evidence", args=[task.pk, row.pk])}"' in page
    assert "october.jsonl" in page
    assert "Rather measured than guessed?" not in page
    assert "of these answers is measured" in page
    assert "october.jsonl" not in client.get(_url(task, "latency")).content.decode()
    assert "Rather measured than guessed?" in client.get(_url(task, "latency")).content.decode()


def test_the_mark_goes_as_soon_as_the_answer_is_changed(client_for: ClientFor, author: User, task: Task) -> None:
    row = EvidenceFactory.create(task=task, file_name="october.jsonl")
    MeasurementFactory.create(evidence=row, fact="volume.calls_per_month", value=1_200_000)
    slot = 'hx-swap-oob="innerHTML:#volume-calls_per_month-measured">'

    kept = _post(client_for(author), task, {"volume.calls_per_month": "1200000"}, slug="volume", headers=HTMX)
    assert f'{slot}<a class="tag"' in kept.content.decode()
    changed = _post(client_for(author), task, {"volume.calls_per_month": "900"}, slug="volume", headers=HTMX)
    assert f"{slot}</div>" in changed.content.decode()


def test_labelled_examples_can_be_measured_from_a_training_file(
    client_for: ClientFor, author: User, task: Task
) -> None:
    page = client_for(author).get(_url(task, "kind")).content.decode()

    assert "Upload the examples as a file for fine-tuning" in page
