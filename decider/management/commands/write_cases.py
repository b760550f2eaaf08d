"""`manage.py write_cases`: write `docs/cases.md` from the published cases and the price book's files."""

import json
from argparse import ArgumentParser
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from decider.cases.report import DAY, document, run
from decider.domain.prices import PriceBook
from decider.models import GpuPrice, ModelPrice
from decider.models.price_book import gpu_list_price, list_price
from decider.pricing.price_files import read_gpu_prices, read_model_prices


class Command(BaseCommand):
    help = "Run the published cases through the framework and write docs/cases.md. Needs no database."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="write nothing; fail if the page is out of date")

    def handle(self, **options: Any) -> None:
        page = Path(settings.BASE_DIR) / "docs" / "cases.md"
        content = cases_page(Path(settings.BASE_DIR) / "fixtures")
        if options["check"]:
            if not page.exists() or page.read_text(encoding="utf-8") != content:
                raise CommandError("docs/cases.md is out of date: run `python manage.py write_cases`.")
            return
        page.parent.mkdir(exist_ok=True)
        page.write_text(content, encoding="utf-8")
        if options["verbosity"]:
            self.stdout.write(f"Wrote {page}.")


def cases_page(fixtures: Path) -> str:
    """The page from the files in this folder."""
    cases = json.loads((fixtures / "published_cases.json").read_text(encoding="utf-8"), parse_float=Decimal)["cases"]
    book = delivered_price_book(fixtures)
    return document([run(case, book) for case in cases])


def delivered_price_book(fixtures: Path) -> PriceBook:
    """The price book of the page's day, straight from its files."""
    models = read_model_prices((fixtures / "prices.json").read_text(encoding="utf-8"), "prices.json")
    gpus = read_gpu_prices((fixtures / "gpus.json").read_text(encoding="utf-8"), "gpus.json")
    # Oldest first: of several rows of one model the last one stays.
    valid = sorted((row for row in models if row["valid_from"] <= DAY), key=lambda row: row["valid_from"])
    rented = sorted((row for row in gpus if row["valid_from"] <= DAY), key=lambda row: row["valid_from"])
    return PriceBook.of(
        [list_price(ModelPrice(**row)) for row in valid], [gpu_list_price(GpuPrice(**row)) for row in rented]
    )
