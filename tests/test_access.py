"""Every address × everybody, against the declared table; an address without a row fails."""

import re
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from decider.decisions.actions import submit
from decider.evidence.files import path_of
from decider.models import Decision, Evidence, Membership, Project, Task, Team, User
from decider.projects.actions import version_of
from decider.teams.links import password_path
from tests.access_table import ADMIN, ADMIN_CLOSED, ADMIN_OPEN, ADMIN_SIGNED_IN, PEOPLE, SIGN_IN, TABLE
from tests.factories.answers import triage_answers
from tests.factories.decision import DecisionFactory
from tests.factories.evidence import ColumnMappingFactory, EvidenceFactory
from tests.factories.invitation import InvitationFactory
from tests.factories.price import GpuPriceFactory, ModelPriceFactory, TeamGpuPriceFactory, TeamModelPriceFactory
from tests.factories.project import TaskFactory
from tests.factories.scenario import ScenarioFactory
from tests.factories.team import UserFactory

UNKNOWN_ID = 999_999_999


@dataclass(frozen=True)
class Address:
    """One pattern of the resolver: its full name and its whole route."""

    name: str
    route: str

    @property
    def parameters(self) -> list[str]:
        return re.findall(r"<(?:\w+:)?(\w+)>", self.route)

    def filled(self, values: dict[str, Any]) -> str:
        """The path with the parameters' values in it; a regular expression's alternatives become the first."""
        plain = re.sub(r"\(\?P<(\w+)>[^)]*\)", r"<\1>", self.route)
        return "/" + re.sub(r"<(?:\w+:)?(\w+)>", lambda found: str(values[found[1]]), plain).replace("^", "").strip("$")


def _walk(patterns: list[Any], route: str = "", space: str = "") -> Iterator[Address]:
    for pattern in patterns:
        whole = route + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from _walk(pattern.url_patterns, whole, inner)
        elif isinstance(pattern, URLPattern):
            yield Address(space + (pattern.name or ""), whole)


ADDRESSES = sorted(set(_walk(get_resolver().url_patterns)), key=lambda address: (address.name, address.route))
OURS = [address for address in ADDRESSES if not address.name.startswith(ADMIN)]
OPERATORS = [address for address in ADDRESSES if address.name.startswith(ADMIN)]


def test_every_address_has_a_row_and_every_row_an_address():
    assert {address.name for address in OURS} == set(TABLE)


def test_there_is_something_to_walk():
    assert len(OURS) > 40
    assert len(OPERATORS) > 40


@pytest.fixture
def people(viewer: User, author: User, manager: User, stranger: User) -> dict[str, User | None]:
    return {"visitor": None, "viewer": viewer, "author": author, "manager": manager, "stranger": stranger}


@pytest.fixture
def world(people: dict[str, User | None], team: Team, project: Project, task: Task, author: User) -> dict[str, Any]:
    """A row of each kind in the team, by the name that addresses and the table use."""
    invitation = InvitationFactory.create(team=team, token="abc", email="new@example.com", created_by=people["manager"])
    draft = DecisionFactory.create(task=task, author=author, choice="fine_tune", override_reason="Because.")
    other = TaskFactory.create(project=project, name="Submitted", answers=triage_answers(), created_by=author)
    submitted = DecisionFactory.create(task=other, author=author, choice="fine_tune", override_reason="Because.")
    submit(decision=submitted, by=author, expected_version=1, expected_answers_version=1, now=timezone.now())
    submitted = Decision.objects.get(pk=submitted.pk)
    # For somebody who never signs in: signing in ends the link.
    uid, token = password_path(UserFactory.create()).strip("/").split("/")[-2:]
    return {
        "team_id": team.pk,
        "project_id": project.pk,
        "project_version": version_of(project),
        "task_id": task.pk,
        "blank_task_id": TaskFactory.create(project=project, name="Blank", answers={}, created_by=author).pk,
        "scenario_id": ScenarioFactory.create(task=task).pk,
        "evidence_id": EvidenceFactory.create(task=task).pk,
        "unmapped_id": EvidenceFactory.create(task=task, state="needs_mapping", reading=None, columns=COLUMNS).pk,
        "kept_id": _kept(task).pk,
        "mapping_id": ColumnMappingFactory.create(team=team, by=author).pk,
        "decision_id": draft.pk,
        "submitted_id": submitted.pk,
        "chart_name": next(iter(submitted.charts)),
        "option_key": task.answers["options"][0]["key"],
        "invitation_id": invitation.pk,
        "price_id": ModelPriceFactory.create().pk,
        "gpu_price_id": GpuPriceFactory.create().pk,
        "team_price_id": TeamModelPriceFactory.create(team=team, by=people["manager"]).pk,
        "team_gpu_price_id": TeamGpuPriceFactory.create(team=team, by=people["manager"]).pk,
        "membership_id": Membership.objects.get(user=author, team=team).pk,
        "token": "abc",
        "uidb64": uid,
        "reset_token": token,
    }


COLUMNS = {"columns": ["case", "passed"], "rows": [["1", "yes"]]}


def _kept(task: Task) -> Evidence:
    """Evidence whose file is still there."""
    row: Evidence = EvidenceFactory.create(task=task)
    row.kept_file = f"{task.team.pk}/{task.pk}/kept"
    row.save()
    path = path_of(row.kept_file)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"what was uploaded")
    return row


def _values(given: dict[str, Any], world: dict[str, Any]) -> dict[str, Any]:
    return {key: world.get(value, value) if isinstance(value, str) else value for key, value in given.items()}


def _answer_of(response: HttpResponse) -> int | str:
    if response.status_code == 302 and response.headers["Location"].partition("?")[0] == reverse("sign_in"):
        return SIGN_IN
    return response.status_code


def _ask(client: Client, method: str, path: str, data: dict[str, Any]) -> int | str:
    """Ask, and undo whatever it did: each person meets the same world."""
    cookies = deepcopy(client.cookies)
    with transaction.atomic():
        response = getattr(client, method)(path, data)
        # A file that is sent is open until its end was read.
        b"".join(response.streaming_content if response.streaming else ())
        transaction.set_rollback(True)
    client.cookies = cookies
    return _answer_of(response)


def test_everybody_gets_what_the_table_says(
    people: dict[str, User | None], world: dict[str, Any], client_for: Callable[..., Client]
):
    """One test, because making the world takes longer than asking every address as everybody."""
    clients = {name: client_for(people[name]) for name in PEOPLE}
    surprises = []
    for address in OURS:
        row = TABLE[address.name]
        values = {**world, **_values(row.at, world)}
        if address.name == "password_reset_confirm":
            values["token"] = world["reset_token"]
        path, data = address.filled(values), _values(row.data, world)
        for method, answers in (("get", row.get), ("post", row.post)):
            for name, expected in zip(PEOPLE, answers, strict=True):
                given = _ask(clients[name], method, path, data if method == "post" else {})
                if given != expected:
                    surprises.append(f"{address.name}: {method} {path} as {name} gave {given}, not {expected}")
    assert surprises == []


@pytest.mark.parametrize(
    "address",
    [address for address in OURS if any(name.endswith("_id") for name in address.parameters)],
    ids=lambda address: address.name,
)
def test_a_row_that_is_not_there_is_not_found(address: Address, manager: User, client_for: Callable[..., Client]):
    values = dict.fromkeys((name for name in address.parameters if name.endswith("_id")), UNKNOWN_ID)
    gone = address.filled({"step": "volume", "key": "x", "name": "x", **values})
    row, client = TABLE[address.name], client_for(manager)
    method = "post" if set(row.get[1:]) == {405} else "get"
    assert getattr(client, method)(gone).status_code == 404


def test_the_operators_pages_are_closed_to_everybody(people: dict[str, User | None], client_for: Callable[..., Client]):
    clients = {name: client_for(people[name]) for name in PEOPLE}
    surprises = []
    for address in OPERATORS:
        path = address.filled(_AdminValues())
        allowed = {ADMIN_OPEN[address.name]} if address.name in ADMIN_OPEN else ADMIN_CLOSED
        for name, client in clients.items():
            expected = {SIGN_IN, *allowed} if people[name] is None else {ADMIN_SIGNED_IN}
            for method in ("get", "post"):
                given = _ask(client, method, path, {})
                if given not in expected:
                    surprises.append(f"{method} {path} as {name} gave {given}")
    assert surprises == []


class _AdminValues(dict):
    """A plausible value for each parameter of the operators' addresses."""

    def __missing__(self, name: str) -> str:
        return {"app_label": "decider", "url": "nowhere/"}.get(name, "1")
