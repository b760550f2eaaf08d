"""Task profiles as files: exact numbers, text that reads back as text."""

from decimal import Decimal
from typing import Any

import simplejson
import yaml


def as_json(data: dict[str, Any]) -> str:
    """Indented JSON; numbers with all their digits, words as typed."""
    return simplejson.dumps(data, use_decimal=True, indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def as_yaml(data: dict[str, Any]) -> str:
    """YAML that `load_document` reads back to the same values: text is always quoted."""
    return yaml.dump(data, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=120)


class _Dumper(yaml.SafeDumper):
    """Safe YAML with exact decimals and no aliases."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002
        return True

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002
        # Lists stand under their key, not beside it.
        return super().increase_indent(flow, False)


def _text(dumper: yaml.SafeDumper, value: str) -> yaml.Node:
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style='"')


def _mapping(dumper: yaml.SafeDumper, value: dict[str, Any]) -> yaml.Node:
    pairs = [
        (dumper.represent_scalar("tag:yaml.org,2002:str", key), dumper.represent_data(part))
        for key, part in value.items()
    ]
    return yaml.MappingNode("tag:yaml.org,2002:map", pairs, flow_style=not value)


def _decimal(dumper: yaml.SafeDumper, value: Decimal) -> yaml.Node:
    return dumper.represent_scalar("tag:yaml.org,2002:float", f"{value:f}")


_Dumper.add_representer(str, _text)
_Dumper.add_representer(dict, _mapping)
_Dumper.add_representer(Decimal, _decimal)
