"""Any table, JSON lines or Parquet file of calls, read by what a person says that its columns mean.

Units are part of a meaning (`latency_s`, `latency_ms`); the unit of a time as a number is told by its size. Input
tokens are with or without cached ones: no file says which, so a file that has both columns is never read unasked.
"""

import re
from collections.abc import Mapping, Sequence
from statistics import median

from decider.domain.evidence import EvidenceError, Kind, Reading
from decider.evidence.readers.columns import unknown_columns
from decider.evidence.readers.formats import Format
from decider.evidence.readers.safe_json import shown
from decider.evidence.readers.source import Shape, Source
from decider.evidence.readers.usage.canonical import CallTable, Cell, Column
from decider.evidence.readers.usage.table import read_calls

# Meaning → what it says to a person.
MEANINGS: Mapping[str, str] = {
    "started_at": "Start of the call (date and time, or unix time)",
    "ended_at": "End of the call (date and time, or unix time)",
    "latency_ms": "Duration in milliseconds",
    "latency_s": "Duration in seconds",
    "first_token_ms": "Time to the first token in milliseconds",
    "first_token_s": "Time to the first token in seconds",
    "model": "Model",
    "tokens_in": "Input tokens, cached ones included",
    "tokens_in_beside": "Input tokens without those read from or written to a cache",
    "tokens_cached": "Input tokens read from the cache",
    "tokens_cache_write": "Input tokens written to the cache",
    "tokens_out": "Output tokens",
    "tokens_reasoning": "Reasoning tokens (a part of the output)",
    "cost_usd": "Cost in $",
    "is_error": "Whether the call failed (yes or no)",
    "error": "Error message (empty: none)",
    "status": "Status (success or failure, or the HTTP status)",
    "is_cache_hit": "Whether the tool's own cache answered (yes or no)",
    "is_retry": "Whether it was tried again (yes or no)",
    "is_batch": "Whether it was paid at batch prices (yes or no)",
    "is_streamed": "Whether the answer was streamed (yes or no)",
    "call_type": "Kind of call (chat, embedding, …)",
    "row_id": "Id of the call",
}
_MOMENTS = frozenset(("started_at", "ended_at"))
_TEXTS = frozenset(("model", "error", "status", "call_type", "row_id"))
_AMOUNTS = frozenset(("tokens_in", "tokens_in_beside", "tokens_out", "cost_usd", "latency_ms", "latency_s", "ended_at"))
# Meanings of evaluations: a mapping with one of them is not for a usage log.
_RESULTS = frozenset(("passed", "score"))

# Names of columns, lower case and without marks, that say what they hold.
_NAMES: Mapping[str, tuple[str, ...]] = {
    "started_at": ("starttime", "startedat", "starttimestamp", "timestamp", "createdat", "requesttime", "time", "ts"),
    "ended_at": ("endtime", "endedat", "endtimestamp", "completedat", "finishedat"),
    "latency_ms": ("latencyms", "durationms", "requestdurationms", "responsetimems", "elapsedms", "delayms"),
    "latency_s": ("latencys", "durations", "latencyseconds", "durationseconds", "latencysec", "durationsec"),
    "first_token_ms": ("ttftms", "firsttokenms", "timetofirsttokenms"),
    "first_token_s": ("ttfts", "ttftseconds", "firsttokens", "timetofirsttokenseconds"),
    "model": ("model", "modelname", "modelid"),
    "tokens_in": ("prompttokens", "inputtokens", "tokensin", "numprompttokens", "inputtokencount", "prompttokencount"),
    "tokens_cached": (
        "cachedtokens",
        "cachedinputtokens",
        "cachedprompttokens",
        "cachereadinputtokens",
        "tokenscached",
    ),
    "tokens_cache_write": ("cachecreationinputtokens", "cachewritetokens", "tokenscachewrite"),
    "tokens_out": ("completiontokens", "outputtokens", "tokensout", "outputtokencount", "completiontokencount"),
    "tokens_reasoning": ("reasoningtokens", "tokensreasoning"),
    "cost_usd": ("cost", "costusd", "spend", "totalcost", "responsecost", "price"),
    "is_error": ("iserror", "failed", "haserror"),
    "error": ("error", "errormessage"),
    "status": ("status", "statuscode", "httpstatus"),
    "is_cache_hit": ("cachehit", "iscachehit"),
    "is_retry": ("isretry",),
    "is_batch": ("isbatch",),
    "is_streamed": ("stream", "streamed", "isstreamed", "isstreaming"),
    "call_type": ("calltype", "operation", "endpoint"),
    "row_id": ("id", "requestid", "callid"),
}
_BY_NAME = {name: meaning for meaning, names in _NAMES.items() for name in names}
# Durations without a unit: proposed by their size, and never read unasked.
_UNITLESS = {"latency": "latency", "duration": "latency", "responsetime": "latency", "ttft": "first_token"}
_MARKS = re.compile(r"[^a-z0-9]+")
# What stands in an evaluation and not in a log.
_OF_EVALUATIONS = frozenset(("expected", "score", "passed", "pass", "correct", "target", "reference"))


def guess_mapping(columns: Sequence[str], rows: Sequence[Sequence[object]]) -> dict[str, str]:
    """Column → meaning, as far as names (and for a duration's unit the values of sample rows) suggest it."""
    found: dict[str, str] = {}
    for index, column in enumerate(columns):
        name = _plain(column)
        meaning = _BY_NAME.get(name) or _BY_NAME.get(_plain(column.rsplit(".", 1)[-1]))
        if meaning is None and name in _UNITLESS:
            # A call takes seconds: numbers below 100 are seconds, larger ones milliseconds.
            values = [value for row in rows if index < len(row) and (value := _number(row[index])) is not None]
            unit = "s" if values and median(values) < 100 else "ms"
            meaning = f"{_UNITLESS[name]}_{unit}"
        if meaning is not None and meaning not in found.values():
            found[column] = meaning
    return found


def _plain(column: str) -> str:
    return _MARKS.sub("", column.lower())


def _number(value: object) -> float | None:
    try:
        return float(str(value).replace(",", "."))
    except ValueError:
        return None


def _names(source: Source) -> list[str]:
    if source.shape is Shape.LINES:
        return list(dict.fromkeys(str(key) for row in source.sample for key in row))
    return list(source.header)


def _obvious(source: Source) -> dict[str, str]:
    """The mapping of a file whose columns leave no doubt; {} for all others."""
    names = _names(source)
    plain = [_plain(name) for name in names]
    mapping = {name: _BY_NAME[key] for name, key in zip(names, plain, strict=True) if key in _BY_NAME}
    meanings = list(mapping.values())
    needed = {"started_at", "model", "tokens_in", "tokens_out"} <= set(meanings)
    doubtful = (
        len(set(meanings)) < len(meanings)
        or any(key in _UNITLESS or key in _OF_EVALUATIONS for key in plain)
        # With or without the cached ones?
        or bool({"tokens_cached", "tokens_cache_write"} & set(meanings))
    )
    return mapping if needed and not doubtful else {}


def call_table(source: Source, mapping: Mapping[str, str]) -> CallTable:
    """What a mapping (column → meaning) says of a file; raises `EvidenceError` where it cannot be used."""
    return table_of_columns(frozenset(_names(source)), mapping)


def table_of_columns(known: frozenset[str], mapping: Mapping[str, str]) -> CallTable:
    """As `call_table`, for columns of these names."""
    columns: dict[str, Column] = {}
    for name, meaning in mapping.items():
        if meaning not in MEANINGS:
            raise EvidenceError(f"There is no meaning {shown(meaning, 40)!r}; meanings are: {', '.join(MEANINGS)}.")
        if meaning in columns:
            raise EvidenceError(f"Two columns cannot both mean {meaning}: name one.")
        # A name with dots is one key where such a key stands in the rows, else a path.
        path = (name,) if name in known else tuple(name.split("."))
        if path[0] not in known:
            raise EvidenceError(f"The file has no column {shown(name, 60)!r}.")
        columns[meaning] = Column(f"m_{meaning}", path, _kind(meaning), required=meaning == "started_at")
    if "started_at" not in columns:
        raise EvidenceError("A usage log needs the start of each call: say which column holds it (started_at).")
    if not _AMOUNTS & columns.keys():
        raise EvidenceError("A usage log needs tokens, cost or a duration for each call: say which column holds it.")
    if {"tokens_in", "tokens_in_beside"} <= columns.keys():
        raise EvidenceError("Input tokens are either with or without cached ones: name one column.")
    return CallTable(columns=tuple(columns.values()), calls=_calls(frozenset(columns)))


def _kind(meaning: str) -> Cell:
    if meaning in _MOMENTS:
        return Cell.MOMENT
    if meaning in _TEXTS:
        return Cell.TEXT
    if meaning.startswith("is_"):
        return Cell.FLAG
    return Cell.COUNT if meaning.startswith("tokens_") else Cell.NUMBER


def _calls(given: frozenset[str]) -> dict[str, str]:
    """Expressions for `calls`, of the meanings that are given."""
    calls = {"started_at": "m_started_at", "is_error": "NULL"}
    for name in ("model", "tokens_in", "tokens_cached", "tokens_cache_write", "tokens_out", "tokens_reasoning"):
        if name in given:
            calls[name] = f"m_{name}"
    for name in ("cost_usd", "is_cache_hit", "is_retry", "is_batch", "is_streamed", "row_id"):
        if name in given:
            calls[name] = f"m_{name}"
    if "tokens_in_beside" in given:
        beside = [f"COALESCE(m_{name}, 0)" for name in ("tokens_cached", "tokens_cache_write") if name in given]
        calls["tokens_in"] = " + ".join(["m_tokens_in_beside", *beside])
    latency = [
        expression
        for meaning, expression in (
            ("latency_ms", "m_latency_ms"),
            ("latency_s", "m_latency_s * 1000"),
            ("ended_at", "(m_ended_at - m_started_at) * 1000"),
        )
        if meaning in given
    ]
    if latency:
        calls["latency_ms"] = _first_of(latency)
    first = [
        f"m_first_token_{unit}{by}" for unit, by in (("ms", ""), ("s", " * 1000")) if f"first_token_{unit}" in given
    ]
    if first:
        calls["first_token_ms"] = _first_of(first)
    errors = [_ERRORS[meaning] for meaning in ("is_error", "error", "status") if meaning in given]
    if errors:
        calls["is_error"] = " OR ".join(errors)
        # A failure without tokens: 0 stands for not known.
        counted = [calls[name] for name in ("tokens_in", "tokens_out") if name in calls]
        none = " AND ".join(f"COALESCE({expression}, 0) = 0" for expression in counted)
        for name in ("tokens_in", "tokens_out"):
            if name in calls:
                calls[name] = f"CASE WHEN ({calls['is_error']}) AND {none} THEN NULL ELSE {calls[name]} END"
    if "call_type" in given:
        others = " OR ".join(f"lower(m_call_type) LIKE '%{word}%'" for word in _OTHER_CALLS)
        # The usual words first: CASE stops there, and the search in the text is for the rest.
        usual = "m_call_type IS NULL OR m_call_type IN ('chat', 'completion', 'acompletion', 'chat.completions')"
        calls["is_call"] = f"CASE WHEN {usual} THEN TRUE ELSE NOT ({others}) END"
    return calls


def _first_of(expressions: Sequence[str]) -> str:
    return expressions[0] if len(expressions) == 1 else f"COALESCE({', '.join(expressions)})"


_OTHER_CALLS = ("embed", "rerank", "moderat", "image", "speech", "transcri")
_ERRORS = {
    "is_error": "COALESCE(m_is_error, FALSE)",
    "error": "lower(COALESCE(m_error, '')) NOT IN ('', 'none', 'null', 'false', '0', 'nan')",
    # 4xx and 5xx, and words.
    "status": "CASE WHEN m_status IN ('success', 'ok', '200') THEN FALSE ELSE "
    "lower(COALESCE(m_status, '')) IN ('failure', 'failed', 'fail', 'error', 'timeout', 'cancelled') "
    "OR COALESCE(length(m_status) = 3 AND m_status >= '400' AND m_status < '600', FALSE) END",
}


def _matches(source: Source) -> bool:
    mapping = source.options.mapping
    if mapping is not None:
        return not _RESULTS & set(mapping.values())
    return bool(_obvious(source))


def _read(source: Source) -> Reading:
    mapping = source.options.mapping or _obvious(source)
    if not mapping:
        raise unknown_columns(source)
    if source.options.mapping is None:
        pairs = ", ".join(f"{shown(column, 24)} as {meaning}" for column, meaning in list(mapping.items())[:12])
        source.notes.append(f"Columns were read by their names: {pairs}.")
    return read_calls(source, call_table(source, mapping))


FORMATS = (
    Format(
        name="usage-columns",
        label="Log of calls with a column mapping",
        tool="",
        kind=Kind.USAGE,
        shapes=(Shape.LINES, Shape.TABLE, Shape.PARQUET),
        matches=_matches,
        read=_read,
    ),
)
