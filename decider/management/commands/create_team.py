"""`manage.py create_team NAME --manager EMAIL`: a team and its first manager."""

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.db import transaction

from decider.domain.lifecycle import NotPossible
from decider.models import Team, User
from decider.teams.actions import create_team
from decider.teams.links import password_path


class Command(BaseCommand):
    help = "Create a team and its first manager, and print a one-time link by which they set their password."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", metavar="NAME", help="the team's name")
        parser.add_argument("--manager", metavar="EMAIL", required=True, help="the first manager's e-mail address")
        parser.add_argument("--name", metavar="FULL NAME", dest="full_name", help="the manager's name, if they are new")
        parser.add_argument("--base-url", default="", help="where the site is, such as https://decider.example.org")

    def handle(self, *args: Any, **options: Any) -> None:
        name, email = options["name"].strip(), options["manager"].strip().lower()
        _check(name, email)
        try:
            with transaction.atomic():
                manager = User.objects.filter(email__iexact=email).first()
                if manager is None:
                    manager = User.objects.create_user(email, name=options["full_name"] or email.partition("@")[0])
                team = create_team(name=name, manager=manager, by=None)
        except NotPossible as error:
            raise CommandError(str(error)) from None
        self.stdout.write(f"Created the team “{team}” with {manager} <{manager.email}> as its manager.")
        if manager.has_usable_password():
            self.stdout.write("They have an account already and sign in as before.")
            return
        self.stdout.write("They set their password once, within three days, at:")
        self.stdout.write(options["base_url"].rstrip("/") + password_path(manager))
        self.stdout.write(f"After that, `manage.py changepassword {manager.email}` sets a new one.")


def _check(name: str, email: str) -> None:
    longest = Team._meta.get_field("name").max_length or 0
    if not name:
        raise CommandError("The team needs a name.")
    if len(name) > longest:
        raise CommandError(f"The team's name has {len(name)} characters; {longest} is the most.")
    try:
        validate_email(email)
    except ValidationError:
        raise CommandError(f"“{email}” is not an e-mail address.") from None
