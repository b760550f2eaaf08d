"""The report is a PDF that prints what was typed, runs nothing, and reads well to people and machines."""

import io
import re
from typing import Any

import pytest
from pypdf import PdfReader

from decider.charts.vega_svg import chart_svgs
from decider.exports import pdf
from decider.exports.pdf import render_pdf
from tests.exports.samples import ARABIC, CHINESE, EMOJI, HOSTILE, SHA256, report, snapshot


def read(data: dict[str, Any]) -> tuple[PdfReader, list[str]]:
    reader = PdfReader(io.BytesIO(render_pdf(data)))
    return reader, [page.extract_text() for page in reader.pages]


def squeezed(text: str) -> str:
    """Without any white space, where lines were broken anew."""
    return re.sub(r"\s", "", text)


@pytest.fixture(scope="module")
def approved() -> tuple[PdfReader, list[str]]:
    return read(report(charts=chart_svgs(snapshot()["assessment"])))


def test_page_one_alone_is_enough_for_a_manager(approved: tuple[PdfReader, list[str]]) -> None:
    first = approved[1][0].replace("\u00a0", " ")
    for words in (
        "APPROVED",
        "Fine-tune a small model for ticket triage",
        "Fine-tune gpt-4.1-mini: quality ceiling, latency and cost at scale speak for it",
        "following the recommendation",
        "The long prompt costs more in six weeks",
        "$5,255 a month",
        "$986 a month",
        "268,122 calls a month",
        "month 2",
        "target 800 ms, met; today 1,900 ms",
        "Ana Author",
        "Submitted on 24 November 2026, 09:30 UTC.",
        "Max Manager",
        "Approved on 24 November 2026, 15:47 UTC.",
        "Revision 2, follows revision 1 “Stay with prompting”",
    ):
        assert squeezed(words) in squeezed(first), words


def test_the_rest_holds_everything_the_decision_rests_on(approved: tuple[PdfReader, list[str]]) -> None:
    rest = squeezed("".join(approved[1][1:]).replace("\u00a0", " "))
    for words in (
        "Is it unacceptable to send the data to an external API?",
        "Today’s p95 of 1,900 ms misses the target of 800 ms",
        "$5,254.55",
        "Not feasible. The team cannot serve models itself.",
        "from 268,122 calls a month on",
        "If calls a month fell to 268,122 (now 1,200,000), the verdict would be to stay with prompting.",
        "A tight cycle.",
        "What to measure first",
        "Alternatives rejected",
        "This decision is looked at again on 24 May 2027",
        "usage log of October 2026",
        "Vera Viewer commented.",
        "How sure are we of the volume?",
        "changed the draft 2 times",
        "python manage.py assess profile.json --day 2026-11-24 --policy policy.json --format json",
        SHA256,
    ):
        assert squeezed(words) in rest, words


def test_it_says_who_wrote_what_and_when_to_machines(approved: tuple[PdfReader, list[str]]) -> None:
    meta = approved[0].metadata
    assert meta is not None
    assert meta.title == "Fine-tune a small model for ticket triage"
    assert meta.author == "Ana Author"
    assert "Help desk" in (meta.keywords or "")
    assert meta.creation_date is not None
    assert meta.creation_date.isoformat() == "2026-11-24T15:47:00+00:00"


def test_it_is_tagged_for_screen_readers_and_has_bookmarks(approved: tuple[PdfReader, list[str]]) -> None:
    catalogue = approved[0].root_object
    assert catalogue["/MarkInfo"]["/Marked"].value  # type: ignore[index]
    assert catalogue["/Lang"] == "en"
    assert "/StructTreeRoot" in catalogue
    assert b"pdfuaid" in approved[0].xmp_metadata.stream.get_data()  # type: ignore[union-attr]
    titles = [entry["/Title"] for entry in approved[0].outline if not isinstance(entry, list)]
    assert "Options" in " ".join(titles)
    assert "Approval trail" in " ".join(titles)


def test_its_pages_are_a4_and_numbered(approved: tuple[PdfReader, list[str]]) -> None:
    reader, texts = approved
    for number, (page, text) in enumerate(zip(reader.pages, texts, strict=True), start=1):
        assert (round(page.mediabox.width), round(page.mediabox.height)) == (595, 842)
        assert f"{number} / {len(texts)}" in text


def test_its_charts_are_drawn_not_photographed(approved: tuple[PdfReader, list[str]]) -> None:
    images = [image for page in approved[0].pages for image in page.images]
    assert images == []
    assert "Calls a month" in "".join(approved[1])


def test_the_same_state_gives_the_same_bytes() -> None:
    assert render_pdf(report()) == render_pdf(report())


def test_a_draft_says_so_on_every_page() -> None:
    _, texts = read(report("draft", submitted_at=None))
    assert all("DRAFT" in text or "Draft" in text for text in texts)
    assert "This is a draft" in texts[0]
    assert "A draft has no fingerprint" in " ".join("".join(texts).split())


@pytest.mark.parametrize("field", ["title", "rationale", "override_reason", "alternatives_rejected", "consequences"])
def test_what_people_typed_prints_as_typed(field: str) -> None:
    _, texts = read(report("submitted", **{field: HOSTILE}))
    printed = squeezed("".join(texts))
    for line in HOSTILE.split("\n"):
        assert squeezed(line) in printed, line


def test_what_people_typed_can_run_nothing() -> None:
    reader, texts = read(report("submitted", rationale=HOSTILE, title='#read("/etc/passwd")'))
    assert "root:" not in "".join(texts)
    links = [
        annotation.get_object()
        for page in reader.pages
        for annotation in page.get("/Annots", [])  # type: ignore[union-attr]
    ]
    targets = [str(link["/A"]["/URI"]) for link in links if "/A" in link and "/URI" in link["/A"]]
    assert targets
    assert all(target.startswith("https://openai.com/") for target in targets)
    assert "/JavaScript" not in str(reader.root_object)
    assert "/OpenAction" not in reader.root_object


def test_a_source_that_is_no_web_address_is_no_link() -> None:
    data = report()
    for note in ("javascript:alert(1)", "https://a.example/\u202ex", "file:///etc/passwd", "https://a b"):
        data["assumptions"][0]["rows"][0]["note"] = note
        reader = PdfReader(io.BytesIO(render_pdf(data)))
        assert note.encode() not in b"".join(
            str(annotation.get_object()).encode()
            for page in reader.pages
            for annotation in page.get("/Annots", [])  # type: ignore[union-attr]
        )


def test_the_days_behind_a_web_address_are_no_part_of_it() -> None:
    data = report()
    data["assumptions"][0]["rows"][0]["note"] = "https://a.example/prices?of=x (2026-11-01, checked 2026-11-24)"
    reader, texts = read(data)
    targets = {
        annotation.get_object()["/A"]["/URI"]
        for page in reader.pages
        for annotation in page.get("/Annots", [])  # type: ignore[union-attr]
        if "/URI" in annotation.get_object().get("/A", {})
    }
    assert "https://a.example/prices?of=x" in targets
    assert not [target for target in targets if "checked" in target]
    assert squeezed("(2026-11-01, checked 2026-11-24)") in squeezed("".join(texts))


def test_scripts_of_the_world_print_where_the_machine_has_their_fonts() -> None:
    _, texts = read(report("submitted", rationale=f"{CHINESE}\n\n{ARABIC}\n\n{EMOJI}"))
    printed = squeezed("".join(texts))
    families = pdf._fonts().families()
    if any("CJK" in family for family in families):
        assert CHINESE in printed
    if any("Arabic" in family for family in families):
        # Right-to-left words come out in the order of their places on the line.
        assert all(word in printed for word in ARABIC.split())
    if any("Emoji" in family for family in families):
        assert "😀" in printed
    # Whatever the machine has, the text around them is there.
    assert "Ana Author" in "".join(texts)


def test_a_character_without_a_font_costs_pdf_ua_not_the_report() -> None:
    reader, texts = read(report("submitted", rationale="before \u0378 after"))
    assert "not PDF/UA" in texts[0]
    assert reader.root_object["/MarkInfo"]["/Marked"].value  # type: ignore[index]
    assert b"pdfuaid" not in reader.xmp_metadata.stream.get_data()  # type: ignore[union-attr]
    assert "before" in texts[0]
    assert "after" in texts[0]


def test_control_characters_are_shown_as_unprintable() -> None:
    _, texts = read(report("submitted", rationale="a\x00b\x07c\ud800d\ufffee\tf\x0bg", title="t\x00t"))
    assert "a\ufffdb\ufffdc\ufffdd\ufffde" in texts[0]


def test_ten_thousand_characters_without_a_space_stay_on_the_page() -> None:
    _, texts = read(report("submitted", consequences="W" * 10_000, title="W" * 160))
    assert "".join(texts).count("W") >= 10_000
    # A column of text takes 48 of them; a word that ran off the page would be one long line.
    assert max(len(line) for text in texts for line in text.split("\n") if set(line) == {"W"}) <= 48


@pytest.mark.parametrize("letter", ["W", "中", "\n", "a b\n"])
def test_page_one_stays_one_page_whatever_was_typed(letter: str) -> None:
    long = letter * 3000
    _, texts = read(
        report(
            "submitted",
            title="W" * 160,
            rationale="Because " + long,
            override_reason="Since " + long,
            follows_recommendation=False,
            choice="prompt",
            option_key="prompt-large",
            author={"name": "N" * 150, "email": "n@example.com"},
        )
    )
    assert "Approved on 24" in texts[0].replace("\u00a0", " ")
    assert texts[1].replace("\u00a0", " ").find("The path through the questions") >= 0


def test_three_thousand_rows_break_across_pages_and_none_is_lost() -> None:
    data = report()
    row = data["assumptions"][0]["rows"][0]
    data["assumptions"][0]["rows"] = [{**row, "note": f"row {number} end"} for number in range(3000)]
    _, texts = read(data)
    printed = "".join(texts)
    assert len(texts) > 40
    assert all(f"row {number} end" in printed for number in range(3000))
    assert sum("Note or source" in text for text in texts) > 40


def test_charts_that_cannot_be_drawn_are_told_in_words() -> None:
    data = report()
    for chart in data["charts"]:
        chart["svg"], chart["empty"] = "", "There is nothing to draw yet."
    _, texts = read(data)
    assert "There is nothing to draw yet." in "".join(texts)


def test_the_template_folder_holds_the_template_alone() -> None:
    files = [path for path in pdf.TEMPLATE_FOLDER.rglob("*") if path.is_file()]
    assert files
    assert all(path.suffix == ".typ" and not path.is_symlink() for path in files)
