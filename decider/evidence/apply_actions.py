"""Taking measured facts over into a task's answers: all of those that were chosen, or none."""

from collections.abc import Collection

from django.db import transaction

from decider.domain.lifecycle import NotPossible
from decider.domain.numbers import plain
from decider.events import record
from decider.evidence.offers import Choices, Offer, Offers, offers
from decider.evidence.stored import stored_reading
from decider.models import Evidence, EvidenceState, Measurement, Task, User
from decider.profiles.actions import Saved, lock_to_change, save_answers
from decider.profiles.merging import Base

LONGEST_HOW = 500


class NothingChosen(NotPossible):
    """No fact was chosen that this evidence offers."""


@transaction.atomic
def apply_facts(
    *,
    evidence: Evidence,
    task: Task,
    facts: Collection[str] | None,
    choices: Choices,
    base: Base | None = None,
    by: User | None,
) -> tuple[Offer, ...]:
    """Answer the task's questions with what this evidence measures, for the facts chosen (`None`: those proposed).

    What is written is measured here again, never taken from a form. `base` says which answers the person saw.
    Answers what was applied, facts that said so already among them: those are measured now.

    Raises:
        NotPermitted, NotPossible: `by` may not change this task, or there is nothing read.
        NothingChosen: none of the chosen facts is offered.
        Conflict: somebody changed one of the facts meanwhile; nothing is written.
        ProfileErrors: the facts do not make a profile; nothing is written.
    """
    row = lock_to_change(task, by)
    rows = Evidence.objects.select_for_update(of=("self",), no_key=True).defer("outcomes", "columns", "previous")
    stored = rows.filter(pk=evidence.pk, task=row).first()
    if stored is None:
        raise NotPossible(f"Somebody deleted “{evidence.file_name}” meanwhile.")
    reading = stored_reading(stored)
    if reading is None or stored.state != EvidenceState.READY:
        raise NotPossible("Nothing has been read from this file that could be applied.")
    applied = apply_offers(row, offers(row, stored, reading, choices), facts, base=base, by=by)
    # Whoever opens it again sees the same figures that the answers are.
    stored.choices = choices.data()
    stored.save(update_fields=["choices"])
    return applied


def apply_offers(
    row: Task, found: Offers, facts: Collection[str] | None, *, base: Base | None, by: User | None
) -> tuple[Offer, ...]:
    """Write the chosen of the offers into a task whose row is locked, in the caller's transaction.

    Raises:
        NothingChosen, Conflict, ProfileErrors: as `apply_facts`; the transaction has to be undone.
    """
    chosen = tuple(offer for offer in found.facts if (offer.is_proposed if facts is None else offer.path in facts))
    if not chosen:
        raise NothingChosen("Choose at least one of the facts that were measured.")
    parts = [part for offer in chosen for part in offer.parts]
    saved: Saved = save_answers(task=row, answers={part.path: part.answer for part in parts}, base=base, by=by)
    Measurement.objects.bulk_create(
        Measurement(
            task=row,
            fact=part.path,
            value=part.answer,
            low=None if part.fact.low is None else plain(part.fact.low),
            high=None if part.fact.high is None else plain(part.fact.high),
            n=part.fact.n,
            how=part.fact.how[:LONGEST_HOW],
            evidence=part.evidence,
            by=by,
        )
        for part in parts
    )
    # One event for each file that answers rest on from now on.
    for evidence in {part.evidence.pk: part.evidence for part in parts}.values():
        record(
            team=row.team, by=by, verb="apply_evidence", subject=evidence, task=row.pk, version=saved.version,
            facts=[{"fact": part.path, "value": part.answer} for part in parts if part.evidence.pk == evidence.pk],
        )  # fmt: skip
    return chosen
