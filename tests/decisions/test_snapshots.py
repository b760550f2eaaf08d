"""The snapshot holds all that a decision rests on, and its text is the same whoever writes it."""

import datetime
from decimal import Decimal

from decider.decisions.snapshots import build_snapshot, canonical_text, fingerprint, read_snapshot
from decider.models import Decision

DAY = datetime.date(2026, 11, 24)


def test_it_has_the_shape_that_exports_rely_on(draft: Decision) -> None:
    snapshot = build_snapshot(draft, day=DAY)
    assert set(snapshot) == {
        "version", "method_version", "team", "project", "task", "task_id", "day", "decision", "profile", "policy",
        "assessment",
    }  # fmt: skip
    assert set(snapshot["decision"]) == {
        "title", "revision", "choice", "option_key", "follows_recommendation", "override_reason", "rationale",
        "alternatives_rejected", "consequences", "revisit_on", "author", "submitted_at",
    }  # fmt: skip
    assert snapshot["version"] == 1
    assert snapshot["day"] == "2026-11-24"
    assert snapshot["task_id"] == draft.task_id
    assert snapshot["decision"]["author"] == {"name": draft.author.name, "email": draft.author.email}
    assert snapshot["decision"]["submitted_at"] is None
    assert snapshot["assessment"]["recommendation"]["verdict"]


def test_the_moment_of_submission_is_in_utc(draft: Decision) -> None:
    at = datetime.datetime(2026, 11, 24, 10, 30, tzinfo=datetime.timezone(datetime.timedelta(hours=2)))
    assert build_snapshot(draft, day=DAY, submitted_at=at)["decision"]["submitted_at"] == "2026-11-24T08:30:00Z"


def test_it_says_whether_the_recommendation_is_followed(draft: Decision) -> None:
    recommended = build_snapshot(draft, day=DAY)["assessment"]["recommendation"]
    draft.choice, draft.option_key = recommended["verdict"], recommended["option"] or ""
    draft.override_reason = "left over from an earlier choice"
    followed = build_snapshot(draft, day=DAY)["decision"]
    assert followed["follows_recommendation"] is True
    assert followed["override_reason"] == ""

    draft.choice, draft.option_key = "reexamine", ""
    departed = build_snapshot(draft, day=DAY)["decision"]
    assert departed["follows_recommendation"] is False
    assert departed["override_reason"] == "left over from an earlier choice"


def test_numbers_keep_every_digit() -> None:
    text = canonical_text({"b": Decimal("0.1000000000000000000001"), "a": 10**20, "c": Decimal("1.50")})
    assert text == '{"a":100000000000000000000,"b":0.1000000000000000000001,"c":1.50}'
    assert read_snapshot(text)["b"] == Decimal("0.1000000000000000000001")


def test_the_text_does_not_depend_on_the_order_of_keys() -> None:
    one, other = {"a": 1, "b": {"c": 2, "d": 3}}, {"b": {"d": 3, "c": 2}, "a": 1}
    assert canonical_text(one) == canonical_text(other)
    assert fingerprint(canonical_text(one)) == fingerprint(canonical_text(other))


def test_the_fingerprint_is_the_sha256_of_the_utf8_text() -> None:
    assert fingerprint("é") == "4a99557e4033c3539de2eb65472017cad5f9557f7a0625a09f1c3f6e2ba69c4c"


def test_text_in_any_script_stays_as_typed(draft: Decision) -> None:
    draft.rationale = "“quotes” \\ # <b> 决定 قرار 🎯"
    assert read_snapshot(canonical_text(build_snapshot(draft, day=DAY)))["decision"]["rationale"] == draft.rationale
