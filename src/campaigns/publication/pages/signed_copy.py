"""The PDF of one's own signature, from its own link or from the organisation's invitation."""

import logging

from litestar import Router, get
from litestar.response import Response

from campaigns.errors import NotAllowedNow
from campaigns.languages.catalogues import gettext
from campaigns.publication.documents.pdf import TypesettingError
from campaigns.publication.documents.signed import signed_pdf
from campaigns.publication.drafts import Papers
from campaigns.publication.signed_copy import signed_copy
from campaigns.signatures.pages.dependencies import INVITED, SIGNERS, Replying
from campaigns.web.dependencies import Session, Settings

log = logging.getLogger(__name__)

COPIES = Papers(signed_pdf)


@get("/signed.pdf", include_in_schema=False)
async def read_signed_copy(reply: Replying, session: Session, settings: Settings) -> Response[bytes]:
    """The text that was signed with the facts of the signature. Nothing is kept of it but in this process's memory."""
    copy = await signed_copy(session, reply, settings.public_url)
    # Typesetting takes seconds, so the connection is given back first: readers must not take them all.
    await session.rollback()
    try:
        built = await COPIES.paper_of(copy)
    except TypesettingError as problem:
        log.warning("The copy of %s could not be made: %s", copy.reference, problem)
        raise NotAllowedNow(
            gettext("This PDF cannot be made at the moment. The plain text has the same words.")
        ) from problem
    file = built.files[0]
    return Response(
        file.content,
        media_type=file.media_type,
        headers={"Content-Disposition": f'attachment; filename="{file.file_name}"'},
    )


HANDLERS = [
    Router("/r/{token:str}", route_handlers=[read_signed_copy], dependencies=INVITED),
    Router("/s/{token:str}", route_handlers=[read_signed_copy], dependencies=SIGNERS),
]
