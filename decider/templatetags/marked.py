"""Sentences that name columns and keys in backticks, on a page."""

import re

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

register = template.Library()

_MARKED = re.compile(r"`([^`\n]{1,200})`")


@register.filter
def marked(sentence: object) -> SafeString:
    """What stands in backticks as <code>, everything escaped; a lone backtick stays."""
    # Every second piece is what stood in backticks.
    pieces = _MARKED.split(str(sentence))
    return format_html_join(
        "", "{}", ((format_html("<code>{}</code>", piece) if at % 2 else piece,) for at, piece in enumerate(pieces))
    )
