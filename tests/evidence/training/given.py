"""Lines of training files for tests."""

import json
from pathlib import Path
from typing import Any

from decider.domain.evidence import Reading, TrainingFile
from decider.evidence.readers.reading import read_file

SYSTEM = "You classify support tickets into billing, bug and shipping."


def message(role: str, content: Any = "text", **more: Any) -> dict[str, Any]:
    return {"role": role, "content": content, **more}


def chat(user: str = "Where is my parcel?", answer: str = "shipping", **more: Any) -> dict[str, Any]:
    messages = [message("system", SYSTEM), message("user", user), message("assistant", answer)]
    return {"messages": messages, **more}


def chats(count: int) -> list[dict[str, Any]]:
    """Different good examples whose answers are one of two labels."""
    return [chat(f"Ticket number {number}", "bug" if number % 2 else "shipping") for number in range(count)]


def write(path: Path, lines: list[Any]) -> Path:
    """A file of the lines; texts stand as they are."""
    text = "".join(f"{line if isinstance(line, str) else json.dumps(line)}\n" for line in lines)
    path.write_text(text, encoding="utf-8")
    return path


def read(path: Path, lines: list[Any], *, against: Path | None = None) -> Reading:
    return read_file(write(path / "train.jsonl", lines), against=against)


def checked(path: Path, lines: list[Any], *, against: Path | None = None) -> TrainingFile:
    training = read(path, lines, against=against).training
    assert training is not None
    return training
