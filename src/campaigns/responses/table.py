"""The response board as CSV, for the secretariat's own spreadsheet: private, and with nothing in it that would run."""

import csv
import io
from collections.abc import Iterator, Sequence

from campaigns.instants import wall_clock
from campaigns.invitations.reasons import WORDS as REASON_WORDS
from campaigns.invitations.reasons import Reason
from campaigns.languages.locales import Locale, reading
from campaigns.responses.queries import DELIVERY_WORDS, WORDS, BoardRow
from campaigns.responses.themes import Said
from campaigns.responses.words import basis_told, tier_told
from campaigns.text.spreadsheet import guarded

COLUMNS = (
    "organisation",
    "response",
    "person",
    "when",
    "needs until",
    "reasons",
    "explanation",
    "would sign if",
    "mail",
    "mail sent",
    "wave",
    "mail problem",
    "note",
    "noted by",
    "noted",
    "cascade via",
    "authority",
    "passed on to",
    "passed on by",
    "tier",
    "role",
)
_ROWS_AT_ONCE = 200


def board_csv(rows: Sequence[BoardRow], zone: str) -> Iterator[str]:
    """RFC 4180 with a byte order mark, some rows at a time; times are wall-clock times in `zone`."""
    yield "\ufeff" + _lines([COLUMNS])
    for start in range(0, len(rows), _ROWS_AT_ONCE):
        # Programs read its words, whatever language whoever loads it reads.
        with reading(Locale.ENGLISH):
            lines = _lines([_cells(row, zone) for row in rows[start : start + _ROWS_AT_ONCE]])
        yield lines


def themes_csv(said: Sequence[Said]) -> str:
    """Why organisations decline, one line for each, in the same form; the first column is empty where no name was given."""
    lines = [
        (one.organisation, "; ".join(REASON_WORDS[reason] for reason in one.reasons), one.explanation, one.would_sign_if)
        for one in said
    ]
    return "\ufeff" + _lines([("organisation", "reasons", "explanation", "would sign if"), *lines])


def _cells(row: BoardRow, zone: str) -> Sequence[str]:
    return (
        row.name,
        WORDS[row.response],
        row.person,
        f"{wall_clock(row.at, zone):%Y-%m-%d %H:%M}" if row.at else "",
        f"{row.needed_by:%Y-%m-%d}" if row.needed_by else "",
        "; ".join(REASON_WORDS[Reason(reason)] for reason in row.reasons),
        row.explanation,
        row.would_sign_if,
        DELIVERY_WORDS[row.mail],
        f"{wall_clock(row.mail_at, zone):%Y-%m-%d %H:%M}" if row.mail_at else "",
        str(row.wave or ""),
        "; ".join(row.mail_why.split("\n")),
        row.note,
        row.note_by,
        f"{wall_clock(row.note_at, zone):%Y-%m-%d %H:%M}" if row.note_at else "",
        row.via,
        basis_told(row),
        row.passed_to,
        row.passed_by,
        tier_told(row),
        row.role,
    )


def _lines(rows: Sequence[Sequence[str]]) -> str:
    written = io.StringIO()
    csv.writer(written, lineterminator="\r\n").writerows([guarded(cell) for cell in row] for row in rows)
    return written.getvalue()
