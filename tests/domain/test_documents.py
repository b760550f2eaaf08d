"""JSON and YAML read alike, nothing is guessed, and hostile documents get one clear sentence."""

import json
import time
from decimal import Decimal
from typing import Any

import pytest

from decider.domain.reading import DocumentError, ProfileErrors, load_document, read_profile
from decider.domain.writing import profile_data
from tests.domain.samples import settled

YAML = """
version: 1
name: Ticket triage     # what it does
kind: classification
prompting: {tried: true, examples: 8, weeks_spent: 1.5}
quality:
  metric: "no"
  current: 0.88
  target: {low: 0.9, likely: .95, high: 1}
volume:
  calls_per_month: 1.2e6
  growth_per_month: -0.03
latency: ~
data: {external_api: null}
options:
- key: ft-small
  adaptation: fine_tune
  hosting: public_api
  prices: {input: 0.8, output: 3.2, tiers: [], as_of: 2026-08-01, source: 'https://example.com/a: b'}
  retires_on: 2027-01-14
"""
JSON = """
{"version": 1, "name": "Ticket triage", "kind": "classification",
 "prompting": {"tried": true, "examples": 8, "weeks_spent": 1.5},
 "quality": {"metric": "no", "current": 0.88, "target": {"low": 0.9, "likely": 0.95, "high": 1}},
 "volume": {"calls_per_month": 1200000, "growth_per_month": -0.03}, "latency": null, "data": {"external_api": null},
 "options": [{"key": "ft-small", "adaptation": "fine_tune", "hosting": "public_api",
   "prices": {"input": 0.8, "output": 3.2, "tiers": [], "as_of": "2026-08-01", "source": "https://example.com/a: b"},
   "retires_on": "2027-01-14"}]}
"""


def test_the_same_profile_in_yaml_and_json_is_the_same_profile() -> None:
    one, other = read_profile(load_document(YAML)), read_profile(load_document(JSON))
    assert one == other
    assert one.options[0].retires_on is not None
    assert str(one.volume.growth_per_month) == "-0.03"


@pytest.mark.parametrize("text", ["1000000", "1000000.0", "1e6", "1E6", "1.0e+6", "10e5"])
def test_a_number_is_the_same_however_it_is_written(text: str) -> None:
    for document in (f'{{"a": {text}}}', f"a: {text}"):
        assert load_document(document) == {"a": Decimal(1_000_000)}
        data = settled(volume__calls_per_month=load_document(document)["a"])
        assert read_profile(data) == read_profile(settled(volume__calls_per_month=1_000_000))
        assert profile_data(read_profile(data))["volume"]["calls_per_month"] == 1_000_000


def test_numbers_keep_every_digit() -> None:
    for document in ('{"a": 0.1000000000000000055511151231257827}', "a: 0.1000000000000000055511151231257827"):
        assert load_document(document)["a"] == Decimal("0.1000000000000000055511151231257827")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("no", "no"), ("yes", "yes"), ("on", "on"), ("off", "off"), ("NO", "NO"), ("true", True), ("False", False),
        ("2026-08-01", "2026-08-01"), ("2026-08-01 10:00:00", "2026-08-01 10:00:00"), ("12:30", "12:30"),
        ("1_000", "1_000"), ("0x1F", "0x1F"), ("0o17", "0o17"), ("1.2.3", "1.2.3"), ("+", "+"),
        ("''", ""), ("'1'", "1"), ('"true"', "true"), ("'null'", "null"), ("null", None), ("~", None), ("", None),
        ("-0", 0), ("+5", 5), (".5", Decimal("0.5")), ("<<", "<<"), ("=", "="),
    ],
)  # fmt: skip
def test_yaml_words_mean_what_json_would_mean(text: str, value: Any) -> None:
    found = load_document(f"a: {text}")["a"]
    assert (type(found), found) == (type(value), value)


def test_a_number_with_a_leading_zero_is_read_as_written_and_never_as_octal() -> None:
    # YAML 1.1 would read 8; JSON refuses it.
    with pytest.raises(DocumentError, match="010"):
        load_document("a: 010")
    with pytest.raises(DocumentError):
        load_document('{"a": 010}')


@pytest.mark.parametrize(
    "document",
    [
        "a: .nan", "a: .inf", "a: -.INF", "a: NaN", '{"a": NaN}', '{"a": Infinity}', '{"a": -Infinity}',
        "a: !!float .nan", "a: !!float nan",
    ],
)  # fmt: skip
def test_what_is_no_number_is_refused(document: str) -> None:
    with pytest.raises(DocumentError):
        load_document(document)


@pytest.mark.parametrize(
    "document",
    [
        "a: &x [1]\nb: *x",
        "a: &x {b: 1}\nc:\n  <<: *x",
        "a: &a [x]\nb: &b [*a, *a]\nc: &c [*b, *b]\nd: [*c, *c]",
        "a: &a [*a]",
        "a: !!python/object/apply:os.system [ls]",
        "a: !!timestamp abc",
        "a: !!timestamp 2026-08-01",
        "a: !!bool abc",
        "a: !!int abc",
        "a: !!int ''",
        "a: !!float abc",
        "a: !!binary abc",
        "a: !!str [1]",
        "a: !!map abc",
        "a: !!set {b, c}",
        "a: !!omap [b: 1]",
        "a: !!pairs [b: 1]",
        "a: !own 1",
        "!!map {a: 1}",
        "a: 1\na: 2",
        '{"a": 1, "a": 2}',
        "a: {b: 1, b: 2}",
        "1: a",
        "true: a",
        "? [a]\n: b",
        "? {a: b}\n: c",
        "a: 1\n---\nb: 2",
        "a: [1, 2",
        "a: 'x",
        "a: b: c",
        "\ta: 1",
        "a: @b",
        "%YAML 9.9\n---\na: 1",
        "a: \x00",
        "",
        "   \n",
        "# nothing but a comment",
        "{",
        '{"a": }',
        '{"a": 1} {"b": 2}',
        '{"a": 1e999999999999999999999}',
        '{"a": 1e-999999999999999999999}',
        '{"a": -}',
        "[" * 100_000,
        '{"a":' * 100_000,
        "- " * 50_000,
        "a: " + "[" * 50_000,
        "a: " + "{a: " * 50_000,
    ],
    ids=lambda document: str(document)[:40].replace("\n", "/"),
)
def test_a_document_that_cannot_be_read_gets_a_sentence(document: str) -> None:
    started = time.process_time()
    with pytest.raises((DocumentError, ProfileErrors)) as raised:
        read_profile(load_document(document))
    lines = str(raised.value)
    assert lines and "Traceback" not in lines and len(lines) < 400
    assert time.process_time() - started < 5


@pytest.mark.parametrize("digits", [51, 100, 5000, 1_000_000])
def test_a_number_of_very_many_digits_is_refused_at_once(digits: int) -> None:
    for number in ("9" * digits, f"0.{'9' * digits}", f"1{'0' * digits}", f"-0.{'0' * digits}1"):
        for document in (f'{{"a": {number}}}', f"a: {number}"):
            with pytest.raises(ProfileErrors) as raised:
                read_profile(settled(volume__calls_per_month=load_document(document)["a"]))
            assert [error.path for error in raised.value.errors] == ["volume.calls_per_month"]
            assert len(str(raised.value)) < 300


def test_the_largest_document_is_named() -> None:
    with pytest.raises(DocumentError, match="larger than 2,000,000"):
        load_document(" " * 2_000_001)


def test_a_byte_order_mark_is_no_part_of_the_document() -> None:
    assert load_document('\ufeff{"a": 1}') == load_document("\ufeffa: 1") == {"a": 1}


def test_a_document_that_is_no_group_of_facts_says_so() -> None:
    for document in ("[1, 2]", "just words", "12", "null", '"text"'):
        with pytest.raises((ProfileErrors, DocumentError)) as raised:
            read_profile(load_document(document))
        assert "group of named facts" in str(raised.value)


def test_every_word_survives_a_round_trip_through_json() -> None:
    for name in ("Žluťoučký kůň", "中文", "🙂", 'say "hi"', "back\\slash", "a\u2028b", "null", "1e6", "#not a comment"):
        data = load_document(json.dumps({**settled(), "name": name}))
        assert read_profile(data).name == name


@pytest.mark.parametrize(
    ("document", "where"),
    [
        ("name: a\x07b", "Line 1, column 8: the character U+0007"),
        ("\x89name: a", "Line 1, column 1: the character U+0089"),
        ("kind: other\nname: \x00", "Line 2, column 7: the character U+0000"),
        ('{"name":\n "a\x07"}', "Line 2, column 4: not valid JSON"),
        ("name: \ud800", "Line 1, column 7: the character U+D800"),
    ],
)
def test_a_control_character_is_named_with_its_place(document: str, where: str) -> None:
    with pytest.raises(DocumentError) as raised:
        load_document(document)
    assert str(raised.value).startswith(where)


@pytest.mark.parametrize(
    "document", ['{"name": "\\ud800"}', 'name: "\\uDC00"', '{"\\ud83d": 1}', 'a: ["\\ud83d"]', 'a: "\\UFFFFFFFF"']
)
def test_an_escape_that_is_no_character_is_refused(document: str) -> None:
    with pytest.raises(DocumentError):
        load_document(document)


def test_a_character_of_two_halves_is_one_character() -> None:
    assert load_document('{"name": "\\ud83d\\ude42"}') == {"name": "🙂"}
