"""The decision tree as a drawing: where boxes, exits and arrows stand. The template writes it as SVG."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from decider.wording import node_title, verdict_short
from decider.wording.tree import EXITS

# All in units of the drawing, which scales with the page.
WIDTH = 440
BOX_LEFT, BOX_WIDTH, BOX_HEIGHT = 8, 248, 50
ROW = 78
EXIT_LEFT, EXIT_WIDTH, EXIT_HEIGHT, EXIT_GAP = 304, 128, 30, 6
_ANSWERS = {"yes": "Yes", "no": "No", "unknown": "Not known yet"}


@dataclass(frozen=True)
class Exit:
    """A verdict to which a question may lead."""

    verdict: str
    name: str
    when: str
    taken: bool
    y: int
    # False for the lower one of two exits.
    is_upper: bool

    @property
    def middle(self) -> int:
        return self.y + EXIT_HEIGHT // 2

    @property
    def text_y(self) -> int:
        return self.middle + 5

    @property
    def when_y(self) -> int:
        """Of the word on the arrow: above the upper arrow, below the lower one."""
        return self.middle - 7 if self.is_upper else self.middle + 16


@dataclass(frozen=True)
class Box:
    """A question with its answer."""

    node: str
    title: str
    answer: str
    on_path: bool
    decides: bool
    y: int
    exits: list[Exit]
    # The word on the arrow to the next question; empty for the last one.
    onward: str
    goes_on: bool

    @property
    def title_y(self) -> int:
        return self.y + 21

    @property
    def answer_y(self) -> int:
        return self.y + 40

    @property
    def middle(self) -> int:
        return self.y + BOX_HEIGHT // 2

    @property
    def bottom(self) -> int:
        return self.y + BOX_HEIGHT

    @property
    def next_y(self) -> int:
        return self.y + ROW

    @property
    def onward_y(self) -> int:
        return self.bottom + (ROW - BOX_HEIGHT) // 2 + 4


@dataclass(frozen=True)
class Drawing:
    boxes: list[Box]
    height: int
    # The path in words, for people who do not see the drawing.
    description: str


def draw_tree(recommendation: Mapping[str, Any]) -> Drawing:
    """Lay out the seven questions below each other, each with the verdicts it may lead to at its right."""
    boxes = [_box(node, 8 + row * ROW) for row, node in enumerate(recommendation["tree"])]
    return Drawing(boxes, height=8 + len(boxes) * ROW - (ROW - BOX_HEIGHT) + 24, description=_description(boxes))


def _box(node: Mapping[str, Any], y: int) -> Box:
    name, leads_to = node["node"], node["leads_to"]
    leaving, verdicts = EXITS[name]
    decides = node["decides"] and node["on_path"]
    block = len(verdicts) * EXIT_HEIGHT + max(len(verdicts) - 1, 0) * EXIT_GAP
    top = y + (BOX_HEIGHT - block) // 2
    return Box(
        node=name,
        title=node_title(name),
        answer=_ANSWERS[node["answer"]],
        on_path=node["on_path"],
        decides=decides,
        y=y,
        exits=[
            Exit(
                verdict=verdict,
                name=verdict_short(verdict),
                when=leaving or {"hybrid": "yes", "fine_tune": "no"}[verdict],
                taken=decides and verdict == leads_to,
                y=top + index * (EXIT_HEIGHT + EXIT_GAP),
                is_upper=index == 0,
            )
            for index, verdict in enumerate(verdicts)
        ],
        onward={"yes": "no", "no": "yes"}.get(leaving, ""),
        goes_on=name != "hybrid",
    )


def _description(boxes: list[Box]) -> str:
    steps = []
    for box in boxes:
        if not box.on_path:
            break
        taken = next((way.name for way in box.exits if way.taken), "")
        steps.append(f"{box.title} {box.answer}." + (f" This leads to: {taken}." if taken else ""))
    return " ".join(steps)
