"""No accessibility fault that axe sees on the main pages, in light and in dark."""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.management import call_command
from django.urls import reverse

from decider.models import Decision, Evidence, Project, Task, User
from decider.teams.demo import PEOPLE
from tests.factories.team import PASSWORD
from tests.journeys.conftest import NewPage
from tests.journeys.helpers import sign_in

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def _addresses() -> list[str]:
    """One of each kind of page, of the demo team's."""
    task = Task.objects.order_by("pk").first()
    draft, submitted = Decision.objects.filter(submitted_at=None).first(), Decision.objects.exclude(submitted_at=None)
    evidence = Evidence.objects.first()
    assert task is not None and draft is not None and evidence is not None
    project = Project.objects.order_by("pk").first()
    assert project is not None
    found = [reverse(name) for name in ("project_list", "decision_list", "review_queue", "people", "price_list")]
    found += [reverse(name) for name in ("method", "case_list", "policy")]
    found += [reverse("project", args=[project.pk]), reverse("step", args=[task.pk, "volume"])]
    found += [reverse(name, args=[task.pk]) for name in ("task", "options", "result", "scenario_list", "decision_new")]
    found += [reverse("decision", args=[each.pk]) for each in (draft, submitted[0])]
    found += [reverse("evidence_list", args=[evidence.task_id]), reverse("evidence_compare", args=[evidence.task_id])]
    return [*found, reverse("evidence", args=[evidence.task_id, evidence.pk])]


def _invisible(incomplete: list[dict[str, Any]]) -> list[str]:
    """Text in the very colour of what it stands on, which axe takes for hidden on purpose."""
    return [
        node["html"][:160]
        for rule in incomplete
        for node in rule["nodes"]
        if any((check.get("data") or {}).get("messageKey") == "equalRatio" for check in node["any"])
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_the_main_pages(new_page: NewPage, scheme: str) -> None:
    call_command("load_prices", verbosity=0)
    call_command("load_demo", verbosity=0)
    page = new_page(viewport={"width": 1280, "height": 900}, color_scheme=scheme, reduced_motion="reduce")
    author = User.objects.get(email=PEOPLE[0].email)
    author.set_password(PASSWORD)
    author.save()
    sign_in(page, author)
    faults = {}
    for address in _addresses():
        page.goto(address)
        response = Axe().run(page, options={"resultTypes": ["violations", "incomplete"]}).response
        for fault in response["violations"]:
            faults[f"{address} {fault['id']}"] = [node["html"][:160] for node in fault["nodes"][:3]]
        if invisible := _invisible(response["incomplete"]):
            faults[f"{address} text in the colour of its background"] = invisible

    assert not faults
