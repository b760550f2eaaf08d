"""The drawing of a decision's life is the table that rules it."""

import itertools

from decider.domain.lifecycle import TRANSITIONS, State
from decider.pages.lifecycle_diagram import BOX_HEIGHT, BOX_WIDTH, draw


def test_each_state_and_each_transition_is_drawn_once() -> None:
    drawing = draw()
    assert sorted(box.state for box in drawing.boxes) == sorted(State)
    assert {(arrow.origin, arrow.verb): arrow.target for arrow in drawing.arrows} == TRANSITIONS
    assert len(drawing.arrows) == len(TRANSITIONS)


def test_boxes_lie_inside_the_drawing_and_never_on_each_other() -> None:
    drawing = draw()
    for box in drawing.boxes:
        assert 0 <= box.x <= drawing.width - BOX_WIDTH
        assert 0 <= box.y <= drawing.height - BOX_HEIGHT
    for one, other in itertools.combinations(drawing.boxes, 2):
        assert abs(one.x - other.x) >= BOX_WIDTH or abs(one.y - other.y) >= BOX_HEIGHT


def test_arrows_lead_to_the_right() -> None:
    drawing = draw()
    places = {box.state: box.x for box in drawing.boxes}
    assert all(places[arrow.origin] < places[arrow.target] for arrow in drawing.arrows)


def test_each_arrow_can_be_read_aloud() -> None:
    assert "Draft: submit leads to waiting for review." in [arrow.sentence for arrow in draw().arrows]
