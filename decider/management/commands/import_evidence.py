"""`manage.py import_evidence TASK FILE`: read a file here and now, and keep what is in it on a task."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from decider.domain.evidence import EvidenceError, Reading
from decider.domain.evidence_data import outcomes_data
from decider.domain.lifecycle import NotPossible
from decider.domain.measured import CURRENT
from decider.domain.permissions import NotPermitted
from decider.domain.reading import ProfileErrors
from decider.evidence.actions import add_reading
from decider.evidence.addressing import person_of, task_of
from decider.evidence.apply_actions import NothingChosen, apply_facts
from decider.evidence.offers import Choices, Offers, offers
from decider.evidence.readers.columns import check_used, mapping_from, told_on_command_line
from decider.evidence.stored import stored_reading
from decider.models import Task, User
from decider.wording.numbers import listed, quantity


class Command(BaseCommand):
    help = "Read a usage log, an evaluation or a training file in the foreground and keep it on a task."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("task", type=int, help="number of the task, as in its address")
        parser.add_argument("file", type=Path)
        parser.add_argument("--as", dest="as_format", help="name of the format, instead of what is recognised")
        parser.add_argument("--mapping", help="JSON object: column to meaning (see docs/evidence.md), for other tables")
        parser.add_argument("--against", type=Path, help="evaluation set that a training file is compared with")
        parser.add_argument("--model", default="", help="of a usage log, only the calls of this model")
        parser.add_argument(
            "--series", type=int, help="of an evaluation, which series is today's prompt (0 is the first)"
        )
        parser.add_argument(
            "--apply",
            action="store_true",
            help="answer the task's questions with what was measured, but for facts that a person should choose",
        )
        parser.add_argument("--by", help="address of the person who does it; without it the log says a command did")

    def handle(self, *args: Any, **options: Any) -> None:
        choices = Choices(
            model=options["model"], roles={} if options["series"] is None else {CURRENT: options["series"]}
        )
        try:
            task, by = task_of(options["task"]), person_of(options["by"])
            self._import(task, by, choices, options)
        except EvidenceError as reason:
            raise CommandError(told_on_command_line(reason), returncode=2) from reason
        except (NotPossible, NotPermitted) as reason:
            raise CommandError(str(reason), returncode=2) from reason
        except ProfileErrors as errors:
            raise CommandError("; ".join(str(error) for error in errors.errors), returncode=2) from errors

    def _import(self, task: Task, by: User | None, choices: Choices, options: dict[str, Any]) -> None:
        from decider.evidence.readers.reading import read_file

        mapping = mapping_from(options["mapping"])
        reading = read_file(
            options["file"],
            as_format=options["as_format"],
            mapping=mapping,
            against=options["against"],
        )
        check_used(mapping, reading)
        _check_choices(choices, reading)
        name = options["file"].name
        row = add_reading(task=task, reading=reading, name=name, outcomes=outcomes_data(reading), by=by)
        kept = stored_reading(row)
        assert kept is not None
        self.stdout.write(f"{name}: {reading.kind.value}, {reading.format}, {quantity(reading.rows, 'row', 'rows')}")
        self.stdout.write(f"  used {reading.accepted:,}, left out {reading.rejected_count:,}; evidence {row.pk}")
        for each in reading.rejected[:10]:
            self.stdout.write(f"  line {each.line}: {each.reason}" if each.line else f"  {each.reason}")
        for note in reading.notes:
            self.stdout.write(f"  {note}")
        self._say(offers(task, row, kept, choices))
        if options["apply"]:
            try:
                applied = apply_facts(evidence=row, task=task, facts=None, choices=choices, by=by)
            except NothingChosen:
                self.stdout.write("Nothing to apply.")
            else:
                number = sum(len(offer.parts) for offer in applied)
                self.stdout.write(f"Applied {quantity(number, 'fact', 'facts')}.")

    def _say(self, found: Offers) -> None:
        for offer in found.facts:
            interval = f" ({offer.percent} % interval: {offer.interval})" if offer.interval else ""
            self.stdout.write(f"{offer.name}: {offer.measured}{interval}; your answer: {offer.present}")
            self.stdout.write(f"  {offer.how}")
            if offer.why_not_chosen:
                self.stdout.write(f"  {offer.why_not_chosen}")
        for each in found.contradictions:
            self.stdout.write(f"{each.name}: contradicts your answers. {each.why}")
        for name, why in found.refused:
            self.stdout.write(f"{name}: not measured. {why}")


def _check_choices(choices: Choices, reading: Reading) -> None:
    """Refuse a model or a series that the file does not have: without it all calls, or nothing, would be measured."""
    models = reading.usage.by_model if reading.usage else {}
    if choices.model and choices.model not in models:
        there = f" Its models: {listed(list(models)[:5])}." if models else ""
        raise CommandError(f"There are no calls of “{choices.model}” in this file.{there}", returncode=2)
    series = len(reading.evaluation.series) if reading.evaluation else 0
    chosen = choices.roles.get(CURRENT)
    if chosen is not None and not 0 <= chosen < series:
        there = f"it has {quantity(series, 'series', 'series')}, and the first is 0" if series else "it has none"
        raise CommandError(f"There is no series {chosen} in this file: {there}.", returncode=2)
