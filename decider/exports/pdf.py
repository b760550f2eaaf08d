"""The report as PDF, set by typst from `report/`, a folder that holds the template alone."""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Literal

import typst

TEMPLATE_FOLDER = Path(__file__).resolve().parent / "report"
# PDF/UA-1: universal access, for screen readers.
_UNIVERSAL_ACCESS: Literal["ua-1"] = "ua-1"


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
        return _compile({**data, "lacks_characters": False}, _UNIVERSAL_ACCESS)
    except typst.TypstError as error:
        if not error.message.startswith("PDF/UA"):
            raise
    return _compile({**data, "lacks_characters": True}, None)


def _compile(data: Mapping[str, Any], standard: Literal["ua-1"] | None) -> bytes:
    """Set the report.

    Raises:
        TypstError: it cannot be set, or not to the standard.
    """
    # A new compiler for each report: one that is shared is not safe between threads.
    compiler = typst.Compiler(root=str(TEMPLATE_FOLDER), font_paths=_fonts())
    # ensure_ascii: the text reaches typst whatever it holds, and typst reads it as data only.
    pdf = compiler.compile(
        str(TEMPLATE_FOLDER / "report.typ"),
        format="pdf",
        sys_inputs={"data": json.dumps(data, ensure_ascii=True)},
        pdf_standards=standard,
        timestamp=data["meta"]["timestamp"],
    )
    assert isinstance(pdf, bytes)
    return pdf
