"""`assess PROFILE`: the whole assessment of a profile from a file, without touching the database but for prices."""

import datetime
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

import simplejson
from django.core.management.base import BaseCommand
from django.db import DatabaseError
from django.utils import timezone

from decider.domain.assessment import Assessment
from decider.domain.documents import LARGEST_DOCUMENT
from decider.domain.reading import DocumentError, FieldError, ProfileErrors, load_document, read_policy, read_profile
from decider.estimates.actions import assess_profile
from decider.estimates.texts import assessment_markdown, assessment_text


class Command(BaseCommand):
    help = "Assess a task profile (JSON or YAML; - reads standard input). Exit 0, or 2 with one line per error."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("profile", help="a file with a task profile, or - for standard input")
        parser.add_argument("--day", help="the day whose prices count, YYYY-MM-DD (today)")
        parser.add_argument("--policy", help="a file with thresholds; those left out keep the framework's values")
        parser.add_argument("--format", choices=["json", "text", "markdown"], default="json")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            assessment = self._assess(options)
        except (ProfileErrors, DocumentError) as error:
            lines = [str(one) for one in getattr(error, "errors", [error])]
            self.stderr.write("\n".join(" ".join(line.split()) for line in lines))
            sys.exit(2)
        except DatabaseError as error:
            self.stderr.write(f"The price book cannot be read ({error}): run “manage.py migrate” first.")
            sys.exit(2)
        self.stdout.write(_written(assessment, options["format"]))

    def _assess(self, options: dict[str, Any]) -> Assessment:
        day = _day(options["day"])
        policy = read_policy(_load(options["policy"])) if options["policy"] else None
        profile = read_profile(_load(options["profile"]))
        return assess_profile(profile, day=day, policy=policy, tolerant=False)


def _written(assessment: Assessment, form: str) -> str:
    match form:
        case "text":
            return assessment_text(assessment.data())
        case "markdown":
            return assessment_markdown(assessment.data())
    return str(simplejson.dumps(assessment.data(), use_decimal=True, ensure_ascii=False, indent=2))


def _day(text: str | None) -> datetime.date:
    if text is None:
        return timezone.localdate()
    try:
        return datetime.datetime.strptime(text, "%Y-%m-%d").date()  # noqa: DTZ007 a day has no time zone
    except ValueError:
        raise ProfileErrors([FieldError("--day", f"must be a day written as YYYY-MM-DD, not {text!r}.")]) from None


def _load(name: str) -> Any:
    try:
        if name == "-":
            content = sys.stdin.buffer.read(LARGEST_DOCUMENT * 4 + 1)
        else:
            with Path(name).open("rb") as file:
                content = file.read(LARGEST_DOCUMENT * 4 + 1)
        text = content.decode("utf-8-sig")
    except OSError as error:
        raise DocumentError(f"{name} cannot be read: {error.strerror or error}.") from None
    except UnicodeDecodeError as error:
        raise DocumentError(f"{name} is not UTF-8 text: byte {error.start + 1} cannot be read.") from None
    return load_document(text)
