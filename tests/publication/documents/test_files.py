import hashlib
import json
import subprocess
from pathlib import Path

import msgspec
import pytest

from campaigns.publication.documents.files import BuiltFiles, files
from campaigns.publication.documents.view import letter_view
from campaigns.publication.documents.wording import count_sentence
from tests.publication.documents.editions import NOTES, SCRIPTS, edition, entry, invented_rows
from tests.publication.documents.reading import named, rows_of, words_of

JOINT = entry("Bassett Vale Carers and Northmere Together", "Bassett Vale Carers", "Northmere Together")


def names_in_text(text: str) -> list[str]:
    """The rows of the plain text: from the line after the count sentence to the next heading."""
    _, _, after = text.partition("Signed by\n---------\n")
    rows, _, _ = after.partition("\n\nNotes to editors\n")
    _, _, rows = rows.partition("\n\n")
    return [line for line in rows.split("\n") if not line.startswith("    ")]


@pytest.fixture(scope="module")
def built() -> BuiltFiles:
    return files(edition(JOINT, *invented_rows(26)))


def test_an_edition_has_its_five_files(built: BuiltFiles) -> None:
    assert [(file.file_name, file.media_type) for file in built.files] == [
        ("FFA-2026-07-edition-1.pdf", "application/pdf"),
        ("FFA-2026-07-edition-1-letter.txt", "text/plain; charset=utf-8"),
        ("FFA-2026-07-edition-1-signatories.csv", "text/csv; charset=utf-8; header=present"),
        ("FFA-2026-07-edition-1.json", "application/json"),
        ("SHA256SUMS", "text/plain; charset=utf-8"),
    ]
    assert built.warnings == []


def test_every_output_says_who_signs_on_behalf_of_its_members() -> None:
    fens = entry("Fens Federation", person="Vi Marsh", title="chair", as_group=True)
    built = files(edition(fens, entry("Fens Carers")))

    assert "Fens Federation, on behalf of its members\n    Vi Marsh, chair\nFens Carers\n" in (
        named(built, "-letter.txt").content.decode()
    )
    assert "Fens Federation on behalf of its members Vi Marsh, chair" in words_of(named(built, ".pdf").content)
    rows = rows_of(named(built, ".csv").content)
    assert [(row["name"], row["organisation count"], row["group"]) for row in rows] == [
        ("Fens Federation", "1", "yes"),
        ("Fens Carers", "1", ""),
    ]
    told = json.loads(named(built, ".json").content)
    assert [row["group"] for row in told["signatories"]] == [True, False]
    assert told["count"] == {"organisations": 2, "rows": 2}


def test_every_output_agrees_on_order_and_count(built: BuiltFiles) -> None:
    content = edition(JOINT, *invented_rows(26))
    expected = [row.display_name for row in content.entries]
    sentence = "28 organisations, edition 1, as at 5pm on Thursday 4 June 2026 (BST)"

    text = named(built, "-letter.txt").content.decode()
    assert names_in_text(text) == expected
    assert sentence in text

    assert [row["name"] for row in rows_of(named(built, ".csv").content)] == expected
    assert sum(int(row["organisation count"]) for row in rows_of(named(built, ".csv").content)) == 28

    data = json.loads(named(built, ".json").content)
    assert [row["name"] for row in data["signatories"]] == expected
    assert data["count"] == {"organisations": 28, "rows": 27}
    assert data["countSentence"] == sentence

    words = words_of(named(built, ".pdf").content)
    assert sentence in words
    start = words.index("Signed by")
    for name in expected:
        start = words.index(name, start) + len(name)
    assert "We are 28 organisations" in words
    assert "We are 28 organisations" in letter_view(content).body
    assert count_sentence(content) == sentence


def test_the_same_content_gives_the_same_bytes(built: BuiltFiles) -> None:
    assert files(edition(JOINT, *invented_rows(26))) == built


def test_sha256sum_accepts_the_checksums(built: BuiltFiles, tmp_path: Path) -> None:
    for file in built.files:
        assert hashlib.sha256(file.content).hexdigest() == file.sha256
        (tmp_path / file.file_name).write_bytes(file.content)
    checked = subprocess.run(["sha256sum", "-c", "SHA256SUMS"], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert checked.stdout.count(": OK\n") == 4


def test_a_person_is_shown_only_where_the_edition_has_one() -> None:
    built = files(
        edition(
            entry("Wensum Voluntary Action (WVA)", person="Amina Cole", title="chief executive"), entry("Llais Ynys Môn")
        )
    )
    assert "Wensum Voluntary Action (WVA) Amina Cole, chief executive Llais Ynys Môn" in words_of(built.files[0].content)
    assert (
        "Wensum Voluntary Action (WVA)\n    Amina Cole, chief executive\nLlais Ynys Môn\n"
        in named(built, ".txt").content.decode()
    )
    (first, second) = rows_of(named(built, ".csv").content)
    assert (first["person"], first["title"], second["person"]) == ("Amina Cole", "chief executive", "")


def test_a_coalition_that_speaks_itself_has_members_and_no_signatories() -> None:
    content = edition(*(entry(name) for name in SCRIPTS), attribution="coalition", attestation="", rolling=True)
    built = files(content)
    assert named(built, "-members.csv").label == "List of members (CSV)"
    data = json.loads(named(built, ".json").content)
    assert (len(data["members"]), data["signatories"]) == (9, [])
    everything = b" ".join(file.content for file in built.files[1:]).decode() + words_of(built.files[0].content)
    assert "Members of Fair Futures Alliance" in everything
    assert "9 member organisations, edition 1" in everything
    assert "Signed by" not in everything
    assert "still sign" not in everything


def test_a_rolling_statement_says_where_others_can_sign() -> None:
    built = files(edition(entry("Llais Ynys Môn"), rolling=True))
    assert "Other organisations can still sign:" in words_of(built.files[0].content)
    assert "Llais Ynys Môn\n\nOther organisations can still sign:\nhttps://letters." in named(built, ".txt").content.decode()


def test_an_edition_that_contradicts_itself_is_not_built() -> None:
    right = edition(entry("Llais Ynys Môn"))
    with pytest.raises(ValueError, match="fingerprint"):
        files(msgspec.structs.replace(right, body=right.body + " And more."))
    with pytest.raises(ValueError, match="counts organisations"):
        files(msgspec.structs.replace(right, organisation_count=20))


def test_the_number_of_organisations_is_no_part_of_what_was_signed() -> None:
    one, two = edition(entry("Llais Ynys Môn")), edition(*invented_rows(2))
    assert one.sha256 == two.sha256
    assert NOTES in json.loads(named(files(one), ".json").content)["canonicalText"].replace("\n    ", "\n") + "\n"


def test_a_reference_makes_a_file_name_that_is_safe_anywhere() -> None:
    built = files(edition(entry("Llais Ynys Môn"), reference="../FFA 2026/07: «é»"))
    assert built.files[0].file_name == "FFA-2026-07-edition-1.pdf"
