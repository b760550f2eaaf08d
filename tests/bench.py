"""`make bench`: server time and queries of the main pages, beside a bare Django view in the same run.

Runs in this process without a network, on a database of its own, with one task and one submitted decision.
"""

import logging
import os
import statistics
import time
import warnings
from collections.abc import Callable
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()

from django.conf import settings  # noqa: E402
from django.contrib.auth.decorators import login_not_required  # noqa: E402
from django.db import connection  # noqa: E402
from django.http import HttpRequest, HttpResponse  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import (  # noqa: E402
    CaptureQueriesContext,
    setup_databases,
    setup_test_environment,
    teardown_databases,
)
from django.urls import include, path, reverse  # noqa: E402
from django.utils import timezone  # noqa: E402

ROUNDS = 50


@login_not_required
def bare(request: HttpRequest) -> HttpResponse:
    """What Django and the middleware cost by themselves."""
    return HttpResponse("ok")


# This module is the address book of the run: the product's pages and the bare view.
urlpatterns = [path("bare/", bare), path("", include("decider.urls"))]


def prepare() -> tuple[Client, dict[str, str]]:
    """One task with every question answered, one submitted decision, and the pages to time."""
    from decider.decisions.actions import submit
    from decider.domain.permissions import Role
    from tests.factories.answers import triage_answers
    from tests.factories.decision import DecisionFactory
    from tests.factories.project import ProjectFactory, TaskFactory
    from tests.factories.team import MembershipFactory

    membership = MembershipFactory.create(role=Role.MANAGER)
    person = membership.user
    project = ProjectFactory.create(team=membership.team, created_by=person)
    task = TaskFactory.create(project=project, answers=triage_answers())
    decision = DecisionFactory.create(task=task, author=person, choice="fine_tune", option_key="ft-small")
    decision = submit(decision=decision, by=person, expected_version=decision.version, now=timezone.now())
    client = Client()
    client.force_login(person)
    return client, {
        "bare Django view": "/bare/",
        "projects": reverse("project_list"),
        "your answers": reverse("task", args=[task.pk]),
        "wizard step": reverse("step", args=[task.pk, "volume"]),
        "result page": reverse("result", args=[task.pk]),
        "decision": reverse("decision", args=[decision.pk]),
        "review queue": reverse("review_queue"),
        "report as PDF": reverse("decision_pdf", args=[decision.pk]),
    }


def measure(get: Callable[[], Any]) -> list[float]:
    """Milliseconds of each round, sorted."""
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        response = get()
        times.append((time.perf_counter() - start) * 1000)
        if response.status_code != 200:
            raise SystemExit(f"{response.request['PATH_INFO']} answered {response.status_code}.")
    return sorted(times)


def main() -> None:
    logging.disable(logging.WARNING)
    warnings.simplefilter("ignore")
    setup_test_environment()
    settings.ROOT_URLCONF = "tests.bench"
    databases = setup_databases(verbosity=0, interactive=False)
    try:
        client, pages = prepare()
        print(f"Median of {ROUNDS}, one process, {connection.vendor}")
        print(f"{'page':20}{'median ms':>12}{'95th ms':>12}{'queries':>10}{'kB':>8}")
        for name, address in pages.items():
            with CaptureQueriesContext(connection) as queries:
                size = len(client.get(address).content)  # the first visit fills the caches
                count = len(queries)
            times = measure(lambda address=address: client.get(address))  # type: ignore[misc]
            row = (statistics.median(times), times[int(ROUNDS * 0.95)], count, size / 1000)
            print(f"{name:20}{row[0]:12.1f}{row[1]:12.1f}{row[2]:10d}{row[3]:8.1f}")
    finally:
        teardown_databases(databases, verbosity=0)


if __name__ == "__main__":
    main()
