"""Numbers as people type them: text into an exact `Decimal`, and back into text for the same field.

Only what can be read in one way is read; for the rest the person gets a sentence. `shown_number`
writes what `read_number` reads back to the same value.
"""

import re
from decimal import Decimal

from decider.domain.fields import NumberRule

HUNDRED = Decimal(100)
# As in the reader of profiles: beyond it a number is a slip of the hand.
LARGEST = Decimal("1e18")
MOST_DIGITS = 18
LONG_EXAMPLE = Decimal(1_200_000)

_SPACES = " \u00a0\u202f\u2009'\u2019_"
_PLAIN = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?")
_GROUPED_BY_COMMA = re.compile(r"[+-]?[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?")
_GROUPED_BY_SPACE = re.compile(rf"[+-]?[0-9]{{1,3}}(?:([{_SPACES}])[0-9]{{3}})(?:\1[0-9]{{3}})*(?:\.[0-9]+)?")
_RANGE = re.compile(r"\$?\s*[0-9][0-9.,\s'’_kKM%]*(?:[-–−…]|\.{2,3}|\bto\b)\s*\$?\s*[0-9].*", re.DOTALL)
_MULTIPLES = {"k": 1000, "K": 1000, "thousand": 1000, "M": 10**6, "million": 10**6, "billion": 10**9}
_SMALL_UNITS = ("months", "weeks", "hours", "days", "hours a month")
_WITH_TAIL = re.compile(r"(?P<number>[^a-zA-Z%$]*(?:[eE][+-]?[0-9]+)?)\s*(?P<tail>[a-zA-Z%$].*)?", re.DOTALL)


class NotANumber(Exception):
    """The text cannot be read as a number in one way only; `str()` is a sentence for the person."""


def is_percent(rule: NumberRule) -> bool:
    """Whether the field is typed in per cent and stored as a share."""
    return rule.share or rule.unit.startswith("share")


def looks_like_range(text: str) -> bool:
    """Whether two ends were typed where one number belongs: "1-3", "10 to 20 %"."""
    return _RANGE.fullmatch(text.strip()) is not None


def read_number(text: str, rule: NumberRule, *, bare_share: bool = False) -> Decimal:
    """The number that the text means, in the unit of the rule (a share for per cent).

    `bare_share`: a number under 1 without a per cent sign is a share (0.88), as people write
    quality; otherwise such a number in a per cent field is refused as ambiguous.

    Raises:
        NotANumber: it is no number, breaks the rule, or could mean two things.
    """
    if looks_like_range(text):
        raise NotANumber("Write one number: this looks like a range, or like digits grouped with dashes.")
    number, tail = _split(text, rule)
    value = _share(number, tail, rule, bare_share=bare_share) if is_percent(rule) else _amount(number, tail, rule)
    _check(value, rule)
    return value


def shown_number(value: Decimal | int, rule: NumberRule, *, bare_share: bool = False) -> str:
    """The text that stands in the field for a stored number."""
    number = Decimal(value)
    if not is_percent(rule):
        return _written(number)
    percent = number * HUNDRED
    unsure = percent == 1 if bare_share else False
    if 0 < abs(percent) < 1 or unsure or bare_share:
        return f"{_written(percent)} %"
    return _written(percent)


def _example(rule: NumberRule) -> str:
    """A number that the field would take, as the end of a sentence."""
    if is_percent(rule):
        return "such as 3 % or 0.5 %"
    if rule.maximum is not None and rule.maximum < LONG_EXAMPLE:
        return f"such as {_written(max(rule.maximum // 10, Decimal(1)))}"
    if rule.unit in _SMALL_UNITS:
        return "such as 6"
    if rule.unit.startswith("$"):
        return "such as 0.25 or 1,200"
    return "such as 1200 or 1,200,000"


def _split(text: str, rule: NumberRule) -> tuple[str, str]:
    """The digits and the words behind them: "1.2 million calls" is ("1.2", "million calls")."""
    cleaned = text.strip().replace("−", "-").replace("–", "-").removeprefix("$").strip()
    match = _WITH_TAIL.fullmatch(cleaned)
    if not match or not match["number"].strip():
        raise NotANumber(f"Write a number, {_example(rule)}.")
    return match["number"].strip(), (match["tail"] or "").strip()


def _digits(text: str, rule: NumberRule) -> Decimal:
    if _PLAIN.fullmatch(text):
        plain = text
    elif _GROUPED_BY_COMMA.fullmatch(text):
        plain = text.replace(",", "")
    elif _GROUPED_BY_SPACE.fullmatch(text):
        plain = re.sub(f"[{_SPACES}]", "", text)
    elif re.fullmatch(r"[+-]?[0-9]+,[0-9]+", text):
        raise NotANumber(f"Write decimals with a point: {text.replace(',', '.')}, not {text}.")
    elif re.fullmatch(r"[0-9 .,'’-]+", text):
        raise NotANumber(f"This can be read in more than one way. Write it plainly, {_example(rule)}.")
    else:
        raise NotANumber(f"Write a number, {_example(rule)}.")
    number = Decimal(plain)
    if number and (len(number.normalize().as_tuple().digits) > MOST_DIGITS or number.adjusted() < -MOST_DIGITS):
        raise NotANumber(f"Write at most {MOST_DIGITS} digits.")
    return number


def _share(number: str, tail: str, rule: NumberRule, *, bare_share: bool) -> Decimal:
    value = _digits(number, rule)
    words = tail.split()
    if words and words[0] in ("%", "percent"):
        return value / HUNDRED
    if words:
        raise NotANumber("Write a percentage, such as 3 % or 0.5 %.")
    if 0 < abs(value) < 1 and not bare_share:
        raise NotANumber(
            f"Write {_written(value * HUNDRED)} % or {_written(value)} %: without the sign, {number} could mean either."
        )
    if abs(value) == 1 and bare_share:
        raise NotANumber("Write 1 % or 100 %: without the sign, 1 could mean either.")
    return value if 0 < abs(value) < 1 else value / HUNDRED


def _amount(number: str, tail: str, rule: NumberRule) -> Decimal:
    value = _digits(number, rule)
    words = tail.split()
    if words and words[0] in _MULTIPLES:
        value *= _MULTIPLES.get(words.pop(0), 1)
    if rule.unit == "ms" and words in (["s"], ["seconds"], ["second"]):
        return value * 1000
    if words and not _is_unit(" ".join(words), rule.unit):
        unit = rule.unit.removeprefix("$").strip() or "a plain number"
        wanted = "US dollars" if rule.unit.startswith("$") else unit
        raise NotANumber(f"“{' '.join(words)[:40]}” is not understood here: write the number alone, in {wanted}.")
    return value


def _is_unit(words: str, unit: str) -> bool:
    """Whether the words name the unit that the field already says: "calls", "call", "calls a month"."""
    said, full = words.casefold().rstrip("."), unit.casefold()
    first = full.split(" ")[0]
    alternatives = {full, full.removeprefix("$ "), first, first.removesuffix("s")}
    if first == "$":
        alternatives |= {"usd", "dollars", "dollar"}
    return said in alternatives


def _check(value: Decimal, rule: NumberRule) -> None:
    """Refuse what the rule forbids, in the words of the field."""

    def said(bound: Decimal) -> str:
        return f"{_written(bound * HUNDRED)} %" if is_percent(rule) else _written(bound)

    if abs(value) > LARGEST:
        raise NotANumber("This number is too large to be meant. Check its zeros.")
    if rule.whole and value != value.to_integral_value():
        raise NotANumber(f"Write a whole number{f' of {rule.unit}' if rule.unit else ''}.")
    if rule.above is not None and value <= rule.above:
        raise NotANumber(f"Write a number above {said(rule.above)}.")
    if rule.below is not None and value >= rule.below:
        raise NotANumber(f"Write a number below {said(rule.below)}.")
    if rule.minimum is not None and value < rule.minimum:
        raise NotANumber(f"Write {said(rule.minimum)} or more.")
    if rule.maximum is not None and value > rule.maximum:
        raise NotANumber(f"Write {said(rule.maximum)} or less.")


def _written(number: Decimal) -> str:
    """All digits, thousands grouped by commas, no exponent, no zeros at the end."""
    text = f"{number:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
