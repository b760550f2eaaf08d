"""`read_warehouse TABLE --map started_at=COLUMN …`: figures of a usage log that lies in a warehouse, computed there."""

import json
import os
import sys
from argparse import ArgumentParser
from collections.abc import Sequence
from typing import Any

from django.core.management.base import BaseCommand

from decider.domain.evidence import EvidenceError
from decider.evidence.readers.usage.mapping import MEANINGS
from decider.evidence.readers.usage.warehouse import KNOWN, mapped, read_warehouse
from decider.evidence.texts import reading_text


class Command(BaseCommand):
    help = (
        "Profile a usage log in a warehouse without fetching its rows. The address is taken from the environment "
        "variable WAREHOUSE_URL, such as postgres://reader@host/logs. Exit 0, or 2 with one line on standard error."
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

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            url = os.environ.get("WAREHOUSE_URL", "")
            if not url:
                raise EvidenceError(
                    "WAREHOUSE_URL is not set: put the warehouse's address there, such as postgres://reader@host/logs."
                )
            if options["known"] and options["map"]:
                raise EvidenceError("Give either --as or --map: a tool's own table needs no mapping.")
            calls = KNOWN[options["known"]] if options["known"] else mapped(_mapping(options["map"]))
            reading = read_warehouse(url, options["table"], calls)
        except EvidenceError as error:
            self.stderr.write(" ".join(str(error).split()))
            sys.exit(2)
        if options["format"] == "text":
            written = reading_text(reading)
            encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
            self.stdout.write(written.encode(encoding, "backslashreplace").decode(encoding))
        else:
            self.stdout.write(json.dumps(reading.data(), allow_nan=False, indent=2))


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
