"""`manage.py load_demo`: a demo team with three projects, eight tasks and decisions in every state."""

import datetime
from argparse import ArgumentParser, ArgumentTypeError
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from decider.demo.actions import AlreadyLoaded, load_demo
from decider.demo.story import read_story
from decider.domain.lifecycle import NotPossible
from decider.teams.demo import PEOPLE


class Command(BaseCommand):
    help = "Load the demo team, once. In local mode its people can sign in; elsewhere they have no password."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--day", type=_day, help="the day whose prices count, YYYY-MM-DD (today)")

    def handle(self, **options: Any) -> None:
        story = read_story(Path(settings.BASE_DIR) / "fixtures" / "demo.json")
        say = self.stdout.write if options["verbosity"] else _nothing
        try:
            loaded = load_demo(story=story, day=options["day"], sign_in=settings.LOCAL_MODE)
        except AlreadyLoaded as there:
            say(str(there))
            return
        except NotPossible as error:
            raise CommandError(str(error)) from None
        say(
            f"Loaded the demo team “{loaded.team}”: "
            f"{loaded.projects} projects, {loaded.tasks} tasks, {loaded.decisions} decisions."
        )
        if not settings.LOCAL_MODE:
            say("Its people cannot sign in yet. Give each a password:")
            for person in PEOPLE:
                say(f"  manage.py changepassword {person.email}")


def _day(text: str) -> datetime.date:
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"must be a day written as YYYY-MM-DD, not {text!r}") from None


def _nothing(_: str) -> None:
    """Say nothing."""
