"""`manage.py load_prices`: bring the price book up to date from its files."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from decider.pricing.actions import HistoryWouldChange, load_prices
from decider.pricing.price_files import PriceFileErrors, read_gpu_prices, read_model_prices


class Command(BaseCommand):
    help = "Add the list prices of models and GPUs from files. Safe to repeat; recorded prices are never rewritten."

    def add_arguments(self, parser: ArgumentParser) -> None:
        fixtures = Path(settings.BASE_DIR) / "fixtures"
        parser.add_argument("--models", metavar="FILE", type=Path, default=fixtures / "prices.json")
        parser.add_argument("--gpus", metavar="FILE", type=Path, default=fixtures / "gpus.json")

    def handle(self, **options: Any) -> None:
        models, gpus = options["models"], options["gpus"]
        try:
            loaded = load_prices(
                models=read_model_prices(_content(models), models.name),
                gpus=read_gpu_prices(_content(gpus), gpus.name),
                models_by=models.name[:120],
                gpus_by=gpus.name[:120],
            )
        except (PriceFileErrors, HistoryWouldChange) as errors:
            raise CommandError("\n".join([*errors.sentences, "No price was changed."])) from None
        if options["verbosity"]:
            self.stdout.write(
                f"Prices: {loaded.added} added, {loaded.updated} brought up to date, {loaded.unchanged} unchanged."
            )


def _content(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise PriceFileErrors([f"{path} cannot be read: {error}."]) from None
