"""Documents: JSON or YAML text as plain data, numbers as Decimal, nothing guessed."""

import json
import re
from decimal import Decimal, InvalidOperation
from typing import Any

import yaml


class DocumentError(ValueError):
    """The text is neither JSON nor YAML that can be read; the message says where and why."""


# A profile is a few kilobytes; anything far beyond is a mistake or an attack.
LARGEST_DOCUMENT = 2_000_000


def load_document(text: str) -> Any:
    """Read JSON, or else YAML, into dicts, lists, strings, booleans, None, int and Decimal.

    Raises:
        DocumentError: with the line and what to do.
    """
    if len(text) > LARGEST_DOCUMENT:
        raise DocumentError(f"The document is larger than {LARGEST_DOCUMENT:,} characters.")
    text = text.removeprefix("\ufeff")
    if not text.strip():
        raise DocumentError("The document is empty.")
    try:
        data = _load_json(text) if text.lstrip()[0] in "{[" else _load_yaml(text)
        _refuse_half_characters(data)
        return data
    except RecursionError:
        raise DocumentError("The document is nested too deeply.") from None


def _refuse_control_characters(text: str) -> None:
    found = yaml.reader.Reader.NON_PRINTABLE.search(text)
    if found:
        line = text.count("\n", 0, found.start()) + 1
        column = found.start() - text.rfind("\n", 0, found.start())
        code = f"U+{ord(found.group()):04X}"
        raise DocumentError(f"Line {line}, column {column}: the character {code} cannot be read; take it out.")


def _refuse_half_characters(data: Any) -> None:
    """Half of a surrogate pair, written as an escape, is no character: it could be neither stored nor shown."""
    if isinstance(data, dict):
        for key, value in data.items():
            _refuse_half_characters(key)
            _refuse_half_characters(value)
    elif isinstance(data, list):
        for value in data:
            _refuse_half_characters(value)
    elif isinstance(data, str):
        half = re.search("[\ud800-\udfff]", data)
        if half:
            raise DocumentError(f"\\u{ord(half.group()):04x} is half of a character: write the whole one.")


def _load_json(text: str) -> Any:
    try:
        return json.loads(
            text,
            parse_float=_exact,
            parse_constant=_refuse_constant,
            parse_int=_whole,
            object_pairs_hook=_without_twins,
        )
    except json.JSONDecodeError as error:
        try:
            return _load_yaml(text)  # YAML in flow style also begins with a brace
        except DocumentError:
            pass
        raise DocumentError(f"Line {error.lineno}, column {error.colno}: not valid JSON ({error.msg}).") from None


def _whole(digits: str) -> int | Decimal:
    # int() of very many digits is slow and refused by Python itself.
    return int(digits) if len(digits) < 100 else Decimal(digits)


def _exact(text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation:
        raise DocumentError(f"{text[:40]} is not a number of any size that can be used.") from None


def _refuse_constant(name: str) -> Any:
    raise DocumentError(f"{name} is not a number that can be used: give a finite number, or null where it is unknown.")


def _without_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise DocumentError(f"The key {key!r} appears twice in the same group: keep one of them.")
        found[key] = value
    return found


class _PlainLoader(yaml.SafeLoader):
    """Safe YAML with the types of JSON alone: `no` and dates stay text, aliases and tags are refused."""

    def compose_node(self, parent: Any, index: int) -> Any:
        event: Any = self.peek_event()  # type: ignore[no-untyped-call]
        if isinstance(event, yaml.events.AliasEvent):
            raise DocumentError(f"{_line(event)}: YAML aliases (*name) are not read; write it out.")
        if event.tag is not None:
            raise DocumentError(f"{_line(event)}: YAML tags ({event.tag}) are not read; leave it out.")
        return super().compose_node(parent, index)


_PlainLoader.yaml_implicit_resolvers = {}


def _construct_mapping(loader: yaml.SafeLoader, node: yaml.MappingNode) -> dict[str, Any]:
    pairs = []
    for key_node, value_node in node.value:
        key = loader.construct_object(key_node, deep=True)
        if not isinstance(key, str):
            raise DocumentError(f"{_line(key_node)}: keys must be words, not {key!r}.")
        pairs.append((key, loader.construct_object(value_node, deep=True)))
    return _without_twins(pairs)


def _construct_scalar(_loader: yaml.SafeLoader, node: yaml.ScalarNode) -> Any:
    text = node.value
    if node.style is not None:  # quoted: always text
        return text
    match text.lower():
        case "" | "~" | "null":
            return None
        case "true":
            return True
        case "false":
            return False
        case ".nan" | ".inf" | "-.inf" | "+.inf" | "nan" | "inf" | "infinity" | "-infinity":
            return _refuse_constant(text)
    value = _number_or_text(text)
    # YAML 1.1 reads 010 as eight, YAML 1.2 as ten.
    if not isinstance(value, str) and re.match(r"[+-]?0\d", text):
        raise DocumentError(f"{_line(node)}: {text[:40]} can be read in two ways: leave out the zero, or quote it.")
    return value


def _line(node: Any) -> str:
    return f"Line {node.start_mark.line + 1}" if node.start_mark else "Somewhere"


def _number_or_text(text: str) -> Any:
    if not text[:1].isdigit() and text[:1] not in "+-.":
        return text
    if not set(text) <= set("0123456789+-.eE"):
        return text
    try:
        value = Decimal(text)
    except InvalidOperation:
        return text
    return int(value) if set(text) <= set("0123456789+-") and len(text) < 100 else value


_PlainLoader.add_constructor("tag:yaml.org,2002:map", _construct_mapping)
_PlainLoader.add_constructor("tag:yaml.org,2002:str", _construct_scalar)


def _load_yaml(text: str) -> Any:
    # JSON may hold a few of these characters; the loader would refuse them without their place.
    _refuse_control_characters(text)
    loader = None
    try:
        loader = _PlainLoader(text)
        return loader.get_single_data()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        where = f"Line {mark.line + 1}, column {mark.column + 1}: " if mark else ""
        raise DocumentError(f"{where}not valid YAML ({error.problem}).") from None
    except yaml.YAMLError as error:
        raise DocumentError(f"Not valid YAML ({' '.join(str(error).split())}).") from None
    except (ValueError, OverflowError) as error:
        if isinstance(error, DocumentError):
            raise
        raise DocumentError(f"Not valid YAML ({error}).") from None
    finally:
        if loader is not None:
            loader.dispose()
