"""The shape of the code: who may import whom, and what no file may contain."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from tests.sources import ROOT, imports, run_without_django

PACKAGE = ROOT / "decider"
SOURCES = sorted(p for p in PACKAGE.rglob("*.py") if "migrations" not in p.parts)
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
STATIC_FILES = sorted(p for p in (ROOT / "static").rglob("*") if p.is_file())

MAX_LINES = 300
MAX_STATIC_BYTES = 60_000


def _name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def _starts(module: str, *packages: str) -> bool:
    return any(module == package or module.startswith(f"{package}.") for package in packages)


def _in_layer(*words: str) -> list[Path]:
    """Files of the capabilities whose name holds one of the words: `views.py`, `account_views.py`."""
    return [p for p in SOURCES if any(re.search(rf"(^|_){word}(_|\.)", p.name) for word in words)]


@pytest.mark.parametrize("path", [p for p in SOURCES if "domain" in p.parts], ids=_name)
def test_the_domain_imports_neither_django_nor_the_rest_of_the_product(path: Path) -> None:
    wrong = {
        module
        for module in imports(path)
        if _starts(module, "django") or (_starts(module, "decider") and not _starts(module, "decider.domain"))
    }

    assert not wrong


@pytest.mark.parametrize("path", [p for p in SOURCES if p.parent.name == "models"], ids=_name)
def test_models_import_only_the_domain_and_models(path: Path) -> None:
    wrong = {
        module
        for module in imports(path)
        if _starts(module, "decider") and not _starts(module, "decider.domain", "decider.models")
    }

    assert not wrong


@pytest.mark.parametrize("path", _in_layer("actions"), ids=_name)
def test_actions_know_nothing_of_requests_forms_or_views(path: Path) -> None:
    wrong = {
        module
        for module in imports(path)
        if _starts(module, "django.http", "django.shortcuts", "django.forms", "django.views", "decider.http")
        or re.search(r"^decider\.\w+\.(\w+_)?(views|forms)\b", module)
    }

    assert not wrong


@pytest.mark.parametrize("path", _in_layer("views"), ids=_name)
def test_views_import_no_other_capabilitys_views(path: Path) -> None:
    own = f"decider.{path.parent.name}"
    wrong = {
        module
        for module in imports(path)
        if re.search(r"^decider\.\w+\.(\w+_)?views\b", module) and not _starts(module, own)
    }

    assert not wrong


def test_the_domain_runs_where_django_is_not_installed() -> None:
    program = """
import importlib, pkgutil
import decider.domain
for module in pkgutil.walk_packages(decider.domain.__path__, "decider.domain."):
    importlib.import_module(module.name)
    print(module.name)
"""
    done = run_without_django(program)

    assert done.returncode == 0, done.stderr
    assert "decider.domain.profile" in done.stdout


@pytest.mark.parametrize("path", SOURCES, ids=_name)
def test_no_file_is_too_long_to_read_at_once(path: Path) -> None:
    lines = len(path.read_text(encoding="utf-8").splitlines())

    assert lines <= MAX_LINES


FORBIDDEN_IN_TEMPLATES = {
    "an inline style": r"<[^>]*\sstyle\s*=|<style\b",
    "an inline script": r"<script\b(?![^>]*\ssrc\s*=)",
    "an event handler attribute": r"<[^>]*\son[a-z]+\s*=|hx-on",
    "a script address": r"javascript:",
    "text that is not escaped": r"\|\s*safe\b|\bautoescape\s+off\b|\|\s*safeseq\b",
    "code from another server": r"<(script|link)\b[^>]*(src|href)\s*=\s*[\"'](https?:)?//",
}


@pytest.mark.parametrize("path", TEMPLATES, ids=_name)
def test_a_template_holds_nothing_that_the_content_security_policy_forbids(path: Path) -> None:
    text = re.sub(r"\{%\s*comment.*?endcomment\s*%\}|\{#.*?#\}", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    found = {what for what, pattern in FORBIDDEN_IN_TEMPLATES.items() if re.search(pattern, text)}

    assert not found


class _HtmxParser(HTMLParser):
    """Collects elements that would do nothing without JavaScript."""

    def __init__(self) -> None:
        super().__init__()
        self.dead: list[str] = []
        self.form_with_action = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "form":
            self.form_with_action = bool(given.get("action"))
        works = given.get("href") or given.get("formaction") or self.form_with_action
        if "hx-get" in given and not works:
            self.dead.append(f"<{tag} hx-get> at line {self.getpos()[0]} has no href")
        if {"hx-post", "hx-put", "hx-patch", "hx-delete"} & given.keys() and not (
            self.form_with_action or given.get("formaction")
        ):
            self.dead.append(f"<{tag} hx-post> at line {self.getpos()[0]} sits on no form with an action")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.form_with_action = False


def _as_html(template: str) -> str:
    """The template's markup with Django's tags replaced, line numbers kept."""

    def blank(match: re.Match[str]) -> str:
        text = match.group(0)
        shown = "value" if text.startswith("{{") or re.match(r"\{%\s*url\b(?!.*\bas\s+\w+\s*%\})", text) else ""
        return shown + "\n" * text.count("\n")

    return re.sub(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", blank, template, flags=re.DOTALL)


@pytest.mark.parametrize("path", TEMPLATES, ids=_name)
def test_everything_htmx_does_also_works_without_javascript(path: Path) -> None:
    parser = _HtmxParser()
    parser.feed(_as_html(path.read_text(encoding="utf-8")))

    assert not parser.dead


@pytest.mark.parametrize(
    ("markup", "dead"),
    [
        ('<a href="{% url "x" %}" hx-get="{% url "x" %}">x</a>', 0),
        ('<a hx-get="{% url "x" %}">x</a>', 1),
        ('<form action="{% url "x" %}" hx-post="{% url "x" %}"><button>x</button></form>', 0),
        ('<form hx-post="{% url "x" %}"><button>x</button></form>', 1),
        ('<form action="{{ here }}"></form><button hx-post="/x">x</button>', 1),
    ],
)
def test_the_check_of_htmx_elements_sees_dead_ones(markup: str, dead: int) -> None:
    parser = _HtmxParser()
    parser.feed(_as_html(markup))

    assert len(parser.dead) == dead


@pytest.mark.parametrize(
    ("markup", "what"),
    [
        ('<p style="color: red">', "an inline style"),
        ("<script>go()</script>", "an inline script"),
        ('<a onclick="go()">', "an event handler attribute"),
        ("{{ text|safe }}", "text that is not escaped"),
        ('<script src="https://cdn.example/x.js"></script>', "code from another server"),
    ],
)
def test_the_check_of_templates_sees_what_is_forbidden(markup: str, what: str) -> None:
    assert re.search(FORBIDDEN_IN_TEMPLATES[what], markup)


@pytest.mark.parametrize("path", STATIC_FILES, ids=_name)
def test_static_files_are_our_own_and_small(path: Path) -> None:
    """Third-party code is installed, never copied in."""
    assert path.stat().st_size <= MAX_STATIC_BYTES


@pytest.mark.parametrize(
    "name", ["requirements.txt", "requirements-dev.txt", "requirements-tokens.txt", "requirements-warehouse.txt"]
)
def test_every_dependency_has_its_reason_written_down(name: str) -> None:
    reasons = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8").partition("## Dependencies")[2].lower()
    packages = re.findall(r"^([\w-]+)", (ROOT / name).read_text(encoding="utf-8"), flags=re.MULTILINE)

    assert packages
    assert not [p for p in packages if not p.startswith(("-", "types-")) and p.lower() not in reasons]
