"""What holds when nothing is configured, and what a production server insists on."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from pytest_django import Settings

from decider.startup import reason_not_to_serve

ROOT = Path(__file__).resolve().parent.parent
PRODUCTION = {"SECRET_KEY": "k" * 30 + "0123456789abcdefghijKLMNOPQRST", "ALLOWED_HOSTS": "decider.example.com"}


def _run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Python in a process of its own, with nothing in its environment but what is given."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return subprocess.run(
        [sys.executable, "-W", "error", *arguments],
        cwd=ROOT,
        env={**kept, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def _settings(*names: str, **environment: str) -> dict[str, object]:
    """The named settings as such a process sees them."""
    program = (
        "import json; from decider import settings;"
        f" print(json.dumps({{name: getattr(settings, name) for name in {names!r}}}, default=str))"
    )
    done = _run("-c", program, **environment)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_commands_work_with_no_environment_and_debug_is_off() -> None:
    assert _settings("DEBUG", "LOCAL_MODE") == {"DEBUG": False, "LOCAL_MODE": False}
    assert _run("manage.py", "check").returncode == 0


@pytest.mark.parametrize("missing", ["SECRET_KEY", "ALLOWED_HOSTS"])
def test_the_web_server_refuses_to_start_without(missing: str) -> None:
    environment = {name: value for name, value in PRODUCTION.items() if name != missing}

    done = _run("-c", "import decider.wsgi", **environment)

    assert done.returncode != 0
    assert missing in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_an_empty_value_counts_as_missing() -> None:
    assert "SECRET_KEY" in (reason_not_to_serve({**PRODUCTION, "SECRET_KEY": " "}) or "")


def test_the_web_server_refuses_to_start_without_collected_static_files(settings: Settings, tmp_path: Path) -> None:
    settings.STATIC_ROOT = tmp_path
    assert "collectstatic" in (reason_not_to_serve(PRODUCTION) or "")

    (tmp_path / "staticfiles.json").write_text("{}")
    assert reason_not_to_serve(PRODUCTION) is None


def test_local_mode_serves_without_configuration(settings: Settings) -> None:
    settings.LOCAL_MODE = True

    assert reason_not_to_serve({}) is None


def test_production_settings_pass_the_deployment_checks() -> None:
    done = _run("manage.py", "check", "--deploy", "--fail-level", "WARNING", **PRODUCTION)

    assert done.returncode == 0, done.stderr


def test_cookies_and_pages_need_https_unless_in_local_mode() -> None:
    names = ("SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SECURE_SSL_REDIRECT")

    assert set(_settings(*names).values()) == {True}
    assert set(_settings(*names, DECIDER_LOCAL="1").values()) == {False}


def test_sqlite_is_the_default_and_queues_writers() -> None:
    database = _settings("DATABASES")["DATABASES"]["default"]  # type: ignore[index]

    assert database["NAME"] == str(ROOT / "var" / "decider.sqlite3")
    assert database["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert "journal_mode=WAL" in database["OPTIONS"]["init_command"]


def test_database_url_chooses_postgresql() -> None:
    database = _settings("DATABASES", DATABASE_URL="postgres://ann:pw@db.example.com:5433/decider")["DATABASES"]
    chosen = database["default"]  # type: ignore[index]

    assert chosen["ENGINE"] == "django.db.backends.postgresql"
    assert (chosen["HOST"], chosen["PORT"], chosen["NAME"]) == ("db.example.com", 5433, "decider")
    assert chosen["CONN_HEALTH_CHECKS"] is True


def test_mail_goes_where_email_url_says_and_else_into_the_log() -> None:
    names = ("EMAIL_BACKEND", "EMAIL_HOST", "EMAIL_PORT", "EMAIL_HOST_USER", "EMAIL_USE_TLS")

    assert _settings("EMAIL_BACKEND")["EMAIL_BACKEND"].endswith("console.EmailBackend")  # type: ignore[attr-defined]
    assert _settings(*names, EMAIL_URL="smtp+tls://ann:pw@mail.example.com:587") == {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": "mail.example.com",
        "EMAIL_PORT": 587,
        "EMAIL_HOST_USER": "ann",
        "EMAIL_USE_TLS": True,
    }


def test_the_content_security_policy_allows_nothing_inline() -> None:
    directives = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    sources = {source for sources in directives.values() for source in sources}

    assert directives["default-src"] == ["'none'"]
    assert directives["script-src"] == ["'self'"]
    assert not {source for source in sources if "unsafe" in source or source.startswith("http")}
