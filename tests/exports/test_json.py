"""The JSON export holds the snapshot to the last digit and can be checked against its fingerprint."""

from decimal import Decimal

import simplejson

from decider.decisions.snapshots import canonical_text, fingerprint
from decider.exports.documents import Document
from decider.exports.json_export import render_json
from tests.exports.samples import document, snapshot, trail


def test_it_holds_profile_policy_assessment_state_and_trail() -> None:
    exported = simplejson.loads(render_json(document()), use_decimal=True)
    given = snapshot()
    for part in ("profile", "policy", "assessment", "decision", "day", "method_version"):
        assert exported[part] == given[part]
    assert (exported["state"], exported["draft"]) == ("approved", False)
    assert exported["trail"] == trail()


def test_without_what_was_added_it_is_the_snapshot_that_was_frozen() -> None:
    given = snapshot()
    sha256 = fingerprint(canonical_text(given))
    text = render_json(Document(given, trail(), "approved", sha256, "Decision 7", {}))
    exported = simplejson.loads(text, use_decimal=True)
    for added in ("snapshot_sha256", "state", "draft", "trail"):
        exported.pop(added)
    assert fingerprint(canonical_text(exported)) == sha256


def test_every_digit_stays() -> None:
    given = snapshot()
    given["profile"]["quality"]["current"] = Decimal("0.8800000000000000000000000001")
    text = render_json(Document(given, trail(), "approved", "", "Decision 7", {}))
    assert "0.8800000000000000000000000001" in text


def test_a_draft_has_no_fingerprint_and_says_what_it_is() -> None:
    exported = simplejson.loads(render_json(document("draft")))
    assert (exported["snapshot_sha256"], exported["state"], exported["draft"]) == (None, "draft", True)
