"""A decision as JSON: the snapshot's own keys, then its fingerprint, the state and the trail."""

import simplejson

from decider.exports.documents import Document


def render_json(document: Document) -> str:
    """Every digit as it was reckoned. `manage.py assess` on `profile` with `day` and `policy` gives the same figures.

    Without `snapshot_sha256`, `state`, `draft` and `trail`, and with keys sorted and no spaces, the
    text is the frozen snapshot whose SHA-256 is `snapshot_sha256` (null for a draft).
    """
    return simplejson.dumps(
        {
            **document.snapshot,
            "snapshot_sha256": document.sha256 or None,
            "state": document.state,
            "draft": document.state == "draft",
            "trail": document.trail,
        },
        use_decimal=True,
        ensure_ascii=False,
        allow_nan=False,
        indent=2,
    )
