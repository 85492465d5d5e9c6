"""The page that a link opens: the letter, how things stand, and three equal ways to answer. Reading it changes nothing."""

from litestar import get
from litestar.enums import MediaType
from litestar.response import Response, Template

from campaigns.letters.models import Version
from campaigns.letters.texts import text_of
from campaigns.signatures.pages.dependencies import Replying
from campaigns.signatures.pages.signed_text import signed_text
from campaigns.signatures.pages.states import reply_page
from campaigns.text.view import letter_view
from campaigns.web.dependencies import Now, Session


@get("/", include_in_schema=False)
async def show_letter(reply: Replying, now: Now) -> Template:
    return reply_page("letter", reply, now, letter=letter_view(reply.letter.words, title_level=2))


@get("/text", include_in_schema=False)
async def download_text(reply: Replying, session: Session) -> Response[bytes]:
    """The exact text, as a file: the version that was signed, or the one that is open for signature."""
    version_id = reply.signature.version_id if reply.signature else reply.letter.version_id
    version = await session.get_one(Version, version_id)
    name = f"{reply.letter.reference}-version-{version.number}.txt"
    return Response(
        signed_text(reply, text_of(version), version).encode(),
        media_type=MediaType.TEXT,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
