"""Colours and shapes of the four ways of doing a task, for charts and reports.

The same colours as in `static/css/tokens.css` (a test keeps the two in step). They keep apart for people
with protanopia, deuteranopia and tritanopia, and have a contrast of at least 4.5:1 on our paper.
Colour never speaks alone: each way has its own marker and line as well.
"""

from dataclasses import dataclass
from typing import Literal

Theme = Literal["light", "dark"]


@dataclass(frozen=True, kw_only=True)
class Look:
    """How one way of doing a task is drawn.

    `light` and `dark` are hex colours on light and dark paper; `marker` is a symbol that plotly and
    Vega-Lite both know; `dash` is a stroke pattern in pixels, empty for a solid line.
    """

    light: str
    dark: str
    marker: str
    dash: tuple[int, ...] = ()

    def colour(self, theme: Theme = "light") -> str:
        return self.dark if theme == "dark" else self.light


PROMPT = Look(light="#0052a3", dark="#7fb2f7", marker="circle")
FINE_TUNE = Look(light="#a34a0c", dark="#f0994f", marker="square", dash=(8, 3))
HYBRID = Look(light="#74165a", dark="#c981b3", marker="diamond", dash=(2, 3))
SELF_HOST = Look(light="#0b7a63", dark="#5fe0c0", marker="triangle-up", dash=(10, 3, 2, 3))

LOOKS: dict[str, Look] = {"prompt": PROMPT, "fine_tune": FINE_TUNE, "hybrid": HYBRID, "self_host": SELF_HOST}

# Colours of the paper itself, for the frames, words and grids of charts.
INK = Look(light="#1b1f27", dark="#eceef2", marker="circle")
INK_SOFT = Look(light="#4d5462", dark="#b6bcc8", marker="circle")
LINE = Look(light="#e4e1d9", dark="#2f343c", marker="circle")
PANEL = Look(light="#ffffff", dark="#1b1e23", marker="circle")
WARN = Look(light="#835300", dark="#eec069", marker="circle")


def look_of(adaptation: str, hosting: str | None = None) -> Look:
    """How an option is drawn: on one's own machines it looks self-hosted, whatever its adaptation.

    Raises:
        KeyError: the adaptation is not one of ours.
    """
    return SELF_HOST if hosting == "self_hosted" else LOOKS[adaptation]
