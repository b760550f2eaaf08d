"""Exports that hold sums and no calls: buckets of time by model, added up."""

import datetime
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from decider.domain.evidence import MAX_NAMED, OTHER_MODELS, EvidenceError, Kind, ModelUsage, Reading, Rejected, Usage
from decider.evidence.readers.source import Source
from decider.evidence.readers.usage.profile import MODELS
from decider.evidence.readers.usage.values import Problem

_DECIMAL_COMMA = re.compile(r"-?[0-9]{1,3}(?:[.]?[0-9]{3})*,[0-9]+")
DAY = 86_400.0
HOUR = 3_600.0
# Sums kept apart while reading; a file with more models is no export of a provider.
_MOST_MODELS = 100_000
_MOST_DAYS = 3_660


@dataclass(frozen=True, slots=True, kw_only=True)
class Bucket:
    """What one model was used for in a stretch of time. None: the export does not say."""

    # Unix seconds.
    start: float | None = None
    end: float | None = None
    model: str | None = None
    calls: int | None = None
    # Of calls that are embeddings and the like: neither they nor their tokens belong to the sums.
    other_calls: int | None = None
    batch_calls: int | None = None
    # Including those read from and written to a cache.
    tokens_in: int | None = None
    tokens_cached: int | None = None
    tokens_cache_write: int | None = None
    tokens_out: int | None = None
    cost_usd: Decimal | None = None


_COUNTS = ("calls", "tokens_in", "tokens_cached", "tokens_cache_write", "tokens_out", "cost_usd")


@dataclass(slots=True)
class Totals:
    """Adds buckets up; a sum of nothing but None stays None."""

    rows: int = 0
    accepted: int = 0
    rejected_count: int = 0
    rejected: list[Rejected] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    _sums: dict[str, Any] = field(default_factory=dict)
    _models: dict[str, dict[str, Any]] = field(default_factory=dict)
    _days: dict[datetime.date, int] = field(default_factory=dict)
    _hours: dict[int, int] = field(default_factory=dict)
    _first: float | None = None
    _last: float | None = None
    _widest: float = 0.0

    def add(self, bucket: Bucket) -> None:
        """Raises `Problem` where a bucket ends before it starts."""
        self.span(bucket.start, bucket.end)
        self.accepted += 1
        self._add_to(self._sums, bucket)
        for name in ("other_calls", "batch_calls"):
            self._sums[name] = _plus(self._sums.get(name), getattr(bucket, name))
        if bucket.calls and bucket.tokens_in is not None:
            self._sums["calls_with_tokens"] = self._sums.get("calls_with_tokens", 0) + bucket.calls
        if bucket.model is not None:
            if bucket.model not in self._models and len(self._models) >= _MOST_MODELS:
                raise EvidenceError(f"The file names more than {_MOST_MODELS:,} models: it is no export of usage.")
            self._add_to(self._models.setdefault(bucket.model, {}), bucket)
        self._count_days(bucket)

    def reject(self, line: int | None, reason: str) -> None:
        self.rejected_count += 1
        if len(self.rejected) < MAX_NAMED:
            self.rejected.append(Rejected(line, reason))

    def _add_to(self, sums: dict[str, Any], bucket: Bucket) -> None:
        for name in _COUNTS:
            sums[name] = _plus(sums.get(name), getattr(bucket, name))

    def span(self, start: float | None, end: float | None) -> None:
        """A stretch of time that the export covers, whether there was any use in it or not. Unix seconds."""
        if start is None or end is None:
            return
        if end <= start:
            raise Problem("it ends before it starts")
        self._first = start if self._first is None else min(self._first, start)
        self._last = end if self._last is None else max(self._last, end)
        self._widest = max(self._widest, end - start)

    def _count_days(self, bucket: Bucket) -> None:
        if bucket.calls and bucket.start is not None:
            day = _utc(bucket.start).date()
            self._days[day] = self._days.get(day, 0) + bucket.calls
            hour = int(bucket.start // HOUR)
            self._hours[hour] = self._hours.get(hour, 0) + bucket.calls

    def usage(self) -> Usage:
        by_calls = sorted(
            self._models.items(),
            key=lambda item: (-(item[1]["calls"] or 0), -(item[1]["tokens_in"] or 0), item[0]),
        )
        named = dict(by_calls[:MODELS])
        if len(by_calls) > MODELS:
            rest: dict[str, Any] = {}
            for _, sums in by_calls[MODELS:]:
                for name in _COUNTS:
                    rest[name] = _plus(rest.get(name), sums[name])
            named[OTHER_MODELS] = rest
        by_days = self._widest <= DAY and len(self._days) <= _MOST_DAYS
        sums = {name: self._sums.get(name) for name in _COUNTS}
        return Usage(
            **sums,
            other_calls=self._sums.get("other_calls"),
            batch_calls=self._sums.get("batch_calls"),
            calls_with_tokens=self._sums.get("calls_with_tokens"),
            first_at=None if self._first is None else _utc(self._first),
            last_at=None if self._last is None else _utc(self._last),
            calls_by_day=tuple(sorted(self._days.items())) if by_days else (),
            busiest_hour_calls=max(self._hours.values()) if self._hours and self._widest <= HOUR else None,
            by_model={model: ModelUsage(**found) for model, found in named.items()},
            models=len(self._models),
        )

    def reading(self, name: str, *, notes: tuple[str, ...] = ()) -> Reading:
        """Raises `EvidenceError` where every row was rejected."""
        if not self.accepted:
            if self.rejected:
                first = self.rejected[0]
                where = "" if first.line is None else f" (line {first.line})"
                raise EvidenceError(f"No row can be used; the first{where}: {first.reason}.")
            raise EvidenceError("The export holds no usage: choose a period in which the API was used.")
        return Reading(
            kind=Kind.USAGE,
            format=name,
            rows=self.rows,
            accepted=self.accepted,
            rejected=tuple(self.rejected),
            rejected_count=self.rejected_count,
            notes=(*notes, *self.notes),
            usage=self.usage(),
        )


def _plus(a: Any, b: Any) -> Any:
    return b if a is None else a if b is None else a + b


def _utc(seconds: float) -> datetime.datetime:
    return datetime.datetime.fromtimestamp(seconds, datetime.UTC)


def add_results(totals: Totals, results: Any, bucket: int, read: Any) -> None:
    """The results of the n-th bucket of an API page, each read by `read`, which may raise `Problem`."""
    for place, result in enumerate(results, 1):
        totals.rows += 1
        try:
            if not isinstance(result, dict):
                raise Problem("it is no object")
            totals.add(read(result))
        except Problem as problem:
            totals.reject(None, f"bucket {bucket}, result {place}: {problem}")


def more_pages(page: Mapping[str, Any]) -> tuple[str, ...]:
    """The note about an API page that is not the last one."""
    if page.get("has_more") is not True:
        return ()
    return ("The page says that there is more (has_more): the file is one page and the figures are not complete.",)


def named_cells(source: Source, totals: Totals) -> Iterator[tuple[int, dict[str, str]]]:
    """Rows of a table by the names of their columns; bad ones are rejected. Raises `EvidenceError`."""
    twice = sorted({name for name in source.header if name and source.header.count(name) > 1})
    if twice:
        raise EvidenceError(f"The column {twice[0][:60]} stands in the header more than once: export the file again.")
    for record in source.records():
        totals.rows += 1
        if record.cells is None:
            totals.reject(record.number, record.problem or "it cannot be read")
        else:
            cells = [_with_point(cell) for cell in record.cells] if source.decimal_comma else record.cells
            yield record.number, dict(zip(source.header, cells, strict=True))


def _with_point(cell: str) -> str:
    return cell.replace(".", "").replace(",", ".") if _DECIMAL_COMMA.fullmatch(cell.strip()) else cell
