"""What a choice means beside a recommendation, and what a draft still needs before it can be submitted."""

import datetime
from collections.abc import Collection

# How long a text of a decision may be, in characters.
MAX_TEXT = 10_000


def follows(choice: str, option_key: str, *, verdict: str, option: str | None) -> bool:
    """Whether a choice is what was recommended. Naming no option leaves the recommended one standing."""
    return choice == verdict and option_key in ("", option or option_key)


def problems(
    *,
    choice: str,
    option_key: str,
    override_reason: str,
    rationale: str,
    revisit_on: datetime.date | None,
    verdict: str,
    option: str | None,
    option_keys: Collection[str],
    day: datetime.date,
) -> dict[str, str]:
    """What keeps a draft from being submitted: a sentence by field. Empty when nothing does.

    `verdict` and `option` are the recommendation; `option_keys` are the options that the task has now.
    """
    found = {}
    if not choice:
        found["choice"] = "Choose what you are going to do."
    elif option_key and option_key not in option_keys:
        found["choice"] = f"“{option_key}” is no longer among the options of the task. Choose again."
    elif not follows(choice, option_key, verdict=verdict, option=option) and not override_reason.strip():
        found["override_reason"] = "This choice departs from the recommendation: say why."
    if not rationale.strip():
        found["rationale"] = "Say why this is the right choice: it is what a reviewer reads first."
    late = revisit_sentence(revisit_on, day=day)
    if late:
        found["revisit_on"] = late
    return found


def revisit_sentence(revisit_on: datetime.date | None, *, day: datetime.date) -> str:
    """What is wrong with the day on which to look again; empty when nothing is."""
    if revisit_on is not None and revisit_on <= day:
        return "The day to look again must be in the future."
    return ""
