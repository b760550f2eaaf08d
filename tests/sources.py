"""The product's source files, looked at from outside: what they import, and whether they run without Django."""

import ast
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

_NO_DJANGO = """
import sys

class NoDjango:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] == "django":
            raise ModuleNotFoundError(f"{name} is not to be had here")

sys.meta_path.insert(0, NoDjango())
"""


def imports(path: Path) -> set[str]:
    """Every module that a file names in an import, inside functions and type checks too."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found


def run_without_django(program: str, *arguments: str) -> "subprocess.CompletedProcess[str]":
    """Runs a program where Django cannot be imported."""
    return subprocess.run(
        [sys.executable, "-c", _NO_DJANGO + program, *arguments], cwd=ROOT, capture_output=True, text=True, check=False
    )
