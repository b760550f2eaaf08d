"""What must be in place before pages are served, said in one sentence when it is not."""

from collections.abc import Mapping
from pathlib import Path

from django.conf import settings


def reason_not_to_serve(environ: Mapping[str, str]) -> str | None:
    """Why a web server must not start with these settings; None when it may.

    Outside local mode a key that was made up on this machine, or host names that only fit this
    machine, would look as if they worked and then sign people out or turn them away.
    """
    if settings.LOCAL_MODE:
        return None
    missing = [name for name in ("SECRET_KEY", "ALLOWED_HOSTS") if not environ.get(name, "").strip()]
    if missing:
        return (
            f"Decider does not start: set {' and '.join(missing)} in the environment"
            " (README, “Settings”), or use `make run` to try it on this machine."
        )
    manifest = Path(settings.STATIC_ROOT or "") / "staticfiles.json"
    if not settings.DEBUG and not manifest.is_file():
        return (
            f"Decider does not start: {manifest} is missing."
            " Run `python manage.py collectstatic --noinput` once after each update."
        )
    return None
