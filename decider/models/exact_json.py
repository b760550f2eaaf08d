"""A JSON column that keeps decimal numbers exactly as they were written."""

import json
from decimal import Decimal
from typing import Any

import simplejson
from django.db import models


class ExactEncoder(json.JSONEncoder):
    """Write `Decimal` as a JSON number with all its digits (the standard encoder cannot)."""

    def encode(self, o: Any) -> str:
        return simplejson.dumps(o, use_decimal=True, allow_nan=False, ensure_ascii=False)


class ExactDecoder(json.JSONDecoder):
    """Read JSON numbers with a fraction or an exponent as `Decimal`; whole numbers stay `int`."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{**kwargs, "parse_float": Decimal})


class ExactJSONField(models.JSONField):
    """`JSONField` without floats: 0.1 comes back as `Decimal("0.1")`."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["encoder"] = ExactEncoder
        kwargs["decoder"] = ExactDecoder
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> tuple[str, str, Any, Any]:
        name, path, args, kwargs = super().deconstruct()
        del kwargs["encoder"], kwargs["decoder"]
        return name, path, args, kwargs
