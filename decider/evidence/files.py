"""Uploaded files on the disk: where they lie, under names that nobody chose, and how they go away."""

import contextlib
import logging
import os
import secrets
import shutil
import unicodedata
from pathlib import Path, PurePosixPath
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models.signals import post_delete
from django.dispatch import receiver

from decider.domain.lifecycle import NotPossible
from decider.models import Evidence, Task

logger = logging.getLogger(__name__)

LONGEST_NAME = 120
NO_ROOM = "The server could not store this file: ask whoever runs Decider whether its disk is full."


def clean_name(name: str) -> str:
    """A user's name of a file as it can be shown: its last part, without control and direction characters."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    kept = "".join(letter for letter in last if unicodedata.category(letter)[0] != "C")
    shown = " ".join(kept.split())
    if len(shown) > LONGEST_NAME:
        stem, dot, end = shown.rpartition(".")
        tail = f"…{dot}{end}" if dot and len(end) <= 12 and stem else "…"
        shown = shown[: LONGEST_NAME - len(tail)] + tail
    return shown or "unnamed file"


def path_of(stored: str) -> Path:
    """Where a stored file lies on the disk."""
    return Path(settings.EVIDENCE_DIR) / PurePosixPath(stored)


def keep(uploaded: Any, task: Task) -> str:
    """Move an uploaded file (or copy a path) into the task's folder under a random name; answers where it is now.

    Raises:
        NotPossible: the disk does not take it; nothing of it stays.
    """
    stored = f"{task.team.pk}/{task.pk}/{secrets.token_hex(16)}"
    try:
        _put(uploaded, path_of(stored))
    except OSError as error:
        logger.exception("An uploaded file could not be stored")
        delete(stored)
        raise NotPossible(NO_ROOM) from error
    return stored


def _put(uploaded: Any, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if isinstance(uploaded, Path):
        shutil.copyfile(uploaded, target)
    elif hasattr(uploaded, "temporary_file_path"):
        shutil.move(uploaded.temporary_file_path(), target)
    else:
        with target.open("xb") as out:
            for chunk in uploaded.chunks():
                out.write(chunk)
    target.chmod(0o600)


def delete(*stored: str) -> None:
    """Delete stored files; those that have gone already do no harm."""
    for one in stored:
        if one:
            path = path_of(one)
            path.unlink(missing_ok=True)
            # Folders that are empty now go too: the task's, then the team's.
            with contextlib.suppress(OSError):
                path.parent.rmdir()
                path.parent.parent.rmdir()


def delete_after_commit(*stored: str) -> None:
    """Delete files once what was written about them holds; a transaction that fails keeps them."""
    if any(stored):
        transaction.on_commit(lambda: delete(*stored))


@receiver(post_delete, sender=Evidence)
def _forget_files(instance: Evidence, **_: Any) -> None:
    """Whatever deletes the row, a task that goes with all of its evidence included, deletes its files."""
    delete_after_commit(instance.kept_file, instance.against_file)


def delete_strays(older_than: float) -> int:
    """Delete files that no row names and that were last written before `older_than` (Unix time): those of uploads
    that were cut off between the disk and the database. Answers how many."""
    root = Path(settings.EVIDENCE_DIR)
    if not root.is_dir():
        return 0
    rows = Evidence.objects.values_list("kept_file", "against_file")
    named = {name for names in rows for name in names if name}
    found = 0
    for folder, _, names in os.walk(root):
        for name in names:
            path = Path(folder) / name
            if path.relative_to(root).as_posix() not in named and path.stat().st_mtime < older_than:
                path.unlink(missing_ok=True)
                found += 1
    return found
