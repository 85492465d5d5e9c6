"""The files of an edition, byte for byte as they were made, and the logo of its letterhead."""

from base64 import b64decode, b64encode
from hashlib import sha256
from typing import Any
from urllib.parse import quote

from litestar import get
from litestar.params import FromPath
from litestar.response import Response

from campaigns.publication.numbers import edition_number
from campaigns.publication.queries import edition_file, edition_logo
from campaigns.web.bodies import AnyRequest
from campaigns.web.conditional import KEEP, tagged, unchanged
from campaigns.web.dependencies import Session

#: What browsers show by themselves; everything else is saved.
_SHOWN = ("application/pdf", "text/plain")


@get("/letters/{coalition:str}/{slug:str}/editions/{number:str}/{file_name:str}", include_in_schema=False)
async def download(
    coalition: FromPath[str],
    slug: FromPath[str],
    number: FromPath[str],
    file_name: FromPath[str],
    request: AnyRequest,
    session: Session,
) -> Response[Any]:
    """The stored bytes, with their SHA-256 as entity tag and as `Repr-Digest` (RFC 9530)."""
    file = await edition_file(session, coalition, slug, edition_number(number), file_name)
    tag = f'"{file.sha256}"'
    way = "inline" if file.media_type.startswith(_SHOWN) else "attachment"
    headers = {
        "Content-Type": file.media_type,
        "Content-Disposition": f'{way}; filename="{quote(file.file_name)}"',
        "Repr-Digest": f"sha-256=:{b64encode(bytes.fromhex(file.sha256)).decode()}:",
    }
    return unchanged(request, tag, KEEP) or tagged(Response(file.content, headers=headers), tag, KEEP)


@get("/letters/{coalition:str}/{slug:str}/editions/{number:str}/letterhead.png", include_in_schema=False)
async def letterhead(
    coalition: FromPath[str], slug: FromPath[str], number: FromPath[str], request: AnyRequest, session: Session
) -> Response[Any]:
    """The logo that the coalition had when the edition was built."""
    logo = b64decode(await edition_logo(session, coalition, slug, edition_number(number)))
    tag = f'"{sha256(logo).hexdigest()}"'
    return unchanged(request, tag, KEEP) or tagged(Response(logo, media_type="image/png"), tag, KEEP)


HANDLERS = [download, letterhead]
