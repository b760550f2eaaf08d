"""One set of colours for pages, charts and reports, that everybody can tell apart."""

import itertools
import re
from pathlib import Path

import pytest
from django.conf import settings

from decider.palette import FINE_TUNE, HYBRID, INK, INK_SOFT, LINE, LOOKS, PANEL, PROMPT, SELF_HOST, WARN, Look, look_of

TOKENS = Path(settings.BASE_DIR, "static/css/tokens.css").read_text()
PAIRS = dict(re.findall(r"--([\w-]+): light-dark\((#\w{6}, #\w{6})\);", TOKENS))
TOKEN_OF = {
    "prompt": PROMPT,
    "fine-tune": FINE_TUNE,
    "hybrid": HYBRID,
    "self-host": SELF_HOST,
    "ink": INK,
    "ink-soft": INK_SOFT,
    "line": LINE,
    "panel": PANEL,
    "warn": WARN,
}

# Machado, Oliveira and Fernandes (2009): what a colour looks like at full severity, in linear RGB.
VISIONS = {
    "full colour": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanopia": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deuteranopia": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.01182, 0.04294, 0.968881)),
    "tritanopia": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.3039)),
}


def token(name: str, theme: str) -> str:
    light, dark = PAIRS[name].split(", ")
    return dark if theme == "dark" else light


def linear(colour: str) -> tuple[float, ...]:
    channels = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return tuple(c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)


def contrast(one: str, other: str) -> float:
    dark, light = sorted(
        sum(w * c for w, c in zip((0.2126, 0.7152, 0.0722), linear(x), strict=True)) for x in (one, other)
    )
    return (light + 0.05) / (dark + 0.05)


def seen(colour: str, vision: tuple[tuple[float, ...], ...]) -> tuple[float, ...]:
    """The colour as it is seen, in OKLab, where distances are differences that people see."""
    r, g, b = (sum(w * c for w, c in zip(row, linear(colour), strict=True)) for row in vision)
    long, medium, short = (
        max(0, x) ** (1 / 3)
        for x in (
            0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b,
            0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b,
            0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b,
        )
    )
    return (
        0.2104542553 * long + 0.793617785 * medium - 0.0040720468 * short,
        1.9779984951 * long - 2.428592205 * medium + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * medium - 0.808675766 * short,
    )


@pytest.mark.parametrize(("name", "look"), TOKEN_OF.items())
def test_the_stylesheet_and_the_charts_use_the_same_colours(name: str, look: Look) -> None:
    assert PAIRS[name] == f"{look.light}, {look.dark}"


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("paper", ["paper", "panel", "sunken"])
@pytest.mark.parametrize(
    "words",
    ["ink", "ink-soft", "ink-faint", "accent", "prompt", "fine-tune", "hybrid", "self-host", "good", "warn", "bad"],
)
def test_words_have_a_contrast_of_four_and_a_half_on_every_paper(words: str, paper: str, theme: str) -> None:
    assert contrast(token(words, theme), token(paper, theme)) >= 4.5


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(
    ("words", "ground"),
    [("good", "good-soft"), ("warn", "warn-soft"), ("bad", "bad-soft"), ("info", "info-soft"), ("on-accent", "accent")]
    + [
        ("ink", f"{name}-soft")
        for name in ("prompt", "fine-tune", "hybrid", "self-host", "good", "warn", "bad", "accent")
    ],
)
def test_words_can_be_read_on_the_ground_of_their_label(words: str, ground: str, theme: str) -> None:
    assert contrast(token(words, theme), token(ground, theme)) >= 4.5


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("paper", ["paper", "panel"])
def test_frames_of_fields_have_a_contrast_of_three(paper: str, theme: str) -> None:
    assert contrast(token("line-strong", theme), token(paper, theme)) >= 3


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("vision", VISIONS)
def test_the_four_ways_keep_apart_for_every_kind_of_colour_vision(vision: str, theme: str) -> None:
    colours = [seen(look.dark if theme == "dark" else look.light, VISIONS[vision]) for look in LOOKS.values()]
    distances = [
        sum((a - b) ** 2 for a, b in zip(one, other, strict=True)) ** 0.5
        for one, other in itertools.combinations(colours, 2)
    ]
    assert min(distances) >= 0.08


def test_the_four_ways_keep_apart_without_colour() -> None:
    assert len({look.marker for look in LOOKS.values()}) == len(LOOKS)
    assert len({look.dash for look in LOOKS.values()}) == len(LOOKS)


def test_an_option_on_own_machines_looks_self_hosted() -> None:
    assert look_of("prompt", "self_hosted") is SELF_HOST
    assert look_of("prompt", "public_api") is PROMPT
    assert look_of("hybrid") is HYBRID
