"""What a reader's own tools find in our files."""

import csv
import io
from collections.abc import Iterator

import pikepdf
import pypdf

from campaigns.publication.documents.files import BuiltFile, BuiltFiles
from campaigns.text.spreadsheet import unguarded


def named(built: BuiltFiles, ending: str) -> BuiltFile:
    (found,) = [file for file in built.files if file.file_name.endswith(ending)]
    return found


def pages_of(paper: bytes) -> list[str]:
    return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(paper)).pages]


def words_of(paper: bytes) -> str:
    """All text of a PDF, every run of spaces and line ends being one space."""
    return " ".join(" ".join(pages_of(paper)).split())


def rows_of(table: bytes) -> list[dict[str, str]]:
    reader = csv.DictReader(io.StringIO(table.decode("utf-8-sig"), newline=""))
    return [{column: unguarded(cell) for column, cell in row.items()} for row in reader]


def structure(paper: bytes) -> list[tuple[int, str]]:
    """The tags of a PDF in reading order, each with its depth."""

    def walk(node: pikepdf.Object, depth: int) -> Iterator[tuple[int, str]]:
        if isinstance(node, pikepdf.Array):
            for child in node:
                yield from walk(child, depth)
        elif isinstance(node, pikepdf.Dictionary) and "/S" in node:
            yield depth, str(node.S)
            if "/K" in node:
                yield from walk(node.K, depth + 1)

    with pikepdf.open(io.BytesIO(paper)) as pdf:
        return list(walk(pdf.Root.StructTreeRoot.K, 0))


def faces_of(paper: bytes) -> set[str]:
    """The names of the embedded faces, without the letters that mark a subset."""
    with pikepdf.open(io.BytesIO(paper)) as pdf:
        names = {str(item.BaseFont) for item in pdf.objects if isinstance(item, pikepdf.Dictionary) and "/BaseFont" in item}
    return {name.lstrip("/").partition("+")[2].partition("-")[0] for name in names}
