"""Write down what a team has agreed for itself. Rows are only ever added; a mistake is mended by another one."""

from typing import Any

from django.db import transaction

from decider import events
from decider.models import GpuPrice, ModelPrice, Team, TeamGpuPrice, TeamModelPrice, User
from decider.models.model_price import PRICE_COLUMNS
from decider.models.team_model_price import TeamPriceKind
from decider.pricing.actions import plain


class NothingChanged(Exception):
    """What was typed is what counts from that day on already. `str()` is a sentence."""


class AlreadyListed(Exception):
    """There is a model or GPU of that name already. `str()` is a sentence that says where to change its price."""


@transaction.atomic
def set_model_price(*, team: Team, by: User, **facts: Any) -> TeamModelPrice:
    """Add a row of the team's own: a discount, own prices, or the list's prices again, from `valid_from` on.

    Raises:
        NothingChanged: the row that counts from that day on says the same.
    """
    row = TeamModelPrice(team=team, by=by, **facts)
    before = _before(TeamModelPrice.objects, row, "provider", "name")
    names = ("kind", "discount", "label", "note", "source", "tiers", *PRICE_COLUMNS, *_FACTS, *_checked(row))
    _check_change(before, row, names)
    row.save()
    events.record(
        team=team, by=by, verb="set_price", subject=row, provider=row.provider, name=row.name, kind=str(row.kind),
        valid_from=row.valid_from.isoformat(), discount=row.discount, input=row.input, output=row.output,
    )  # fmt: skip
    return row


@transaction.atomic
def add_private_model(*, team: Team, by: User, **facts: Any) -> TeamModelPrice:
    """Add a model that the list does not have.

    Raises:
        AlreadyListed: the list or the team's own prices have it.
    """
    same = {"provider__iexact": facts["provider"], "name__iexact": facts["name"]}
    if ModelPrice.objects.filter(**same).exists() or TeamModelPrice.objects.filter(team=team, **same).exists():
        raise AlreadyListed(
            f"{facts['name']} from {facts['provider']} is in the price book already: find it in the list and set "
            "your price on its page."
        )
    return set_model_price(team=team, by=by, kind=TeamPriceKind.OWN, **facts)


@transaction.atomic
def set_gpu_price(*, team: Team, by: User, **facts: Any) -> TeamGpuPrice:
    """As `set_model_price`, for a GPU.

    Raises:
        NothingChanged: the row that counts from that day on says the same.
    """
    row = TeamGpuPrice(team=team, by=by, **facts)
    before = _before(TeamGpuPrice.objects, row, "gpu", "provider")
    figures = ("usd_per_hour", "peak_flops", "bandwidth_bytes_per_s")
    _check_change(before, row, ("kind", "discount", "note", "source", *figures, *_checked(row)))
    row.save()
    events.record(
        team=team, by=by, verb="set_price", subject=row, gpu=row.gpu, provider=row.provider, kind=str(row.kind),
        valid_from=row.valid_from.isoformat(), discount=row.discount, usd_per_hour=row.usd_per_hour,
    )  # fmt: skip
    return row


@transaction.atomic
def add_private_gpu(*, team: Team, by: User, **facts: Any) -> TeamGpuPrice:
    """Add a GPU that the list does not have at this provider.

    Raises:
        AlreadyListed: the list or the team's own prices have it.
    """
    same = {"gpu__iexact": facts["gpu"], "provider__iexact": facts["provider"]}
    if GpuPrice.objects.filter(**same).exists() or TeamGpuPrice.objects.filter(team=team, **same).exists():
        raise AlreadyListed(
            f"{facts['gpu']} at {facts['provider']} is in the price book already: find it in the list and set your "
            "price on its page."
        )
    return set_gpu_price(team=team, by=by, kind=TeamPriceKind.OWN, **facts)


_FACTS = ("tunable", "tunable_until", "retires_on", "context_limit_tokens", "minimum_cacheable_prefix_tokens")


def _checked(row: Any) -> tuple[str, ...]:
    """Own prices are checked again by writing them down again; a discount is as fresh as the list."""
    return ("checked_on",) if row.kind == TeamPriceKind.OWN else ()


def _before(rows: Any, row: Any, *names: str) -> Any:
    """The team's row that counts from the new one's first day on, as far as there is one."""
    same = {f"{name}__iexact": getattr(row, name) for name in names}
    found = rows.filter(team=row.team, valid_from__lte=row.valid_from, **same)
    return found.order_by("-valid_from", "-id").first()


def _check_change(before: Any, row: Any, names: tuple[str, ...]) -> None:
    if before is None and row.kind == TeamPriceKind.LIST:
        raise NothingChanged("The list price counts from that day on already.")
    if before is not None and all(plain(getattr(before, name)) == plain(getattr(row, name)) for name in names):
        raise NothingChanged(f"This is what counts already, since {before.valid_from:%d %B %Y}.")
