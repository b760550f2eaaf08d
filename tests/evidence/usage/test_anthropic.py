import json

import pytest

from tests.evidence.usage.given import OPEN, answers, read_text, sample, usage_of

CONSOLE = "anthropic_usage/console_usage.csv"
PAGE = "anthropic_usage/usage_report_messages.json"


@pytest.mark.parametrize(("file", "name"), [(CONSOLE, "anthropic-usage-csv"), (PAGE, "anthropic-usage-json")])
def test_usage_of_console_and_api_is_what_the_manifest_says(file, name):
    reading, right = sample(file), answers(file)
    usage = usage_of(reading)
    assert reading.format == name
    assert usage.tokens_in == right["tokens_in_all_kinds"]
    assert usage.tokens_cached == right["cache_read"]
    assert usage.tokens_cache_write == right["cache_write"]
    assert usage.tokens_in - usage.tokens_cached - usage.tokens_cache_write == right["tokens_in_uncached"]
    assert usage.tokens_out == right["tokens_out"]
    assert (usage.last_at - usage.first_at).days == right["days"]
    assert {
        model: {"tokens_in_all": each.tokens_in, "tokens_out": each.tokens_out}
        for model, each in usage.by_model.items()
    } == right["by_model"]


@pytest.mark.parametrize("file", [CONSOLE, PAGE])
def test_an_export_without_requests_knows_no_calls_and_says_so(file):
    reading = sample(file)
    usage = usage_of(reading)
    assert usage.calls is usage.errors is usage.calls_with_tokens is usage.cost_usd is None
    assert usage.calls_by_day == ()
    assert any("no number of requests" in note for note in reading.notes)


def test_older_exports_with_one_column_for_cache_writes_give_the_same_kind_of_sum(tmp_path):
    text = (
        "usage_date_utc,model_version,api_key,workspace,usage_type,context_window,usage_input_tokens_no_cache,"
        "usage_input_tokens_cache_write,usage_input_tokens_cache_read,usage_output_tokens\n"
        "2026-11-02,claude-x,key,Default,standard,≤ 200k,100,20,3,40\n"
    )
    usage = usage_of(read_text(tmp_path, text))
    assert (usage.tokens_in, usage.tokens_cache_write, usage.tokens_cached, usage.tokens_out) == (123, 20, 3, 40)


def test_exports_from_before_caching_know_nothing_of_it(tmp_path):
    text = "usage_date_utc,model_version,usage_input_tokens_no_cache,usage_output_tokens\n2026-11-02,claude-x,100,40\n"
    usage = usage_of(read_text(tmp_path, text))
    assert (usage.tokens_in, usage.tokens_cache_write, usage.tokens_cached) == (100, None, None)


def test_the_share_of_batches_is_said_as_no_calls_can_be(tmp_path):
    text = (OPEN / CONSOLE).read_text(encoding="utf-8").replace("Default,standard", "Default,batch", 1)
    reading = read_text(tmp_path, text)
    assert usage_of(reading).batch_calls is None
    assert "1.0% of the tokens are of batches, at batch prices." in reading.notes


def test_a_row_with_an_impossible_date_is_named(tmp_path):
    text = (OPEN / CONSOLE).read_text(encoding="utf-8").replace("2026-11-02", "2026-13-02", 1)
    reading = read_text(tmp_path, text)
    (rejected,) = reading.rejected
    assert rejected.line == 2
    assert rejected.reason.startswith("usage_date_utc is no date of the calendar: 2026-13-02")
    assert reading.accepted == 19


def test_a_page_that_has_more_says_that_the_figures_are_not_complete(tmp_path):
    page = json.loads((OPEN / PAGE).read_text(encoding="utf-8"))
    reading = read_text(tmp_path, json.dumps(page | {"has_more": True}))
    assert any("has_more" in note for note in reading.notes)
