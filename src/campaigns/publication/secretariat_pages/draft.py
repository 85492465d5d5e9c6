"""The draft as a PDF, to be read and commented on: DRAFT on every page, and nobody's name."""

import logging

from litestar import get
from litestar.params import FromPath
from litestar.response import Response

from campaigns.coalitions.dependencies import Scope
from campaigns.coalitions.roles import Permission
from campaigns.errors import NotAllowedNow
from campaigns.languages.catalogues import gettext, gettext_noop
from campaigns.letters.queries import letter_of_reference
from campaigns.publication.building import draft_content
from campaigns.publication.documents.pdf import TypesettingError
from campaigns.publication.drafts import Drafts
from campaigns.web.dependencies import Now, Session, Settings

log = logging.getLogger(__name__)

DRAFTS = Drafts()
_NOT_MADE = gettext_noop(
    "This draft cannot be made into a PDF: something in its words is more than the typesetter can set. Read it on its "
    "page, and shorten what is very long, such as a link or a word."
)


@get("/letters/{reference:str}/draft.pdf", include_in_schema=False)
async def read_draft_pdf(
    reference: FromPath[str], session: Session, settings: Settings, place: Scope, now: Now
) -> Response[bytes]:
    place.require(Permission.READ_LETTERS)
    letter = await letter_of_reference(session, reference)
    content = await draft_content(session, letter.id, settings.public_url, now)
    # Typesetting takes seconds, so the connection is given back first: readers must not take them all.
    await session.rollback()
    try:
        built = await DRAFTS.draft_of(content)
    except TypesettingError as problem:
        log.warning("The draft of %s could not be made: %s", reference, problem)
        raise NotAllowedNow(gettext(_NOT_MADE)) from problem
    file = built.files[0]
    return Response(
        file.content,
        media_type=file.media_type,
        headers={"Content-Disposition": f'inline; filename="{file.file_name}"'},
    )


HANDLERS = [read_draft_pdf]
