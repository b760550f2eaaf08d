"""A usage log of the demo team, made anew each time: the same calls for the same day, in LiteLLM's lines."""

import datetime
import json
import tempfile
from collections.abc import Mapping
from pathlib import Path
from random import Random
from typing import Any

from decider.evidence.actions import add_reading
from decider.evidence.readers.reading import read_file
from decider.models import Evidence, Task, User

# Calls by hour of the day and by day of the week, as an office makes them.
HOURS = (*(1,) * 7, 4, 9, 12, 13, 11, 8, 11, 12, 11, 9, 6, 3, *(1,) * 5)
WEEK = (1.1, 1.15, 1.1, 1.05, 1.0, 0.2, 0.15)
MODEL = "openai/gpt-4.1"


def add_log(task: Task, step: Mapping[str, Any], *, until: datetime.datetime, by: User) -> Evidence:
    """Keep on a task what is in its log of the `days` before `until`, at about `calls_a_day` each.

    The step's `tokens_in`, `tokens_out` and `latency_ms` are those of the middle call.
    """
    lines = "".join(json.dumps(call) + "\n" for call in _calls(step, until))
    with tempfile.TemporaryDirectory(prefix="decider-demo-") as folder:
        path = Path(folder) / step["file"]
        path.write_text(lines, encoding="utf-8")
        reading = read_file(path)
    return add_reading(task=task, reading=reading, name=step["file"], outcomes={}, by=by)


def _calls(step: Mapping[str, Any], until: datetime.datetime) -> list[dict[str, Any]]:
    # The same story on the same day, so that nothing depends on chance.
    random = Random(step["file"])  # noqa: S311 - a story, not a secret
    first = until.replace(hour=0, minute=0, second=0, microsecond=0) - datetime.timedelta(days=int(step["days"]))
    calls: list[dict[str, Any]] = []
    for at in range(int(step["days"])):
        day = first + datetime.timedelta(days=at)
        for _ in range(round(int(step["calls_a_day"]) * WEEK[day.weekday()] * random.uniform(0.9, 1.1))):
            hour = random.choices(range(24), HOURS)[0]
            start = (day + datetime.timedelta(hours=hour, seconds=random.uniform(0, 3600))).timestamp()
            calls.append(_call(len(calls), step, start, random))
    return sorted(calls, key=lambda call: float(call["startTime"]))


def _call(number: int, step: Mapping[str, Any], start: float, random: Random) -> dict[str, Any]:
    failed = random.random() < 0.012
    tokens_in = round(int(step["tokens_in"]) * random.lognormvariate(0, 0.15))
    tokens_out = 0 if failed else round(int(step["tokens_out"]) * random.lognormvariate(0, 0.4))
    seconds = int(step["latency_ms"]) / 1000 * random.lognormvariate(0, 0.35)
    return {
        "id": f"demo-{number:06d}",
        "call_type": "acompletion",
        "stream": False,
        "status": "failure" if failed else "success",
        "response_cost": 0 if failed else round((tokens_in * 2 + tokens_out * 8) / 1_000_000, 6),
        "custom_llm_provider": "openai",
        "total_tokens": tokens_in + tokens_out,
        "prompt_tokens": tokens_in,
        "completion_tokens": tokens_out,
        "startTime": round(start, 3),
        "endTime": round(start + seconds, 3),
        "model": MODEL,
        "model_group": MODEL.rpartition("/")[2],
        "cache_hit": False,
        "error_str": "Timeout" if failed else None,
    }
