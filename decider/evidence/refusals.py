"""What is said after facts were to be applied: how many are measured, or why nothing was written."""

from collections.abc import Iterable

from decider.domain.reading import ProfileErrors
from decider.evidence.offers import Offer
from decider.profiles.actions import Conflict
from decider.wording import fact_name, fact_value


def applied_sentence(applied: Iterable[Offer]) -> str:
    """How many answers were taken over; a comparison is four of them, as on every page that counts them."""
    number = sum(len(offer.parts) for offer in applied)
    return f"{number} {'answer was' if number == 1 else 'answers were'} taken over as measured."


def clashes(conflict: Conflict) -> list[str]:
    """Whose answers stood in the way."""
    said = [
        f"{clash.by} changed {fact_name(clash.fact)} to {fact_value(clash.fact, clash.theirs)}."
        for clash in conflict.clashes
    ]
    return ["Nothing was applied, because answers were changed while you looked at this page.", *said]


def wrong_facts(errors: ProfileErrors) -> list[str]:
    """Which facts do not go together."""
    return ["Nothing was applied.", *(f"{fact_name(error.path)} {error.message}" for error in errors.errors)]
