"""Signatures in a personal capacity as CSV, for the secretariat's own spreadsheet: private, and nothing in it runs."""

import csv
import io
from collections.abc import Sequence

from campaigns.individuals.queries import IndividualOnRecord
from campaigns.individuals.told_steps import STATE_WORDS
from campaigns.instants import wall_clock
from campaigns.text.spreadsheet import guarded

COLUMNS = ("name", "title", "affiliation", "email", "state", "sent", "how it was decided")


def individuals_csv(rows: Sequence[IndividualOnRecord], zone: str) -> str:
    """RFC 4180 with a byte order mark; times are wall-clock times in `zone`."""
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for row in rows:
        sent = f"{wall_clock(row.submitted_at, zone):%Y-%m-%d %H:%M}"
        cells = (row.name, row.title, row.affiliation, row.email, STATE_WORDS[row.state], sent, row.review_note)
        writer.writerow([guarded(cell) for cell in cells])
    return "\ufeff" + written.getvalue()
