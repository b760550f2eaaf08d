"""File names are safe on every system, and a draft's says so."""

import pytest

from decider.exports.file_names import content_disposition, file_name


def test_the_name_says_which_decision_and_revision_it_is() -> None:
    assert file_name("Fine-tune ticket triage", 7, 2, "approved", "pdf") == "decision-7-fine-tune-ticket-triage-r2.pdf"


def test_a_draft_says_so_first() -> None:
    assert file_name("Triage", 7, 1, "draft", "json").startswith("DRAFT-")


@pytest.mark.parametrize("title", ["../../etc/passwd", 'a"b\r\nX: y', "con:\\x|<>?*", "\u202egpj.exe", "...", ""])
def test_nothing_in_a_title_leaves_the_name(title: str) -> None:
    name = file_name(title, 7, 1, "approved", "pdf")
    assert name.startswith("decision-7")
    assert name.endswith("r1.pdf")
    assert not set(name) & set('/\\:*?"<>|\r\n\u202e')
    assert ".." not in name


def test_old_clients_get_ascii_and_new_ones_the_whole_name() -> None:
    header = content_disposition(file_name("Größe 中文", 7, 1, "approved", "pdf"), download=True)
    assert header.isascii()
    assert header.startswith('attachment; filename="decision-7-groe-r1.pdf"')
    assert "filename*=UTF-8''decision-7-gr%C3%B6%C3%9Fe-%E4%B8%AD%E6%96%87-r1.pdf" in header


def test_a_report_is_shown_unless_it_is_asked_for_as_a_file() -> None:
    assert content_disposition("a.pdf", download=False).startswith("inline;")
