"""`manage.py import_prices`: bring token prices up to the installed catalogue package."""

import datetime
from argparse import ArgumentParser, ArgumentTypeError
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from decider.models import ModelPrice
from decider.pricing.catalogue import PROVIDERS, UnknownProvider, catalogue_models, catalogue_version, provider_codes
from decider.pricing.importing import Imported, import_prices


class Command(BaseCommand):
    help = (
        "Take token prices from the genai-prices package into the price book. Adds dated rows only; no recorded "
        "price is rewritten. Safe to repeat. Upgrade the package first: the same version checks nothing anew."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="say what would change, and change nothing")
        parser.add_argument("--day", type=_day, help="the day that the catalogue vouches for, YYYY-MM-DD (today)")
        parser.add_argument(
            "--provider",
            action="append",
            metavar="NAME",
            help=f"a provider of the catalogue; may be repeated ({', '.join(PROVIDERS)})",
        )
        parser.add_argument("--all-providers", action="store_true", help="every provider, resellers included")

    def handle(self, **options: Any) -> None:
        providers = provider_codes() if options["all_providers"] else options["provider"] or PROVIDERS
        day = options["day"] or timezone.localdate()
        try:
            models = list(catalogue_models(day, providers))
        except UnknownProvider as unknown:
            raise CommandError(str(unknown)) from None
        done = import_prices(models=models, day=day, by=catalogue_version(), dry_run=options["dry_run"])
        for conflict in done.conflicts:
            self.stderr.write(conflict)
        if options["verbosity"] > 1 or options["dry_run"]:
            for row in done.added:
                self.stdout.write(_line(row))
        if options["verbosity"]:
            self.stdout.write(_summary(done, dry_run=options["dry_run"]))


def _line(row: ModelPrice) -> str:
    return f"{row.provider} {row.name} from {row.valid_from}: {row.input} in, {row.output} out"


def _summary(done: Imported, *, dry_run: bool) -> str:
    said = (
        f"{catalogue_version()}: {len(done.added)} added, {len(done.checked)} checked again, "
        f"{done.unchanged} unchanged, {len(done.conflicts)} recorded otherwise."
    )
    return f"{said} Nothing was written (--dry-run)." if dry_run else said


def _day(text: str) -> datetime.date:
    try:
        return datetime.datetime.strptime(text, "%Y-%m-%d").date()  # noqa: DTZ007 a day has no time zone
    except ValueError:
        raise ArgumentTypeError(f"must be a day written as YYYY-MM-DD, not {text!r}") from None
