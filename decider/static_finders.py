"""Where the browser's plotly.js comes from: installed packages, never a copy in this repository.

The bundle of the installed plotly wheel is served as `plotly/plotly.min.js`. A production build may
install the smaller `plotly.js-basic-dist-min` with npm (`package.json`); if its folder exists, it is preferred.

Under a strict Content-Security-Policy the bundle may not insert its own styles. Both of its attempts
are made needless: its global rules are served as `plotly/plotly.css`, generated from the bundle, and
the style of its maps, which no chart here uses, is held off by an empty element with that style's id.
"""

import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.contrib.staticfiles.utils import matches_patterns
from django.core.exceptions import ImproperlyConfigured
from django.core.files.storage import FileSystemStorage

SCRIPT = "plotly/plotly.min.js"
STYLESHEET = "plotly/plotly.css"

_BASIC_BUNDLE = "node_modules/plotly.js-basic-dist-min/plotly-basic.min.js"
# The bundle keeps its rules as one table, {"X,X div": "…", "X a": "…"}, where X is the chart and Y its notices.
_RULES = re.compile(r'=(\{"X[^{}]*\});for\(')
_RULE = re.compile(r'"((?:[^"\\]|\\.)*)":"((?:[^"\\]|\\.)*)"')
_MAP_STYLE = re.compile(r'getElementById\("([0-9a-f]{64})"\)\)\{var \w+=document\.createElement\("style"\)')


def script_path() -> Path:
    """The bundle that is served; an ImproperlyConfigured says what to install where there is none."""
    basic = Path(settings.BASE_DIR) / _BASIC_BUNDLE
    if basic.is_file():
        return basic
    package = find_spec("plotly")
    if package and package.origin:
        wheel = Path(package.origin).parent / "package_data" / "plotly.min.js"
        if wheel.is_file():
            return wheel
    raise ImproperlyConfigured("plotly.js was not found: install the requirements (pip install -r requirements.txt).")


@dataclass(frozen=True, slots=True)
class BundleStyles:
    """What the bundle would insert into a page by itself."""

    stylesheet: str
    # The id of the style of its maps; None in a bundle without maps.
    map_style_id: str | None


def bundle_styles() -> BundleStyles:
    """The styles of the bundle that is served; read once for each version of it."""
    path = script_path()
    seen = path.stat()
    return _read_styles(path, seen.st_size, seen.st_mtime_ns)


@lru_cache(maxsize=2)
def _read_styles(path: Path, _size: int, _changed: int) -> BundleStyles:
    bundle = path.read_text(encoding="utf-8")
    table = _RULES.search(bundle)
    if table is None:
        raise ImproperlyConfigured(
            f"The style rules inside {path.name} were not recognised: "
            "this release of plotly needs a newer `decider/static_finders.py`."
        )
    rules = []
    for selector, declarations in _RULE.findall(table.group(1)):
        # The bundle's own substitutions, in its own order.
        shown = re.sub("^,", " ,", selector).replace("X", ".js-plotly-plot .plotly").replace("Y", ".plotly-notifier")
        rules.append(f"{shown} {{ {declarations} }}")
    map_style = _MAP_STYLE.search(bundle)
    return BundleStyles("\n".join(rules) + "\n", map_style.group(1) if map_style else None)


def stylesheet_path() -> Path:
    """The generated stylesheet, written under `var/` when this bundle is first seen."""
    text = bundle_styles().stylesheet
    path = Path(settings.VAR_DIR) / "plotly" / f"{sha256(text.encode()).hexdigest()[:16]}.css"
    if not path.is_file():
        path.parent.mkdir(parents=True, exist_ok=True)
        # Written aside and moved, so that no other process reads half a file.
        part = path.with_suffix(f".{os.getpid()}.part")
        part.write_text(text, encoding="utf-8")
        part.replace(path)
    return path


class _PlotlyStorage(FileSystemStorage):
    """Two served names, each with the file that stands behind it."""

    def path(self, name: str) -> str:
        wanted = {SCRIPT: script_path, STYLESHEET: stylesheet_path}.get(name)
        if wanted is None:
            return super().path(name)
        return str(wanted())


class PlotlyFinder(BaseFinder):
    """Serves and collects plotly.js and its stylesheet."""

    def __init__(self, *_args: Any, **_kwargs: Any) -> None:
        self.storage = _PlotlyStorage(location=str(settings.VAR_DIR))

    def check(self, **_kwargs: Any) -> list[Any]:
        return []

    def find(self, path: str, find_all: bool = False, **_kwargs: Any) -> Any:
        if path not in (SCRIPT, STYLESHEET):
            return []
        found = self.storage.path(path)
        return [found] if find_all else found

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, FileSystemStorage]]:
        for name in (SCRIPT, STYLESHEET):
            if not matches_patterns(name, ignore_patterns or []):
                yield name, self.storage
