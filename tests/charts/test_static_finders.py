"""plotly.js is served from the installed package, and its styles from a stylesheet of our own making."""

from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from pytest_django import Settings

from decider import static_finders


@pytest.fixture
def bare_checkout(settings: Settings, tmp_path: Path) -> Path:
    """A checkout without npm's folder and with nothing generated yet."""
    settings.BASE_DIR, settings.VAR_DIR = tmp_path, tmp_path / "var"
    return tmp_path


def npm_bundle(checkout: Path, text: str) -> Path:
    path = checkout / "node_modules" / "plotly.js-basic-dist-min" / "plotly-basic.min.js"
    path.parent.mkdir(parents=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_the_wheels_bundle_is_found(bare_checkout: Path) -> None:
    found = Path(str(static_finders.PlotlyFinder().find("plotly/plotly.min.js")))
    assert found.parts[-2:] == ("package_data", "plotly.min.js")
    assert "site-packages" in found.parts


def test_npms_smaller_bundle_is_preferred(bare_checkout: Path) -> None:
    path = npm_bundle(bare_checkout, "")
    assert static_finders.PlotlyFinder().find("plotly/plotly.min.js", find_all=True) == [str(path)]


def test_the_stylesheet_holds_the_bundles_own_rules(bare_checkout: Path) -> None:
    text = Path(str(static_finders.PlotlyFinder().find("plotly/plotly.css"))).read_text(encoding="utf-8")
    assert ".js-plotly-plot .plotly .main-svg { position:absolute;top:0;left:0;pointer-events:none; }" in text
    assert ".plotly-notifier p { margin:0; }" in text
    assert text.count("{") == text.count("}") > 40


def test_the_style_of_maps_is_known_by_its_id(bare_checkout: Path) -> None:
    identifier = static_finders.bundle_styles().map_style_id
    assert identifier
    assert f'getElementById("{identifier}")' in static_finders.script_path().read_text(encoding="utf-8")


def test_another_bundle_gets_its_own_stylesheet(bare_checkout: Path) -> None:
    before = static_finders.stylesheet_path()
    npm_bundle(bare_checkout, 'var t={"X,X div":"margin:0;","Y p":"padding:0;"};for(k in t)add(k,t[k])')
    after = static_finders.stylesheet_path()
    assert after != before
    assert after.read_text() == (
        ".js-plotly-plot .plotly,.js-plotly-plot .plotly div { margin:0; }\n.plotly-notifier p { padding:0; }\n"
    )
    assert static_finders.bundle_styles().map_style_id is None


def test_a_bundle_that_is_not_understood_is_named(bare_checkout: Path) -> None:
    npm_bundle(bare_checkout, "nothing of the kind")
    with pytest.raises(ImproperlyConfigured, match=r"plotly-basic\.min\.js"):
        static_finders.stylesheet_path()


def test_other_files_are_left_to_other_finders(bare_checkout: Path) -> None:
    finder = static_finders.PlotlyFinder()
    assert finder.find("css/tokens.css") == []
    assert finder.find("plotly/../plotly.min.js") == []
    assert [name for name, _ in finder.list(["*.css"])] == ["plotly/plotly.min.js"]


def test_the_settings_use_the_finder() -> None:
    assert finders.find("plotly/plotly.css")


def test_collectstatic_gives_both_a_name_of_their_content(bare_checkout: Path, settings: Settings) -> None:
    settings.STATIC_ROOT = bare_checkout / "collected"
    settings.STATICFILES_FINDERS = ["decider.static_finders.PlotlyFinder"]
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"}
    }
    call_command("collectstatic", interactive=False, verbosity=0)
    names = {path.name for path in (bare_checkout / "collected" / "plotly").iterdir()}
    assert len(names) == 4
    assert {"plotly.css", "plotly.min.js"} < names
