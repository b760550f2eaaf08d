from tests.evidence.comparing import differences
from tests.evidence.usage.given import answers, read_lines, sample, usage_of

OUTPUT = "openai_batch/batch_output.jsonl"


def test_batch_output_gives_the_figures_of_the_manifest():
    reading = sample(OUTPUT)
    assert reading.format == "openai-batch-jsonl"
    assert differences(reading, answers(OUTPUT)) == []


def test_all_of_it_is_at_batch_prices_and_without_latency():
    usage = usage_of(sample(OUTPUT))
    assert (usage.batch_calls, usage.latency, usage.cost_usd) == (20, None, None)


def row(number: int = 1, status: int = 200, **body: object) -> dict:
    return {"id": "x", "custom_id": f"r{number}", "response": {"status_code": status, "body": body}, "error": None}


def test_bodies_of_responses_are_read_like_those_of_chat(tmp_path):
    usage_object = {
        "input_tokens": 100,
        "input_tokens_details": {"cached_tokens": 60},
        "output_tokens": 10,
        "output_tokens_details": {"reasoning_tokens": 4},
    }
    rows = [row(n, object="response", created_at=1795000000, model="gpt-5", usage=usage_object) for n in (1, 2)]
    usage = usage_of(read_lines(tmp_path, *rows))
    assert (usage.tokens_in, usage.tokens_cached, usage.tokens_out, usage.tokens_reasoning) == (200, 120, 20, 8)
    assert usage.first_at.timestamp() == 1795000000


def test_requests_without_a_response_and_with_a_bad_status_are_errors_of_unknown_tokens(tmp_path):
    expired = {"id": "x", "custom_id": "r9", "response": None, "error": {"code": "batch_expired", "message": "late"}}
    good = row(1, model="m", created=1795000000, usage={"prompt_tokens": 5, "completion_tokens": 1})
    usage = usage_of(read_lines(tmp_path, good, row(2, 429), expired))
    assert (usage.calls, usage.errors, usage.calls_with_tokens, usage.tokens_in) == (3, 2, 1, 5)


def test_embeddings_are_counted_apart(tmp_path):
    good = row(1, model="m", usage={"prompt_tokens": 5, "completion_tokens": 1})
    embedding = row(2, object="list", model="text-embedding-3-small", usage={"prompt_tokens": 8, "total_tokens": 8})
    usage = usage_of(read_lines(tmp_path, good, embedding))
    assert (usage.calls, usage.other_calls, usage.tokens_in) == (1, 1, 5)
