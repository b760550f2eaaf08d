"""Reads one file in a process of its own: `python -m decider.evidence.readers FILE`.

Standard output holds one JSON object a line: `{"progress": 0.4}` now and then, at the end
`{"reading": …, "outcomes": …}` with exit code 0, or `{"error": …}` with exit code 2 and the sentence on standard error.
"""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from decider.domain.evidence import EvidenceError
from decider.domain.evidence_data import outcomes_data
from decider.evidence.readers.columns import UnknownColumns, mapping_from
from decider.evidence.readers.reading import read_file


def main(arguments: list[str] | None = None) -> int:
    given = _arguments(arguments)
    try:
        mapping = mapping_from(given.mapping)
        reading = read_file(
            Path(given.file),
            name=given.name,
            as_format=given.as_format,
            mapping=mapping,
            against=Path(given.against) if given.against else None,
            work=Path(given.work) if given.work else None,
            progress=_Progress(),
        )
    except EvidenceError as error:
        answer: dict[str, Any] = {"error": str(error)}
        if isinstance(error, UnknownColumns):
            answer |= {"columns": error.columns, "rows": error.rows}
        _say(answer)
        sys.stderr.write(f"{error}\n")
        return 2
    _say({"reading": reading.data(), "outcomes": outcomes_data(reading)})
    return 0


def _arguments(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m decider.evidence.readers", description="Read one evidence file.")
    parser.add_argument("file")
    parser.add_argument("--name", default="", help="the name that the file was uploaded under")
    parser.add_argument("--as", dest="as_format", help="name of the format, instead of what is recognised")
    parser.add_argument("--mapping", help="JSON object: column to meaning")
    parser.add_argument("--against", help="evaluation file that a training file is compared with")
    parser.add_argument("--work", help="folder for temporary copies")
    return parser.parse_args(arguments)


class _Progress:
    """Says each hundredth of the work once."""

    def __init__(self) -> None:
        self.said = 0.0

    def __call__(self, share: float) -> None:
        if share - self.said >= 0.01:
            self.said = share
            _say({"progress": round(min(share, 1.0), 2)})


def _say(value: dict[str, Any]) -> None:
    # ASCII: a pipe has no encoding that could be relied on.
    sys.stdout.write(json.dumps(value, allow_nan=False) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
