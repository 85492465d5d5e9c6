import io
from pathlib import Path

import msgspec
import pikepdf
import pytest
from PIL import Image

from campaigns.publication.documents import pdf
from campaigns.publication.documents.files import draft_pdf, files
from campaigns.publication.documents.pdf import TypesettingError, edition_pdf
from tests.publication.documents.editions import FAIR_FUTURES, SCRIPTS, edition, entry, invented_rows
from tests.publication.documents.reading import faces_of, pages_of, structure, words_of

TRAPS = [
    '#eval("1+1")',
    "#set page(fill: red)",
    "$x^2$ @label <label>",
    "\\u{41} \\ ~ --- ...",
    "<script>alert(1)</script>",
    "*not strong* _not so_ `raw`",
    "// no comment /* none */",
    "= no heading",
    '#image("/etc/passwd")',
    '"]) #panic()',
]


def logo(width: int, height: int) -> bytes:
    drawn = io.BytesIO()
    Image.new("RGB", (width, height), "#1d5c54").save(drawn, "PNG")
    return drawn.getvalue()


def test_the_pdf_is_accessible_and_says_what_it_is() -> None:
    paper, _ = edition_pdf(edition(*invented_rows(3), publisher=msgspec.structs.replace(FAIR_FUTURES, logo=logo(60, 20))))
    with pikepdf.open(io.BytesIO(paper)) as document:
        assert str(document.Root.Lang) == "en-GB"
        assert document.Root.MarkInfo.Marked
        assert document.Root.ViewerPreferences.DisplayDocTitle
        information = document.open_metadata()
        assert information["pdfuaid:part"] == "1"
        assert (information["pdfaid:part"], information["pdfaid:conformance"]) == ("2", "A")
        assert information["dc:title"] == "A fair start for every child"
        assert information["dc:creator"] == ["Fair Futures Alliance"]
        assert information["xmp:CreateDate"] == information["xmp:ModifyDate"] == "2026-06-04T16:00:00+00:00"
    figures = [tag for _, tag in structure(paper) if tag == "/Figure"]
    assert figures == ["/Figure"]


def test_the_list_is_one_tagged_list_and_the_asks_another() -> None:
    tags = structure(edition_pdf(edition(*invented_rows(27), notes_to_editors=""))[0])
    lists = [position for position, (_, tag) in enumerate(tags) if tag == "/L"]
    assert len(lists) == 2
    asks, rows = tags[lists[0] : lists[1]], tags[lists[1] :]
    assert sum(tag == "/LI" for _, tag in asks) == 3
    assert sum(tag == "/LI" for _, tag in rows) == 27
    assert [tag for _, tag in tags if tag.startswith("/H")] == ["/H1", "/H2", "/H2"]


def test_a_long_list_fills_pages_of_two_columns_in_order() -> None:
    content = edition(*invented_rows(300))
    paper, _ = edition_pdf(content)
    pages = pages_of(paper)
    assert len(pages) > 4
    assert f"Page {len(pages)} of {len(pages)}" in pages[-1]
    words, start = words_of(paper), 0
    for row in content.entries:
        start = words.index(row.display_name, start) + len(row.display_name)
    assert sum(tag == "/L" for _, tag in structure(paper)) == 2


def test_every_page_says_which_edition_it_belongs_to() -> None:
    content = edition(*invented_rows(300))
    for page in pages_of(edition_pdf(content)[0]):
        assert "FFA-2026-07 · edition 1, as at 5pm on Thursday 4 June 2026 (BST)" in page
        short = " ".join(content.sha256[start : start + 4] for start in range(0, 16, 4))
        assert f"{content.address} · text {short}" in page


def test_names_come_out_in_every_script_without_a_font_of_the_machine() -> None:
    paper, warnings = edition_pdf(edition(*(entry(name) for name in SCRIPTS)))
    assert warnings == []
    words = words_of(paper)
    for name in ("Llais Ynys Môn", "Ósk Community Trust", "Żubr Polonia Society", "希望中心"):
        assert name in words
    assert set("আশা কেন্দ্র") <= set(words)
    assert {"LibertinusSerif", "NotoSerifBengali", "NotoSansHans"} <= faces_of(paper)
    assert faces_of(paper) & {"Amiri", "NotoNaskhArabic"}
    assert "DejaVuSansMono" not in faces_of(paper)


def test_a_letter_that_no_font_has_still_gives_a_pdf_and_a_warning() -> None:
    korean, thai = "희망센터", "ศูนย์ความหวัง"
    paper, warnings = edition_pdf(edition(entry("Wensum Carers"), entry(korean), entry("Hope Centre", person=thai)))
    assert len(pages_of(paper)) == 2
    (warning,) = warnings
    assert warning.startswith("The PDF shows boxes instead of letters, and is not marked as accessible")
    assert f"these names: {korean}, Hope Centre." in warning
    assert "Wensum" not in warning
    with pikepdf.open(io.BytesIO(paper)) as document:
        assert "pdfuaid:part" not in document.open_metadata()
        assert document.Root.MarkInfo.Marked, "it keeps its tags"


def test_a_letter_of_the_text_that_no_font_has_is_named() -> None:
    _, warnings = edition_pdf(edition(entry("Wensum Carers"), title="희망"))
    assert len(warnings) == 1
    assert "these letters of the text: 희 망." in warnings[0]


@pytest.mark.parametrize(
    "script",
    [
        "Llais Ŷnys Ŵyn",
        "ਪੰਜਾਬੀ ਕੇਂਦਰ",
        "ગુજરાતી સમાજ",
        "தமிழ் சங்கம்",
        "हिन्दी समिति",
        "انجمن خواتین",
        "香港僑民聯盟",
        "Đặng Việt",
        "Українська",
        "Ελληνική",
        "שלום",
    ],
)
def test_other_scripts_of_british_towns_are_drawn_too(script: str) -> None:
    assert edition_pdf(edition(entry(script)))[1] == []


def test_words_are_set_as_words_whatever_they_look_like() -> None:
    rows = [entry(trap, person=trap, title=trap) for trap in TRAPS]
    body = "\n\n".join(f"\\{trap}" if trap[0] in "#=*<" else trap.replace("<", "\\<") for trap in TRAPS if "`" not in trap)
    publisher = msgspec.structs.replace(FAIR_FUTURES, name=TRAPS[0], host_name=TRAPS[1], postal_address="\n".join(TRAPS))
    content = edition(
        *rows, title=" ".join(TRAPS), body=body, attestation=TRAPS[3], addressee_office=TRAPS[8], publisher=publisher
    )
    paper, warnings = edition_pdf(content)
    assert warnings == []
    words = words_of(paper)
    for trap in TRAPS:
        assert words.count(trap) >= 3, trap
    with pikepdf.open(io.BytesIO(paper)) as document:
        kinds = {
            str(item[key])
            for item in document.objects
            if isinstance(item, pikepdf.Dictionary)
            for key in ("/S", "/Type")
            if key in item
        }
    assert not kinds & {"/JavaScript", "/Launch", "/EmbeddedFile"}


def test_markdown_is_set_as_what_it_means() -> None:
    parts = ["# Head", "> Quoted", "- one\n  1. nested", "|a|b|\n|-|-:|\n|c|d[^t]|", "---", "    code", "See[^n] and[^n]."]
    body = "\n\n".join([*parts, "[^n]: Said[^n].\n\n    More.\n[^t]: In a cell."])
    paper, _ = edition_pdf(edition(entry("Llais Ynys Môn"), body=body, notes_to_editors="Note[^n]\n\n[^n]: Said."))
    tags = {tag for _, tag in structure(paper)}
    assert {"/H2", "/L", "/Table", "/TH", "/TD", "/Note", "/Code", "/BlockQuote"} <= tags


@pytest.mark.parametrize("mark", ["> ", "- ", "1. ", "> - "])
def test_any_depth_of_quotes_and_lists_can_be_typeset(mark: str) -> None:
    edition_pdf(edition(entry("Llais Ynys Môn"), body=mark * 30 + "deep"))


def test_long_words_stay_in_their_column() -> None:
    name = "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch Community Council"
    paper, _ = edition_pdf(edition(entry(name), entry("Wensum Carers"), body="https://a.example/" + "x" * 300))
    assert name.replace(" ", "") in words_of(paper).replace(" ", "")


@pytest.mark.parametrize("size", [(3000, 60), (40, 900), (1, 1)])
def test_a_logo_of_any_shape_fits(size: tuple[int, int]) -> None:
    publisher = msgspec.structs.replace(FAIR_FUTURES, logo=logo(*size), logo_alt="")
    assert len(pages_of(edition_pdf(edition(entry("Llais Ynys Môn"), publisher=publisher))[0])) == 2


def test_a_letter_can_be_in_a_language_written_from_right_to_left() -> None:
    content = edition(
        entry("مركز الأمل"), language="ar", title="بداية عادلة", body="نحن {count}", attestation="نحن", notes_to_editors=""
    )
    paper, warnings = edition_pdf(content)
    assert warnings == []
    with pikepdf.open(io.BytesIO(paper)) as document:
        assert str(document.Root.Lang) == "ar"


@pytest.mark.parametrize("language", ["en", "cy", "en-GB", "zh-Hant-HK", "not a language", ""])
def test_any_language_tag_can_be_typeset(language: str) -> None:
    edition_pdf(edition(entry("Llais Ynys Môn"), language=language))


def test_a_draft_says_so_on_every_page_and_names_nobody() -> None:
    content = edition(entry("Wensum Carers", person="Amina Cole"), body="Words of a draft. " * 900, sha256="")
    (file,) = draft_pdf(content).files
    assert file.file_name == "FFA-2026-07-version-1-DRAFT.pdf"
    pages = pages_of(file.content)
    assert len(pages) > 3
    for page in pages:
        assert "DRAFT – not published and not signed" in page
        assert "edition" not in page
    assert not {"Wensum", "Amina"} & set(words_of(file.content).split())
    with pikepdf.open(io.BytesIO(file.content)) as document:
        assert document.open_metadata()["dc:title"] == "DRAFT: A fair start for every child"


def test_a_draft_shows_that_the_number_is_not_known_yet() -> None:
    (file,) = draft_pdf(edition(title="{count} ask", sha256="")).files
    assert "… ask" in words_of(file.content)
    assert "We are … organisations" in words_of(file.content)


def test_an_empty_draft_can_be_printed() -> None:
    draft_pdf(edition(title="", body="", attestation="", notes_to_editors="", addressee_name="", addressee_office=""))


def test_an_edition_nobody_signed_has_no_empty_list() -> None:
    assert "Signed by" not in words_of(files(edition()).files[0].content)


def test_a_picture_that_is_none_is_an_error_in_words() -> None:
    publisher = msgspec.structs.replace(FAIR_FUTURES, logo=b"not a picture")
    with pytest.raises(TypesettingError, match="could not be made"):
        edition_pdf(edition(entry("Llais Ynys Môn"), publisher=publisher))


def test_a_typesetter_that_takes_too_long_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "_SECONDS", 0.01)
    with pytest.raises(TypesettingError, match="not ready"):
        edition_pdf(edition(*invented_rows(300)))


def test_the_templates_fetch_nothing() -> None:
    for template in Path(pdf._TEMPLATES).glob("*.typ"):
        words = template.read_text()
        assert "@preview" not in words
        assert "eval(" not in words
        assert "http" not in words


def test_a_link_that_no_pdf_can_hold_keeps_its_words() -> None:
    long = "https://reports.example/" + "q" * 8100
    short = "[the short one](https://short.example/)"
    body = f"Read [the report]({long}).[^1]\n\n- [again]({long}), or {short}\n\n[^1]: [Here]({long})."
    paper, warnings = edition_pdf(edition(entry("Wensum Carers"), body=body))
    assert warnings == []
    for said in ("the report", "again", "the short one", "Here"):
        assert said in words_of(paper)
    assert b"https://short.example/" in paper
    assert b"q" * 2001 not in paper
