"""The words for the facts of an option, in the groups in which its page asks for them."""

from dataclasses import dataclass
from typing import Final

from decider.profiles.questions import Question

ADAPTATIONS: Final = {
    "prompt": ("Prompting", "The full prompt, with instructions and examples, on a model as it is sold."),
    "fine_tune": ("Fine-tuning", "A tuned model that has the examples, and most instructions, burnt in."),
    "hybrid": ("Hybrid", "A tuned model for the stable part, and a prompt for what changes per request."),
}

HOSTINGS: Final = {
    "public_api": ("Public API", "Billed by tokens, on a provider’s shared endpoint."),
    "private_api": ("Private API", "As above, under a contract, in a region or with zero retention."),
    "self_hosted": ("Self-hosted", "On GPUs that you rent or own, billed by the hour."),
}


@dataclass(frozen=True)
class Group:
    """Questions that belong together on the page of an option."""

    slug: str
    title: str
    intro: str
    questions: dict[str, Question]


_MONEY: Final = "per 1 M tokens"


def _price(sentence: str, help: str = "") -> Question:  # noqa: A002
    return Question(sentence, help, before="$", after=_MONEY)


WHAT: Final = Group(
    "what",
    "What it is",
    "",
    {
        "key": Question(
            "Short name", "Letters, digits, points and dashes: ft-small. Left empty, it is made from the model."
        ),
        "adaptation": Question("How is the task done?", "", ADAPTATIONS),
        "hosting": Question("Where does the model run?", "", HOSTINGS),
        "model.name": Question("Model", "As its provider writes it: gpt-4.1-mini."),
        "model.provider": Question("Provider", "Needed where several sell the model."),
    },
)

PRICES: Final = Group(
    "prices",
    "Prices",
    "Leave all of these empty to use the price book. Once you fill in one, only your own prices count.",
    {
        "prices.input": _price("Input"),
        "prices.output": _price("Output"),
        "prices.cache_read": _price("Input read from the cache", "Empty: billed as input."),
        "prices.cache_write": _price("Input written to the cache", "Empty: billed as input."),
        "prices.batch_input": _price("Input in a batch", "Empty: nothing is sent in batches."),
        "prices.batch_output": _price("Output in a batch"),
        "prices.batch_cache_read": _price("Cached input in a batch"),
        "prices.training": Question("Training", before="$", after="per 1 M training tokens"),
        "prices.hosting_per_hour": Question("Hosting of the tuned model", "Empty: none.", before="$", after="an hour"),
        "prices.as_of": Question("Prices as of"),
        "prices.source": Question("Source", "The address of the price page, or who made the offer."),
    },
)

TRAINING: Final = Group(
    "training",
    "Training and upkeep",
    "Leave empty for an option that trains nothing.",
    {
        "training.tokens": Question("Length of the training file", "All examples together, once."),
        "training.epochs": Question("Passes over it", "Three is usual."),
        "training.labelling_usd": Question("Labelling", "What the labels still cost.", before="$"),
        "training.engineering_hours": Question("Engineering", "To prepare data, train and compare."),
        "training.evaluation_usd": Question("Evaluation", "Each time a model is trained.", before="$"),
        "upkeep_hours_per_month": Question("Upkeep", "Looking after it once it runs. Empty: none."),
        "retires_on": Question("Retirement of the base model", "From the provider’s list of deprecations."),
    },
)

PROMPT: Final = Group(
    "prompt",
    "The prompt that remains",
    "",
    {
        "instructions_kept": Question(
            "Instructions still in the prompt", "Empty: all for prompting, 30 % for tuned models.", after="%"
        ),
        "examples_kept": Question(
            "Examples still in the prompt", "Empty: all for prompting, none for tuned models.", after="%"
        ),
    },
)

SPEED: Final = Group(
    "speed",
    "Speed and quality",
    "Measured on this model, or from its provider. Unknown speed and quality never stop the figures in money.",
    {
        "latency.ttft_p50_ms": Question("Time to the first token, median"),
        "latency.ttft_p95_ms": Question("Time to the first token, 95th percentile"),
        "latency.ms_per_output_token": Question("Time for each further token"),
        "quality.expected": Question("Expected quality", "In the metric of the task; empty while nobody knows."),
        "quality.sample_size": Question("Cases behind that figure"),
    },
)

PAIRED: Final = Group(
    "paired",
    "Compared with today’s prompt",
    "Both on the same test cases; an uploaded evaluation fills these. Cases that either left unanswered do not count.",
    {
        "paired.both_pass": Question("Both right"),
        "paired.only_option_passes": Question("Only this option right"),
        "paired.only_current_passes": Question("Only today’s prompt right"),
        "paired.both_fail": Question("Both wrong"),
    },
)

MACHINES: Final = Group(
    "machines",
    "Machines",
    "Only for self-hosted options.",
    {
        "self_hosting.gpu": Question("GPU", "As the price book names it: H100-80G."),
        "self_hosting.gpu_usd_per_hour": Question(
            "Price of one GPU", "Empty: the price book’s.", before="$", after="an hour"
        ),
        "self_hosting.gpus_per_replica": Question("GPUs for one copy of the model"),
        "self_hosting.output_tokens_per_second_per_replica": Question(
            "Output of one copy", "Tokens a second under its planned batch.", after="tokens a second"
        ),
        "self_hosting.planned_share": Question(
            "Capacity that is planned for", "Empty: 70 %; the rest is headroom.", after="%"
        ),
        "self_hosting.min_replicas": Question("Copies that always run", "Empty: 1."),
        "self_hosting.billed_share": Question(
            "Share of the month that is billed", "Empty: 100 %, never switched off.", after="%"
        ),
        "self_hosting.redundant_replicas": Question("Copies kept in reserve", "Beside those that the load needs."),
        "self_hosting.purchase_usd_per_gpu": Question(
            "Purchase price of one GPU", "For machines that you own: with its share of the server.", before="$"
        ),
        "self_hosting.depreciation_months": Question("Written off over", after="months"),
        "self_hosting.watts_per_gpu": Question("Power of one GPU", "With its share of the server.", after="W"),
        "self_hosting.pue": Question(
            "Power of the room over that of the machines", "1.5 is common; empty: 1.", after="×"
        ),
        "self_hosting.electricity_usd_per_kwh": Question("Electricity", before="$", after="a kWh"),
        "self_hosting.hardware_upkeep_usd_per_month": Question(
            "Upkeep of the hardware", "For one copy: repairs, space, hands.", before="$", after="a month"
        ),
        "self_hosting.active_parameters_b": Question("Active parameters", after="billion"),
        "self_hosting.peak_flops": Question(
            "Peak compute of one GPU", "Dense bf16, from its data sheet: 989e12.", after="FLOP/s"
        ),
        "self_hosting.bandwidth_bytes_per_s": Question(
            "Memory bandwidth of one GPU", "From its data sheet: 3.35e12.", after="bytes/s"
        ),
        "self_hosting.mfu": Question("Share of the compute that is reached", after="%"),
        "self_hosting.mbu": Question("Share of the bandwidth that is reached", after="%"),
        "self_hosting.bytes_per_parameter": Question("Bytes for one parameter", "2 in bf16, 1 in fp8.", after="bytes"),
        "self_hosting.kv_bytes_per_token": Question("KV cache for one token", after="bytes"),
        "self_hosting.batch": Question("Requests in one batch"),
    },
)

CASCADE: Final = Group(
    "cascade",
    "Cascade",
    "A small model answers first, and the calls on which it is unsure are asked again of another option.",
    {
        "escalation.to": Question("Escalates to", "The short name of another option; empty: no cascade."),
        "escalation.share": Question("Calls that are escalated", after="%"),
    },
)

GROUPS: Final = (WHAT, PRICES, TRAINING, PROMPT, SPEED, PAIRED, MACHINES, CASCADE)
