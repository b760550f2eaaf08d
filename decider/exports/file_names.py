"""What a downloaded file is called."""

import re
import unicodedata
from urllib.parse import quote

# Not allowed in a file's name somewhere, or hidden, or turning the name's direction.
_UNSAFE = re.compile(r'[\x00-\x1f\x7f-\x9f/\\:*?"<>|\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]+')
_TITLE_LENGTH = 60


def file_name(title: str, decision_id: int, revision: int, state: str, extension: str) -> str:
    """A name that says which decision and revision it is, and that a draft is a draft.

    "decision-7-ticket-triage-r2.pdf"; "DRAFT-decision-7-ticket-triage-r2.pdf".
    """
    words = re.sub(r"[\s_-]+", "-", _UNSAFE.sub(" ", title)).strip("-. ")[:_TITLE_LENGTH].strip("-. ")
    draft = "DRAFT-" if state == "draft" else ""
    parts = [f"{draft}decision", str(decision_id), words.lower(), f"r{revision}"]
    return "-".join(part for part in parts if part) + f".{extension}"


def content_disposition(name: str, *, download: bool) -> str:
    """The header's value: an ASCII name for old clients, the full one in UTF-8 (RFC 6266)."""
    ascii_name = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    ascii_name = re.sub(r"-{2,}", "-", re.sub(r"[^A-Za-z0-9._-]", "", ascii_name))
    kind = "attachment" if download else "inline"
    return f"{kind}; filename=\"{ascii_name}\"; filename*=UTF-8''{quote(name, safe='')}"
