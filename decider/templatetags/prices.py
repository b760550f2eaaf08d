"""Template filters for the price book: unit prices keep every digit, so that they can be compared with their source."""

from decimal import Decimal
from urllib.parse import urlsplit

from django import template

register = template.Library()

PROVIDERS = {
    "anthropic": "Anthropic",
    "aws": "Amazon Bedrock",
    "deepseek": "DeepSeek",
    "fireworks": "Fireworks",
    "google": "Google Gemini API",
    "groq": "Groq",
    "mistral": "Mistral",
    "openai": "OpenAI",
    "together": "Together",
}


@register.filter
def unit_price(value: Decimal | None) -> str:
    """A unit price to its last digit, at least to the cent: "$25.00", "$0.125", "$0.003625"; empty where unknown."""
    if value is None:
        return ""
    exponent = value.normalize().as_tuple().exponent
    digits = -exponent if isinstance(exponent, int) else 0
    return f"${value:,.{max(2, digits)}f}"


@register.filter
def percent(share: Decimal | None) -> str:
    """A share as people write it: 0.15 is "15 %"; empty where unknown."""
    return "" if share is None else f"{(share * 100).normalize():f} %"


@register.filter
def address_in(source: str | None) -> str:
    """The web address in a source; empty where it names none. Nothing but http and https is ever a link."""
    words = (source or "").split()
    return next((word for word in words if word.startswith(("https://", "http://"))), "")


@register.filter
def provider_name(code: str) -> str:
    """A provider as people write it; the code itself where we know no other name."""
    return PROVIDERS.get(code, code)


@register.filter
def site(url: str | None) -> str:
    """The site of an address in its last two words: "openai.com" for https://developers.openai.com/pricing."""
    return ".".join(urlsplit(url or "").netloc.split(".")[-2:])
