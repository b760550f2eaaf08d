"""`read_evidence FILE`: what a usage log, evaluation or training file says, without touching the database."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from decider.domain.evidence import EvidenceError
from decider.evidence.readers.columns import check_used, mapping_from, told_on_command_line
from decider.evidence.readers.reading import read_file
from decider.evidence.texts import printed


class Command(BaseCommand):
    help = "Read an evidence file and print its figures. Exit 0, or 2 with one line on standard error."
    # No database, no templates: nothing of the site needs to be in order.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", help="a usage log, an evaluation's results or a file for fine-tuning")
        parser.add_argument("--as", dest="as_format", help="the format, instead of the one that is recognised")
        parser.add_argument("--mapping", help="JSON object: column to meaning (see docs/evidence.md), for other tables")
        parser.add_argument("--against", help="an evaluation file: lines of the training file that leak from it")
        parser.add_argument("--format", choices=["json", "text"], default="json")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            mapping = mapping_from(options["mapping"])
            reading = read_file(
                Path(options["file"]),
                as_format=options["as_format"],
                mapping=mapping,
                against=Path(options["against"]) if options["against"] else None,
            )
            check_used(mapping, reading)
        except EvidenceError as error:
            self.stderr.write(told_on_command_line(error))
            sys.exit(2)
        self.stdout.write(printed(reading, as_text=options["format"] == "text"))
