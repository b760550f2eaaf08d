"""Large files go straight through the engine: the tools' samples give the same reading there as row by row."""

import pytest

from decider.evidence.readers.opening import open_source
from decider.evidence.readers.usage import helicone, langfuse, langsmith, openai_batch, table
from tests.evidence.usage.given import OPEN


@pytest.mark.parametrize(
    ("file", "calls"),
    [
        ("langfuse/observations_v2.jsonl", langfuse.CALLS),
        ("langfuse/observations_v2.csv", langfuse.CALLS),
        ("helicone/export.jsonl", helicone.REQUESTS),
        ("helicone/export.csv", helicone.TABLE),
        ("langsmith/runs_export_documented.jsonl", langsmith.RUNS),
        ("openai_batch/batch_output.jsonl", openai_batch.OUTPUT),
    ],
)
def test_the_engine_reads_a_tools_sample_as_the_careful_path_does(tmp_path, monkeypatch, file, calls):
    source = open_source(OPEN / file, work=tmp_path)
    careful = table.read_calls(source, calls, fast=False)
    # The fast path gives up silently: here it must not.
    monkeypatch.setattr(table, "_careful", None)
    assert table.read_calls(source, calls, fast=True) == careful
