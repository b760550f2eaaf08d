"""Uploading as people do, and a worker that does what waits and then ends."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django_tasks_db.management.commands import db_worker

from decider.models import Evidence, Task, User

DATA = Path(__file__).parents[2] / "data" / "evidence"
LITELLM = DATA / "open" / "litellm" / "slp_slim.jsonl"

Upload = Callable[..., HttpResponse]
Work = Callable[[], None]


def run_worker() -> None:
    """What a worker beside the server does, until nothing waits."""
    db_worker.Worker(
        queue_names=["default"],
        interval=0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id="test",
        excluded_queue_names=[],
    ).run()


@pytest.fixture
def client(author: User, client_for: Callable[[User | None], Client]) -> Client:
    """The author's browser."""
    return client_for(author)


@pytest.fixture
def upload(client: Client, task: Task) -> Upload:
    """Post a file, given as a path or as bytes with a name; answers the response."""

    def upload(file: Path | bytes, name: str = "", *, to: Task = task, **data: Any) -> HttpResponse:
        content = file if isinstance(file, bytes) else file.read_bytes()
        shown = name or (file.name if isinstance(file, Path) else "file")
        posted = SimpleUploadedFile(shown, content)
        return client.post(reverse("evidence_add", args=[to.pk]), {"file": posted, **data})

    return upload


@pytest.fixture
def work(db: None, django_capture_on_commit_callbacks: Any, monkeypatch: pytest.MonkeyPatch) -> Work:
    """Let a worker do everything that waits; files go when their transaction is through."""
    # A worker that sleeps a while lets go of its connection; that of a test is the only one that sees its rows.
    monkeypatch.setattr(db_worker, "close_old_connections", lambda: None)

    def work() -> None:
        with django_capture_on_commit_callbacks(execute=True):
            run_worker()

    return work


@pytest.fixture
def read(upload: Upload, work: Work) -> Callable[..., Evidence]:
    """Upload a file and have it read; answers the row."""

    def read(file: Path | bytes, name: str = "", **data: Any) -> Evidence:
        response = upload(file, name, **data)
        assert response.status_code == 302, response.content.decode()
        work()
        return Evidence.objects.latest("pk")

    return read


def calls(count: int = 3, **more: Any) -> bytes:
    """A small LiteLLM log, an hour between two calls."""
    rows = [
        {
            "id": f"call-{at}",
            "call_type": "completion",
            "response_cost": 0.001,
            "startTime": 1_790_000_000 + at * 3600,
            "endTime": 1_790_000_001 + at * 3600,
            "model": "gpt-4o-mini",
            "model_group": "gpt-4o-mini",
            "prompt_tokens": 100,
            "completion_tokens": 20,
            "total_tokens": 120,
            "status": "success",
            **more,
        }
        for at in range(count)
    ]
    return "".join(json.dumps(row) + "\n" for row in rows).encode()
