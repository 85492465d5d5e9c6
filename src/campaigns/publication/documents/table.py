"""The lists as CSV, for a spreadsheet: exact when read back, and nothing in it that a spreadsheet would run."""

import csv
import io

from campaigns.individuals.wording import FOR_IDENTIFICATION
from campaigns.publication.content import EditionContent
from campaigns.text.spreadsheet import guarded

COLUMNS = (
    "position",
    "name",
    "sort name",
    "organisations",
    "organisation count",
    "person",
    "title",
    "signed in edition",
    "group",
)
OF_INDIVIDUALS = ("position", "name", "title", "affiliation", "title and affiliation are", "signed in edition")


def table(content: EditionContent) -> str:
    """RFC 4180 with a byte order mark, a heading line and one line for each row, in the edition's order.

    The names of a joint row's organisations are joined by "; ". A cell that a spreadsheet could run begins with an
    apostrophe, which `text.spreadsheet.unguarded` takes away again. `group` is "yes" for an organisation that signs on
    behalf of its members, else empty; new columns come last, so that the places of the others stay.
    """
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for position, entry in enumerate(content.entries, start=1):
        names = (entry.display_name, entry.sort_name, "; ".join(entry.organisations))
        person = (entry.person_name, entry.person_title)
        writer.writerow(
            [
                position,
                *(guarded(name) for name in names),
                len(entry.organisations),
                *(guarded(part) for part in person),
                entry.signed_in_edition,
                "yes" if entry.as_group else "",
            ]
        )
    return "\ufeff" + written.getvalue()


def individuals_table(content: EditionContent) -> str:
    """The second list in the same form, in a file of its own, so that nobody adds the two up by mistake."""
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\r\n")
    writer.writerow(OF_INDIVIDUALS)
    for position, one in enumerate(content.individuals, start=1):
        note = FOR_IDENTIFICATION if one.title or one.affiliation else ""
        cells = (guarded(one.name), guarded(one.title), guarded(one.affiliation), note)
        writer.writerow([position, *cells, one.signed_in_edition])
    return "\ufeff" + written.getvalue()
