"""Inspect logs: `.json`, what `inspect log dump` prints, and `.eval` archives.

A sample that failed is left out of the scores, as Inspect does. With epochs the score is the mean of the samples'
means, and its standard error is over samples, not over rows. Only a log with status `success` is a result.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from decider.domain.evidence import EvidenceError, Kind, Reading
from decider.evidence.readers.evaluation import inspect_sample
from decider.evidence.readers.evaluation.inspect_archive import Archive, DamagedMember, open_archive
from decider.evidence.readers.evaluation.rows import Rows, without_series
from decider.evidence.readers.evaluation.tally import Facts, Result
from decider.evidence.readers.evaluation.values import count, listing, mapping, named, number, text
from decider.evidence.readers.formats import Format
from decider.evidence.readers.source import Shape, Source

_HEADER = "header.json"
# A sample, or why it cannot be read.
Sample = Mapping[str, Any] | str


def is_document(source: Source) -> bool:
    document = mapping(source.document)
    return isinstance(document.get("status"), str) and "task" in mapping(document.get("eval"))


def is_archive(_: Source) -> bool:
    return True


def read_document(source: Source) -> Reading:
    document = mapping(source.document)
    if "task" not in mapping(document.get("eval")):
        raise EvidenceError("The document has no `eval.task`: it is no Inspect log.")
    samples = document.get("samples")
    found = [each if isinstance(each, dict) else "is no object" for each in listing(samples)]
    return _read(document, found, len(found), source)


def read_archive(source: Source) -> Reading:
    with open_archive(source.path, source.options.limits) as archive:
        if archive.strange:
            source.notes.append(f"{archive.strange:,} members with names that no Inspect log has were not looked at.")
        if _HEADER not in archive.members:
            return without_series(
                "The log has no header.json: the run is still going or was killed, so there are no scores yet. "
                f"Samples in it: {len(archive.samples):,}.",
                rows=len(archive.samples),
            )
        try:
            header = mapping(archive.json(_HEADER))
        except DamagedMember as error:
            raise EvidenceError(f"The log is damaged: {error}. Copy or export it again.") from None
        if "task" not in mapping(header.get("eval")):
            raise EvidenceError("The header of the log has no `eval.task`: it is no Inspect log.")
        return _read(header, _members(archive, source), len(archive.samples), source)


def _members(archive: Archive, source: Source) -> Iterator[Sample]:
    names = archive.samples
    for index, name in enumerate(names):
        source.progress(index / len(names))
        try:
            sample = archive.json(name)
        except DamagedMember as error:
            yield str(error)
            continue
        yield sample if isinstance(sample, dict) else f"{name} is no object"


def _read(header: Mapping[str, Any], samples: Iterable[Sample], found: int, source: Source) -> Reading:
    version = text(mapping(mapping(header["eval"]).get("packages")).get("inspect_ai"), 40)
    status = text(header.get("status"), 40)
    if status != "success":
        return without_series(
            f"The log's status is “{status}”: the run did not finish, so its {found:,} samples are no result. "
            "Finish it with `inspect eval-retry`.",
            rows=found,
            tool_version=version,
        )
    if not found:
        return without_series(_header_only(header), tool_version=version)
    log = _Log(header)
    for sample in samples:
        log.add(sample)
    return log.reading(version, source)


def _header_only(header: Mapping[str, Any]) -> str:
    results = mapping(header.get("results"))
    figures = [
        f"{text(score.get('name'), 40)} {name} {value:.4g}"
        for score in map(mapping, listing(results.get("scores")))
        for name, metric in mapping(score.get("metrics")).items()
        if (value := number(mapping(metric).get("value"))) is not None
    ]
    stated = f" The header states: {named(figures, 4)}." if figures else ""
    return f"The log holds its header only: without samples there are no cases to count. Upload the whole log.{stated}"


class _Log:
    """The samples of a finished log, counted."""

    def __init__(self, header: Mapping[str, Any]) -> None:
        self.header = header
        self.eval = mapping(header["eval"])
        self.rows = Rows()
        self.model = text(self.eval.get("model")) or "unnamed model"
        self.option = self.rows.board.option(self.model, name=self.model, provider=self.model)
        self.keeps_scores_of_errors = mapping(self.eval.get("config")).get("score_on_error") is True
        self.unread: dict[str, int] = {}
        self.seen: set[tuple[str, str]] = set()
        self.epochs = False

    def add(self, sample: Sample) -> None:
        self.rows.rows += 1
        if isinstance(sample, str):
            self.rows.reject(None, sample)
            return
        # An id is unique only together with its epoch.
        place = (str(sample.get("id")), str(sample.get("epoch", 1)))
        name = f"sample {text(place[0], 40)} of epoch {text(place[1], 10)}"
        if place in self.seen:
            self.rows.reject(None, f"{name} stands in the log more than once")
            return
        self.seen.add(place)
        self.epochs = self.epochs or place[1] != "1"
        self._count(sample, name)

    def _count(self, sample: Mapping[str, Any], name: str) -> None:
        case = inspect_sample.case(sample)
        scores, unread = inspect_sample.scores(sample)
        for metric in unread:
            self.unread[metric] = self.unread.get(metric, 0) + 1
        if sample.get("error") and not (scores and self.keeps_scores_of_errors):
            self.rows.accepted += 1
            self.rows.board.failed(self.option, case)
            return
        if not scores:
            self.rows.reject(None, f"{name} has neither a score that is a number nor an error")
            return
        self.rows.accepted += 1
        facts, latencies = inspect_sample.facts(sample, self.model)
        results: dict[str, Result] = dict(scores)
        self.rows.board.answered(self.option, case, results, facts)
        for latency in latencies:
            self.option.facts(Facts(latency_ms=latency))

    def reading(self, version: str, source: Source) -> Reading:
        self._note_missing()
        if self.unread:
            parts = [f"{name} ({times:,})" for name, times in self.unread.items()]
            self.rows.note(f"Scores that are no number or mark (C, I, P, N) were left out: {named(parts)}.")
        reducers = [str(each) for each in listing(mapping(self.eval.get("config")).get("epochs_reducer"))]
        if self.epochs and reducers and reducers != ["mean"]:
            self.rows.note(f"The log reduces epochs by {named(reducers)}; the scores here are means.")
        if self.header.get("invalidated") is True:
            self.rows.note("The log is marked as invalidated.")
        source.progress(1.0)
        return self.rows.reading(
            tool_version=version,
            by_case=self.epochs,
            metrics=[text(mapping(each).get("name")) or "unnamed" for each in listing(self.eval.get("scorers"))],
            nothing="No sample of the log can be read: it is damaged, or holds no scores.",
        )

    def _note_missing(self) -> None:
        expected = count(mapping(self.header.get("results")).get("total_samples"))
        if expected is None:
            samples = count(mapping(self.eval.get("dataset")).get("samples"))
            epochs = count(mapping(self.eval.get("config")).get("epochs")) or 1
            expected = None if samples is None else samples * epochs
        if expected is not None and expected > len(self.seen):
            self.rows.note(
                f"The log names {expected:,} samples and holds {len(self.seen):,} that can be read: "
                f"{expected - len(self.seen):,} are missing."
            )


FORMATS = (
    Format(
        name="inspect-json",
        label="Inspect log, JSON",
        tool="Inspect",
        kind=Kind.EVALUATION,
        shapes=(Shape.DOCUMENT,),
        matches=is_document,
        read=read_document,
    ),
    Format(
        name="inspect-eval",
        label="Inspect log, .eval",
        tool="Inspect",
        kind=Kind.EVALUATION,
        shapes=(Shape.ZIP,),
        matches=is_archive,
        read=read_archive,
    ),
)
