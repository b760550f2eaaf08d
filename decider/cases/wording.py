"""What outcomes, grounds and figures of published cases are called."""

from typing import Any

from decider.wording import count, money, share
from decider.wording.labels import spelled
from decider.wording.numbers import MINUS, NBSP

# How it ended: in a badge, and to follow "ended with".
OUTCOMES: dict[str, tuple[str, str]] = {
    "fine_tune": ("Fine-tuned", "fine-tuning"),
    "prompt": ("Prompted", "prompting"),
    "hybrid": ("Hybrid", "a hybrid"),
    "self_hosted_fine_tune": ("Self-hosted, fine-tuned", "a self-hosted fine-tuned model"),
    "reexamine": ("Task re-examined", "re-examining the task"),
    "not_worth_it": ("Tuning did not pay", "prompting since fine-tuning did not pay"),
}

BASES = {
    "chosen_in_production": "Chosen in production",
    "shown_better_in_study": "Shown better in a study",
    "decided_against_fine_tuning": "Decided against fine-tuning",
}

HOSTINGS = {
    "api": "API",
    "self": "Self-hosted",
    "both": "API and self-hosted",
    "unknown": "Not stated",
}

GRADES = {"A": "A, the strongest", "B": "B", "C": "C", "D": "D, the weakest"}

# Fields of a case that hold a figure with its status, in the order in which a page shows them.
FIGURES: dict[str, tuple[str, str]] = {
    "prompting_quality": ("Score of the prompted model", "score"),
    "finetuned_quality": ("Score of the fine-tuned model", "score"),
    "prompt_to_best_ratio": ("Prompted score as a share of the best one", "share"),
    "labelled_examples": ("Labelled examples", ""),
    "prompt_examples": ("Examples in the prompt", ""),
    "training_cost_usd": ("Cost of training", "$"),
    "monthly_cost_before_usd": ("Monthly cost before", "$"),
    "monthly_cost_after_usd": ("Monthly cost after", "$"),
    "cost_change_pct": ("Change of the cost", "%"),
    "latency_before_s": ("Latency before", "s"),
    "latency_after_s": ("Latency after", "s"),
    "tokens_in_before": ("Input tokens before", ""),
    "tokens_in_after": ("Input tokens after", ""),
    "tokens_change_pct": ("Change of the tokens", "%"),
}

# Figures of single publications whose keys do not read as words.
_OTHERS = {
    "baseline": "Score of the plain prompt",
    "base_13b": "Score of the untuned 13B model",
    "bird_minidev": "Wrong annotations in BIRD Mini-Dev",
    "codebleu_gain_pct": "Gain in CodeBLEU",
    "compute_ft_gpu_h": "GPU hours of fine-tuning",
    "compute_prompt_gpu_h": "GPU hours of prompt search",
    "defs_f1_after": "F1 with code definitions in the prompt",
    "defs_f1_before": "F1 without code definitions in the prompt",
    "detector_rate_ft": "Detected as machine-written, fine-tuned",
    "detector_rate_prompted": "Detected as machine-written, prompted",
    "dsf_plus_rag": "Score of plain domain tuning with retrieval",
    "em_gain_over_baseline_pct": "Gain in exact match over the baseline",
    "em_gain_pct": "Gain in exact match",
    "ft_minus_prompt_high": "Fine-tuned minus prompted, at most",
    "ft_minus_prompt_low": "Fine-tuned minus prompted, at least",
    "ft_plus_rag": "Score of fine-tuning with retrieval",
    "gepa_rollouts": "Rollouts of the prompt search",
    "gpt35": "Score of prompted GPT-3.5-turbo",
    "gpt4": "Score of prompted GPT-4",
    "grpo_rollouts": "Rollouts of the weight update",
    "hybrid": "Score of tuning and prompting together",
    "kpi_gain_pct": "Gain in the task’s key figures",
    "mipro": "Score of another prompt optimiser (MIPROv2)",
    "ratio_gpt4": "Times cheaper than GPT-4",
    "ratio_gpt4o": "Times cheaper than GPT-4o",
    "spider2_snow": "Wrong annotations in Spider 2.0-Snow",
    "spider2_snow_cidr_version": "Wrong annotations in Spider 2.0-Snow, conference version",
    "transfer": "Score on another brand",
    "vanilla": "Score of the plain prompt on the untuned model",
}


def outcome_name(code: str) -> str:
    return OUTCOMES[code][0] if code in OUTCOMES else spelled(code)


def outcome_noun(code: str) -> str:
    """To follow "ended with"."""
    return OUTCOMES[code][1] if code in OUTCOMES else spelled(code).lower()


def other_name(key: str) -> str:
    """A figure that only one publication has."""
    return _OTHERS.get(key) or spelled(key.removesuffix("_pct").removesuffix("_points"))


def other_value(key: str, value: Any) -> str:
    unit = "%" if key.endswith("_pct") else "points" if key.endswith("_points") else ""
    return figure(value, unit)


def figure(value: Any, unit: str) -> str:
    """A published figure as it was published, with its unit: "$", "%", "s", "score", "share" or none."""
    if isinstance(value, str):
        text = value.replace("-", "–") if value[:1].isdigit() else value.replace("-", MINUS)
    elif unit == "$":
        return money(value)
    elif unit == "share":
        return share(value)
    else:
        # A score of 0.0 is a plain 0.
        text = count(value or 0)
    return f"{text}{NBSP}{unit}" if unit and unit != "score" else text
