"""The directory as a file for programs, at `/api/v1/coalitions/{coalition}/organisations.csv` and `.xlsx`."""

from litestar import get
from litestar.response import Response

from campaigns.organisations.dependencies import Place
from campaigns.organisations.export.pages import csv_of, xlsx_of
from campaigns.web.dependencies import Session


@get("/organisations.csv")
async def export_csv(session: Session, place: Place) -> Response[bytes]:
    """Every organisation with its contacts, one row for each contact, as an import reads it again (RFC 4180)."""
    return await csv_of(session, place)


@get("/organisations.xlsx")
async def export_xlsx(session: Session, place: Place) -> Response[bytes]:
    """The same as a workbook of one sheet (ISO/IEC 29500), in which every cell is a text."""
    return await xlsx_of(session, place)


HANDLERS = [export_csv, export_xlsx]
