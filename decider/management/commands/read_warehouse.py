"""`read_warehouse TABLE --map started_at=COLUMN …`: figures of a usage log that lies in a warehouse, computed there."""

import dataclasses
import os
import sys
from argparse import ArgumentParser
from collections.abc import Sequence
from typing import Any

from django.core.management.base import BaseCommand

from decider.domain.evidence import EvidenceError, Reading
from decider.domain.evidence_data import fingerprint
from decider.domain.lifecycle import NotPossible
from decider.domain.permissions import NotPermitted
from decider.evidence.actions import SameFile, add_reading
from decider.evidence.addressing import person_of, task_of
from decider.evidence.readers.usage.mapping import MEANINGS
from decider.evidence.readers.usage.warehouse import KNOWN, mapped, read_warehouse
from decider.evidence.texts import printed
from decider.models import Evidence, Task, User
from decider.profiles.rules import check_can_change
from decider.teams.roles import role_in


class Command(BaseCommand):
    help = (
        "Profile a usage log in a warehouse without fetching its rows. The address is taken from the environment "
        "variable WAREHOUSE_URL, such as postgres://reader@host/logs. With --task the figures are kept on a task too, "
        "where they can be applied. Exit 0, or 2 with one line on standard error."
    )
    # As `read_evidence`: nothing of the site needs to be in order.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("table", help="a table or view: TABLE or SCHEMA.TABLE")
        parser.add_argument(
            "--map",
            action="append",
            default=[],
            metavar="MEANING=COLUMN",
            help=f"what a column means, once for each: {', '.join(MEANINGS)}",
        )
        parser.add_argument("--as", dest="known", choices=sorted(KNOWN), help="a tool's own table: no --map is needed")
        parser.add_argument("--format", choices=["json", "text"], default="json")
        parser.add_argument("--task", type=int, help="number of a task, as in its address, to keep the figures on")
        parser.add_argument("--by", help="with --task: address of the person who does it")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            url = os.environ.get("WAREHOUSE_URL", "")
            if not url:
                raise EvidenceError(
                    "WAREHOUSE_URL is not set: put the warehouse's address there, such as postgres://reader@host/logs."
                )
            if options["known"] and options["map"]:
                raise EvidenceError("Give either --as or --map: a tool's own table needs no mapping.")
            if options["by"] and options["task"] is None:
                raise EvidenceError("--by says who keeps the figures on a task: give --task too.")
            calls = KNOWN[options["known"]] if options["known"] else mapped(_mapping(options["map"]))
            # Whether they may be kept is known before the warehouse is put to work.
            keep = None if options["task"] is None else _where_to_keep(options["task"], options["by"])
            reading = read_warehouse(url, options["table"], calls)
            kept = _kept(reading, options["table"], *keep) if keep else None
        except (EvidenceError, NotPossible, NotPermitted) as error:
            self.stderr.write(" ".join(str(error).split()))
            sys.exit(2)
        self.stdout.write(printed(reading, as_text=options["format"] == "text"))
        if kept is not None:
            # Standard output is the reading's alone.
            self.stderr.write(f"Kept on task {kept.task_id} as evidence {kept.pk}.")


def _where_to_keep(number: int, email: str | None) -> tuple[Task, User | None]:
    task, by = task_of(number), person_of(email)
    if by is not None:
        check_can_change(task, role_in(by, task.team))
    return task, by


def _kept(reading: Reading, table: str, task: Task, by: User | None) -> Evidence:
    reading = dataclasses.replace(reading, sha256=fingerprint(reading))
    try:
        return add_reading(task=task, reading=reading, name=table, outcomes={}, by=by)
    except SameFile as same:
        raise NotPossible(
            f"The same figures are on the task already, as “{same.first.file_name}”: the same calls would count twice."
        ) from None


def _mapping(pairs: Sequence[str]) -> dict[str, str]:
    """Column → meaning."""
    columns: dict[str, str] = {}
    for pair in pairs:
        meaning, equals, column = pair.partition("=")
        if not equals or not column:
            raise EvidenceError("Write --map MEANING=COLUMN, such as --map started_at=created.")
        if column in columns:
            raise EvidenceError(f"--map names the column {column[:60]} twice: it has one meaning.")
        columns[column] = meaning
    return columns
