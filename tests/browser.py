"""Where the browser for the journeys is. Run as a module, it gets one when the machine has none."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
MISSING = (
    "No Chromium on this machine: install one (apt-get install chromium) or run `playwright install chromium`;"
    " `make test` tries both."
)


def find_chromium() -> str | None:
    """The path of a Chromium: from PATH, else the one that Playwright installed; None when there is none."""
    for name in NAMES:
        if path := shutil.which(name):
            return path
    return _playwrights_own()


def _playwrights_own() -> str | None:
    root = os.environ.get("PLAYWRIGHT_BROWSERS_PATH") or Path.home() / ".cache" / "ms-playwright"
    found = sorted(Path(root).glob("chromium-*/chrome-linux*/chrome"))
    return str(found[-1]) if found else None


def install_chromium() -> None:
    """Debian's package when we may install it, else Playwright's own build. Failure is not raised."""
    if hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get"):
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        for command in (["apt-get", "-qq", "update"], ["apt-get", "-qq", "install", "-y", "chromium"]):
            subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, check=False)
    if find_chromium() is None:
        subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False)


def main() -> None:
    if find_chromium() is None:
        print("No Chromium found; installing one for the browser journeys …", flush=True)  # noqa: T201
        install_chromium()
    if find_chromium() is None:
        print(f"{MISSING} The journeys will be skipped.", flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
