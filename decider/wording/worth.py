"""What quality is worth, in sentences: break-even accuracy, least gain, value a month, cost per accepted result.

The figures are an assessment's `worth`, which older snapshots lack.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from decider.wording.numbers import NBSP, as_decimal, money, share

Data = Mapping[str, Any]
Labels = Mapping[str, str]

NO_STAKES = (
    "What a wrong answer costs or a right one is worth is not stated. With either, each option shows from which "
    "accuracy it pays."
)


def _quoted(key: Any, labels: Labels) -> str:
    return f"“{labels.get(str(key), str(key))}”"


def points(gain: Decimal) -> str:
    """A difference of two shares in percentage points: "1.2 points"; the sign is said by the sentence around it."""
    size = share(abs(gain)).removesuffix(f"{NBSP}%")
    return f"{size} {'point' if size == '1' else 'points'}"


def break_even_sentence(row: Data, labels: Labels) -> str:
    """From which accuracy one option pays, and whether its own reaches it. Empty where no stakes are stated."""
    name, pays = _quoted(row.get("key"), labels), row.get("pays")
    if pays == "always":
        return f"{name} pays at any accuracy."
    if pays == "never":
        return f"{name} does not pay even if every answer were right."
    if pays == "no_stakes":
        return (
            f"{name}: a wrong answer is said to cost nothing and a right one to be worth nothing, "
            "so no accuracy makes it pay."
        )
    least = as_decimal(row.get("break_even_accuracy"))
    if pays != "from" or least is None:
        return ""
    sentence = f"{name} pays from an accuracy of {share(least)} on"
    accuracy = as_decimal(row.get("accuracy"))
    if accuracy is None:
        return f"{sentence}; how accurate it is is not stated."
    gap = accuracy - least
    if gap < 0:
        return f"{sentence}; with {share(accuracy)} it falls short by {points(gap)}."
    return f"{sentence}; with {share(accuracy)} it pays."


def break_even_short(row: Data) -> str:
    """The break-even accuracy in a few words, for a table."""
    if row.get("pays") == "from":
        return share(row.get("break_even_accuracy"))
    return {
        "always": "pays at any accuracy",
        "never": "never pays",
        "no_stakes": "nothing at stake",
    }.get(str(row.get("pays")), "–")


def break_even_note(row: Data) -> str:
    """Whether an option's own accuracy reaches its break-even, beside that figure. Empty where there is none."""
    least, accuracy = as_decimal(row.get("break_even_accuracy")), as_decimal(row.get("accuracy"))
    if row.get("pays") != "from" or least is None:
        return ""
    if accuracy is None:
        return "How accurate it is is not stated."
    gap = accuracy - least
    return f"Falls short of it by {points(gap)}." if gap < 0 else f"Reaches it with {points(gap)} to spare."


def least_gain_sentence(worth: Data, labels: Labels) -> str:
    """How much better the tuned option has to be to pay for itself; negative gains say how much worse it may be."""
    found = worth.get("least_gain") or {}
    gain = as_decimal(found.get("gain"))
    if gain is None:
        return ""
    tuned, prompted = _quoted(found.get("option"), labels), _quoted(found.get("over"), labels)
    if gain == 0:
        return f"{tuned} costs as much as {prompted}: any gain in accuracy pays."
    if gain <= -1:
        return f"{tuned} costs so much less than {prompted} that no loss of accuracy outweighs it."
    if gain < 0:
        return f"{tuned} costs less than {prompted}: it may even be {points(gain)} worse and still pays."
    room = _room(worth, found.get("over"))
    if gain > room:
        left = "the whole scale has" if room == 1 else "are left to it"
        return (
            f"{tuned} would have to be {points(gain)} better than {prompted} to pay, more than the "
            f"{points(room)} that {left}: quality alone cannot make it pay."
        )
    return f"{tuned} has to be at least {points(gain)} better than {prompted} to pay for itself."


def _room(worth: Data, key: Any) -> Decimal:
    """How much better than an option anything can be; the whole scale where its accuracy is not known."""
    rows = {row.get("key"): as_decimal(row.get("accuracy")) for row in worth.get("options") or []}
    accuracy = rows.get(key)
    return Decimal(1) if accuracy is None else 1 - accuracy


def value_sentence(row: Data, labels: Labels) -> str:
    """What an option earns a month at its accuracy. Empty where that is not known."""
    value = as_decimal(row.get("value_per_month_usd"))
    if value is None:
        return ""
    name = _quoted(row.get("key"), labels)
    if value < 0:
        return f"{name} loses {money(-value)} a month, its own cost included."
    return f"{name} earns {money(value)} a month, its own cost taken off."


def accepted_sentence(row: Data, labels: Labels) -> str:
    """What a result costs until it is accepted. Empty where that is not known."""
    cost = row.get("cost_per_accepted_usd")
    if as_decimal(cost) is None:
        return ""
    return f"A result that is accepted costs {money(cost)} with {_quoted(row.get('key'), labels)}."


def worth_sentences(worth: Data | None, labels: Labels) -> list[str]:
    """All that is to be said, most important first; one sentence where no stakes are stated."""
    if not worth:
        return [NO_STAKES]
    rows = worth.get("options") or []
    told = [least_gain_sentence(worth, labels)]
    told += [" ".join(filter(None, [break_even_sentence(row, labels), value_sentence(row, labels)])) for row in rows]
    told += [accepted_sentence(row, labels) for row in rows]
    return [sentence for sentence in told if sentence]
