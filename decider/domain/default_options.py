"""A sensible set of options for a task that lists none: all of it ours, and labelled as default."""

import datetime
from dataclasses import replace
from decimal import Decimal

from decider.domain.availability import horizon_end
from decider.domain.options import Adaptation, Hosting, ModelName, Option, SelfHosting, Training
from decider.domain.prices import ListPrice, PriceBook
from decider.domain.profile import ExternalApi, TaskProfile
from decider.domain.totals import horizon_of

# In order of preference; the first one that the price book has, priced and not retired, is taken.
PROMPTED = (("openai", "gpt-6.1-sol"), ("anthropic", "claude-sonnet-5"), ("openai", "gpt-4.1"))
TUNED = (
    ("together", "meta-llama/Meta-Llama-3.1-8B-Instruct-Turbo"),
    ("fireworks", "llama-v3p1-8b-instruct"),
    ("openai", "gpt-4.1-mini"),
)
OWN_GPU = "A100-40G"
OWN_MODEL = ModelName(provider="meta-llama", name="Llama-3.1-8B-Instruct")
# Llama 3.1 8B in bf16 on one A100-40GB with vLLM 0.23 at 8 requests at once, 1,024 tokens in and 128 out:
# 6.6 times the 75 tokens/s of a single request.
OWN_TOKENS_PER_SECOND = Decimal(495)
OWN_PARAMETERS_B = Decimal(8)

EPOCHS = Decimal(3)
EXAMPLES = Decimal(1000)
TOKENS_PER_EXAMPLE = Decimal(1000)
ENGINEERING_HOURS = Decimal(60)
UPKEEP_HOURS = Decimal(4)


def default_options(profile: TaskProfile, book: PriceBook, day: datetime.date) -> tuple[Option, ...]:
    """A prompted model, a small tuned one, the hybrid of it, and a self-hosted one, as far as the book prices them."""
    options = []
    rule = profile.data.external_api
    hosted = Hosting.PRIVATE_API if rule is ExternalApi.PRIVATE_ONLY else Hosting.PUBLIC_API
    prompted = _first(PROMPTED, book, day)
    if prompted:
        options.append(Option(key="prompt-default", adaptation=Adaptation.PROMPT, hosting=hosted, model=prompted.model))
    # A tuned model has to serve until the horizon ends; a prompted one is changed for its successor.
    tuned = _first(TUNED, book, day, until=horizon_end(day, horizon_of(profile)))
    # Hours cost money only at a rate that the team has stated; without one the set leaves them out.
    paid = profile.team.engineer_rate_usd_per_hour is not None
    training = Training(
        tokens=_training_tokens(profile), epochs=EPOCHS, engineering_hours=ENGINEERING_HOURS if paid else None
    )
    upkeep = UPKEEP_HOURS if paid else None
    if tuned:
        for key, adaptation in (("fine-tune-small", Adaptation.FINE_TUNE), ("hybrid-small", Adaptation.HYBRID)):
            options.append(
                Option(
                    key=key,
                    adaptation=adaptation,
                    hosting=hosted,
                    model=tuned.model,
                    training=training,
                    upkeep_hours_per_month=upkeep,
                )
            )
    if book.gpu(OWN_GPU):
        own = Option(
            key="self-hosted-small",
            adaptation=Adaptation.FINE_TUNE,
            hosting=Hosting.SELF_HOSTED,
            model=OWN_MODEL,
            training=training,
            upkeep_hours_per_month=upkeep,
            self_hosting=SelfHosting(
                gpu=OWN_GPU,
                output_tokens_per_second_per_replica=OWN_TOKENS_PER_SECOND,
                active_parameters_b=OWN_PARAMETERS_B,
            ),
        )
        if rule is ExternalApi.FORBIDDEN:
            # Where data may not leave, the prototype is to prompt the self-hosted base: there is no other prompt.
            options.append(replace(own, key="prompt-self-hosted", adaptation=Adaptation.PROMPT, training=None))
        options.append(own)
    return tuple(options)


def _first(
    names: tuple[tuple[str, str], ...], book: PriceBook, day: datetime.date, *, until: datetime.date | None = None
) -> ListPrice | None:
    """The first one that is priced and not retired; with `until`, that can be trained and serves to that day."""
    for provider, name in names:
        listed = book.find(ModelName(provider=provider, name=name))
        if listed is None or listed.prices.input is None or listed.prices.output is None:
            continue
        retired = listed.retires_on is not None and (listed.retires_on <= day or listed.retires_on < (until or day))
        trainable = listed.tunable_on(day) is not False and listed.prices.training is not None
        if not retired and (trainable or until is None):
            return listed
    return None


def _training_tokens(profile: TaskProfile) -> Decimal:
    """Tokens of a training file: its examples carry the request, the context and the answer, not the prompt."""
    labels = profile.data.labelled_examples
    parts = (profile.tokens.request, profile.tokens.context, profile.tokens.output)
    per_example = sum((part for part in parts if isinstance(part, Decimal)), Decimal(0)) or TOKENS_PER_EXAMPLE
    return (labels if isinstance(labels, Decimal) and labels > 0 else EXAMPLES) * per_example
