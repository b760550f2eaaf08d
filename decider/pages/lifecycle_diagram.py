"""The life of a decision as a drawing, laid out from the one table that rules it."""

from collections import defaultdict
from dataclasses import dataclass

from decider.domain.lifecycle import TRANSITIONS, State, Verb
from decider.wording import state_name

BOX_WIDTH, BOX_HEIGHT = 156, 44
COLUMN, ROW = 236, 88
MARGIN = 8


@dataclass(frozen=True, kw_only=True)
class Box:
    """A state. `x` and `y` are the top left corner, in the drawing's own units."""

    state: State
    label: str
    x: int
    y: int

    @property
    def middle(self) -> tuple[int, int]:
        return self.x + BOX_WIDTH // 2, self.y + BOX_HEIGHT // 2


@dataclass(frozen=True, kw_only=True)
class Arrow:
    """A verb that leads from one state to another: a path, and where its word stands."""

    origin: State
    verb: Verb
    target: State
    path: str
    x: int
    y: int

    @property
    def label(self) -> str:
        return self.verb.replace("_", " ")

    @property
    def sentence(self) -> str:
        return f"{state_name(self.origin)}: {self.label} leads to {state_name(self.target).lower()}."


@dataclass(frozen=True, kw_only=True)
class Drawing:
    boxes: list[Box]
    arrows: list[Arrow]
    width: int
    height: int


def draw() -> Drawing:
    """Every state and transition; a state stands to the right of all that lead to it."""
    columns = defaultdict(list)
    for state, column in _columns().items():
        columns[column].append(state)
    # Three rows: a column's only state stands in the middle, two stand above and below it.
    places = {
        state: (column, 1 if len(states) == 1 else row * 2)
        for column, states in columns.items()
        for row, state in enumerate(states)
    }
    boxes = {
        state: Box(state=state, label=state_name(state), x=MARGIN + column * COLUMN, y=MARGIN + row * ROW)
        for state, (column, row) in places.items()
    }
    arrows = [_arrow(boxes[origin], verb, boxes[target]) for (origin, verb), target in TRANSITIONS.items()]
    return Drawing(
        boxes=list(boxes.values()),
        arrows=arrows,
        width=max(box.x for box in boxes.values()) + BOX_WIDTH + MARGIN,
        height=max(box.y for box in boxes.values()) + BOX_HEIGHT + MARGIN,
    )


def _columns() -> dict[State, int]:
    """How many transitions lie, at most, between a draft and each state (the table has no circle)."""
    columns = dict.fromkeys(State, 0)
    for _ in State:
        for (origin, _verb), target in TRANSITIONS.items():
            columns[target] = max(columns[target], columns[origin] + 1)
    return columns


def _arrow(origin: Box, verb: Verb, target: Box) -> Arrow:
    start_x, start_y = origin.x + BOX_WIDTH, origin.middle[1]
    end_x, end_y = target.x - 4, target.middle[1]
    bend = (end_x - start_x) // 2
    path = f"M{start_x} {start_y} C{start_x + bend} {start_y} {end_x - bend} {end_y} {end_x} {end_y}"
    return Arrow(
        origin=origin.state,
        verb=verb,
        target=target.state,
        path=path,
        x=(start_x + end_x) // 2,
        y=(start_y + end_y) // 2 - 6,
    )
