"""What people typed is kept as far as it can be seen, and nothing of it acts."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from decider.exports.safe_text import is_right_to_left, one_line, paragraphs, printable


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("a\tb", "a    b"),
        ("a\r\nb\rc\u2028d\x0be\x85f", "a\nb\nc\nd\ne\nf"),
        ("a\x00b\x1b[31m", "a\ufffdb\ufffd[31m"),
        ("\ud800", "\ufffd"),
        ("\ufffe\U0001ffff", "\ufffd\ufffd"),
        ("a\u202egnp.exe\u2066", "agnp.exe"),
        ("👩\u200d👧 é 中文", "👩\u200d👧 é 中文"),
        (None, ""),
    ],
)
def test_only_what_cannot_be_printed_is_replaced(typed: str | None, printed: str) -> None:
    assert printable(typed) == printed


@given(some.text())
def test_any_text_becomes_one_that_can_be_encoded_and_stays_the_same_from_then_on(typed: str) -> None:
    once = printable(typed)
    once.encode()
    assert printable(once) == once
    assert "\n" not in one_line(typed)


def test_an_empty_line_parts_paragraphs_and_other_lines_stay_lines() -> None:
    assert [each["lines"] for each in paragraphs("a\nb\n\n  c\n \n\nd\n")] == [["a", "b"], ["  c"], ["d"]]
    assert paragraphs("") == paragraphs(None) == paragraphs(" \n\n ") == []


def test_a_paragraph_runs_the_way_of_its_first_letter() -> None:
    assert is_right_to_left("… 12 مرحبا hello")
    assert not is_right_to_left("hello مرحبا")
    assert not is_right_to_left("123 …")
