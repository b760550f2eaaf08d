"""The report as PDF, set by typst from `report/`, a folder that holds the template alone."""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import typst

TEMPLATE_FOLDER = Path(__file__).resolve().parent / "report"
_UNIVERSAL_ACCESS = "ua-1"


@cache
def _fonts() -> typst.Fonts:
    """The bundled fonts and the machine's, looked for once; fonts may be shared between threads, compilers not."""
    return typst.Fonts(include_system_fonts=True, include_embedded_fonts=True)


def render_pdf(data: Mapping[str, Any]) -> bytes:
    """The report as a tagged PDF (PDF/UA-1); the same data give the same bytes.

    Where the machine's fonts lack a character, PDF/UA is out of reach: the report is then an
    ordinary tagged PDF, and its footer says so.
    """
    try:
        return _compile({**data, "lacks_characters": False}, [_UNIVERSAL_ACCESS])
    except typst.TypstError as error:
        if not error.message.startswith("PDF/UA"):
            raise
    return _compile({**data, "lacks_characters": True}, [])


def _compile(data: Mapping[str, Any], standards: list[str]) -> bytes:
    # A new compiler for each report: one that is shared is not safe between threads.
    compiler = typst.Compiler(root=str(TEMPLATE_FOLDER), font_paths=_fonts())
    # ensure_ascii: the text reaches typst whatever it holds, and typst reads it as data only.
    return compiler.compile(
        str(TEMPLATE_FOLDER / "report.typ"),
        format="pdf",
        sys_inputs={"data": json.dumps(data, ensure_ascii=True)},
        pdf_standards=standards,
        timestamp=data["meta"]["timestamp"],
    )
