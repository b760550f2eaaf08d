"""The meanings that a person may give to columns; what a team said about a header before."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from decider.domain.evidence import Kind
from decider.models import ColumnMapping, Team, User

# Kinds of files that may come as a table of no known tool.
KINDS = (Kind.USAGE, Kind.EVALUATION)
# Of an evaluation's meanings, those that several columns may have: each is a metric of its own.
RESULTS = ("passed", "score")


def signature(columns: Mapping[str, Any]) -> str:
    """What tells one header from another: its column names, whatever their order."""
    names = sorted(str(name) for name in columns["columns"])
    return hashlib.sha256(json.dumps(names).encode()).hexdigest()


def remembered_mapping(team: Team, columns: Mapping[str, Any]) -> dict[str, Any] | None:
    """What the team said about these columns before."""
    found = ColumnMapping.objects.filter(team=team, signature=signature(columns)).first()
    return dict(found.mapping) if found else None


def remember(
    *, team: Team, columns: Mapping[str, Any], kind: Kind, mapping: Mapping[str, Any], by: User | None
) -> None:
    """Keep what these columns mean; the last word counts."""
    ColumnMapping.objects.update_or_create(
        team=team, signature=signature(columns), defaults={"kind": kind, "mapping": dict(mapping), "by": by}
    )


def forget_unusable(*, team: Team, columns: Mapping[str, Any], mapping: Mapping[str, Any]) -> None:
    """Forget a mapping by which a file could not be read, unless the team has said something else since."""
    found = ColumnMapping.objects.filter(team=team, signature=signature(columns)).first()
    if found is not None and found.mapping == mapping:
        found.delete()


def kind_of(mapping: Mapping[str, Any]) -> Kind:
    """What a mapping is of: only cases have results."""
    return Kind.EVALUATION if set(mapping.values()) & set(RESULTS) else Kind.USAGE


def in_words(mapping: Mapping[str, Any], kind: Kind | None = None) -> list[tuple[str, str]]:
    """Each column with its meaning as the form says it."""
    said = meanings(kind or kind_of(mapping))
    return [(column, said.get(meaning, meaning)) for column, meaning in mapping.items()]


def meanings(kind: Kind) -> dict[str, str]:
    """Meaning → what it says to a person, for the columns of a file of this kind."""
    return dict(_vocabulary(kind).MEANINGS)


def guess(kind: Kind, columns: Mapping[str, Any]) -> dict[str, str]:
    """Column → meaning, as far as names and sample rows suggest it."""
    found: dict[str, str] = _vocabulary(kind).guess_mapping(columns["columns"], columns.get("rows") or [])
    return found


def likely_kind(columns: Mapping[str, Any]) -> Kind:
    """A log where a column looks like a time and another like tokens or cost; else an evaluation where one looks like
    a result."""
    calls = set(guess(Kind.USAGE, columns).values())
    if "started_at" in calls and calls & {"tokens_in", "tokens_out", "cost_usd"}:
        return Kind.USAGE
    return Kind.EVALUATION if set(guess(Kind.EVALUATION, columns).values()) & set(RESULTS) else Kind.USAGE


def _vocabulary(kind: Kind) -> Any:
    # Imported where it is needed: the readers bring their engine along, and most pages have no use for it.
    if kind is Kind.EVALUATION:
        from decider.evidence.readers.evaluation import meanings as evaluation

        return evaluation
    from decider.evidence.readers.usage import mapping as usage

    return usage
