"""The directory to download, for people. A file is made as it is asked for and kept nowhere."""

from litestar import get
from litestar.response import Response

from campaigns.coalitions.roles import Permission
from campaigns.organisations.dependencies import Place
from campaigns.organisations.export.files import as_csv, as_xlsx
from campaigns.organisations.export.rows import directory
from campaigns.web.dependencies import Session

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8; header=present"


@get("/organisations.csv", include_in_schema=False)
async def download_csv(session: Session, place: Place) -> Response[bytes]:
    return await csv_of(session, place)


@get("/organisations.xlsx", include_in_schema=False)
async def download_xlsx(session: Session, place: Place) -> Response[bytes]:
    return await xlsx_of(session, place)


async def csv_of(session: Session, place: Place) -> Response[bytes]:
    """The directory as CSV. Raises `NotAllowed`."""
    place.require(Permission.MANAGE_ORGANISATIONS)
    return _file(await as_csv(directory(session)), CSV, f"{place.slug}-organisations.csv")


async def xlsx_of(session: Session, place: Place) -> Response[bytes]:
    """The directory as a workbook. Raises `NotAllowed`."""
    place.require(Permission.MANAGE_ORGANISATIONS)
    return _file(await as_xlsx(directory(session)), XLSX, f"{place.slug}-organisations.xlsx")


def _file(content: bytes, media_type: str, name: str) -> Response[bytes]:
    return Response(content, media_type=media_type, headers={"Content-Disposition": f'attachment; filename="{name}"'})


HANDLERS = [download_csv, download_xlsx]
