"""The draft as a PDF, to be read and commented on: DRAFT on every page, and nobody's name."""

import asyncio

from litestar import get
from litestar.params import FromPath
from litestar.response import Response

from campaigns.coalitions.dependencies import Scope
from campaigns.coalitions.roles import Permission
from campaigns.letters.queries import letter_of_reference
from campaigns.publication.building import draft_content
from campaigns.publication.documents.files import draft_pdf
from campaigns.web.dependencies import Now, Session, Settings


@get("/letters/{reference:str}/draft.pdf", include_in_schema=False)
async def read_draft_pdf(
    reference: FromPath[str], session: Session, settings: Settings, place: Scope, now: Now
) -> Response[bytes]:
    place.require(Permission.READ_LETTERS)
    letter = await letter_of_reference(session, reference)
    content = await draft_content(session, letter.id, settings.public_url, now)
    built = await asyncio.to_thread(draft_pdf, content)
    file = built.files[0]
    return Response(
        file.content,
        media_type=file.media_type,
        headers={"Content-Disposition": f'inline; filename="{file.file_name}"'},
    )


HANDLERS = [read_draft_pdf]
