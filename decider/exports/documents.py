"""What every export starts from: the decision's snapshot, its trail, its state and its charts."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from decider.charts.vega_svg import chart_svgs
from decider.decisions.snapshots import build_snapshot
from decider.exports.report_data import report_data
from decider.exports.trail import read_trail
from decider.models import Decision


@dataclass(frozen=True)
class Document:
    """One decision, ready to be exported. Nothing in it changes when prices or answers do, once it is frozen.

    `sha256` is the fingerprint of the frozen snapshot, empty for a draft. `charts` holds SVG text by name.
    """

    snapshot: Mapping[str, Any]
    trail: Mapping[str, Any]
    state: str
    sha256: str
    reference: str
    charts: Mapping[str, str]

    def report(self) -> dict[str, Any]:
        return report_data(
            self.snapshot, self.trail, self.state, self.charts, sha256=self.sha256, reference=self.reference
        )


def document_of(decision: Decision) -> Document:
    """The decision as it was frozen; of a draft, as it would be frozen now.

    Raises:
        ProfileErrors: a draft whose task cannot be priced.
    """
    frozen = bool(decision.snapshot)
    snapshot = decision.snapshot_data() if frozen else build_snapshot(decision)
    return Document(
        snapshot=snapshot,
        trail=read_trail(decision),
        state=str(decision.state),
        sha256=decision.snapshot_sha256,
        reference=f"Decision {decision.pk}",
        charts=decision.charts if frozen else chart_svgs(snapshot["assessment"]),
    )
