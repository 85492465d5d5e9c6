"""Cells of a CSV file that a spreadsheet program must not take for a formula."""

import re

#: What spreadsheets take for the beginning of a formula, full-width forms included (OWASP, CSV injection; ASVS 1.2.10).
_FORMULA = re.compile("'*[=+@\t\r\0\uff1d\uff0b\uff20\uff0d-]")


def guarded(cell: str) -> str:
    """`cell`, with an apostrophe before it where a spreadsheet could take it for a formula."""
    return f"'{cell}" if _FORMULA.match(cell) else cell


def unguarded(cell: str) -> str:
    """What `guarded` was given."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell
