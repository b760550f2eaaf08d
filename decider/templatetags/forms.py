"""Template filters for the fields of forms. A form field may carry `unit` ("calls a month", "$ an hour")."""

from dataclasses import dataclass

from django import template
from django.forms import BoundField
from django.utils.safestring import SafeString

register = template.Library()


@dataclass(frozen=True, kw_only=True)
class Unit:
    """A unit as it stands inside the box: a currency sign before the number, words after it."""

    before: str
    after: str
    spoken: str


@register.filter
def unit_of(field: BoundField) -> Unit | None:
    """The unit of a field, None where it has none."""
    words = getattr(field.field, "unit", "")
    if not words:
        return None
    if words.startswith("$"):
        rest = words[1:].strip()
        return Unit(before="$", after=rest, spoken=f"dollars {rest}".strip())
    return Unit(before="", after=words, spoken=words)


@register.filter
def problem(field: BoundField, error: str) -> str:
    """An entry of the error summary: the question, then what is wrong with its answer."""
    question = str(field.label)
    return f"{question}{'' if question.endswith(('?', '.', '!')) else ':'} {error}"


@register.filter
def with_unit(field: BoundField) -> SafeString:
    """The control of a field whose unit stands beside it, so that a screen reader says the unit too."""
    notes = " ".join(part for part in (field.aria_describedby, f"{field.auto_id}_unit") if part)
    return field.as_widget(attrs={"aria-describedby": notes})
