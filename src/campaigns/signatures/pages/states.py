"""The pages that say how things stand, and the one that says why something was not recorded."""

from datetime import datetime

from litestar.response import Redirect, Template
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.errors import NotFound
from campaigns.invitations.window import accepts
from campaigns.languages.catalogues import gettext
from campaigns.letters.lifecycles.release import ReleaseState
from campaigns.signatures.access import Reply
from campaigns.signatures.late.window import is_too_late
from campaigns.signatures.pages.dependencies import read_again
from campaigns.signatures.standing import standing_of, traces_of
from campaigns.signatures.times import until, what_remains
from campaigns.tokens import Keys
from campaigns.web.templates import page


def reply_page(name: str, reply: Reply, now: datetime, /, status_code: int = 200, **context: object) -> Template:
    """A page of a reply, from `templates/pages/signatures/<name>.html`, with what each of them shows."""
    letter = reply.letter
    return page(
        f"pages/signatures/{name}.html",
        status_code,
        reply=reply,
        base=reply.base,
        letter_detail=letter,
        coalition=reply.coalition,
        organisation=reply.organisation,
        standing=standing_of(reply, now),
        traces=traces_of(reply, now),
        is_open=accepts(letter, now),
        too_late=is_too_late(letter, now),
        remains=what_remains(letter.deadline_at, now, letter.zone) if letter.deadline_at else "",
        until=until(letter.deadline_at, letter.zone),
        published_at_path=published_path(reply),
        **context,
    )


def published_path(reply: Reply) -> str:
    """The public page of a published letter, or an empty string."""
    if reply.letter.release is not ReleaseState.PUBLISHED:
        return ""
    return f"/letters/{reply.coalition.slug}/{reply.letter.slug}"


async def not_recorded(session: AsyncSession, keys: Keys, reply: Reply, now: datetime, why: str) -> Template:
    """409 in words: why nothing of this request was kept, how things stand, and where to go on."""
    try:
        fresh = await read_again(session, keys, reply)
    except NotFound:  # the link was ended in the meantime; what the request itself saw is still true
        fresh = reply
    return reply_page("not_recorded", fresh, now, status_code=409, why=why)


def go_to(reply: Reply, page_name: str = "") -> Redirect:
    """On to another page of the reply, with GET."""
    return Redirect(f"{reply.base}/{page_name}" if page_name else reply.base, status_code=303)


def without_draft(reply: Reply) -> str:
    """Why a form that belonged to a draft could not be saved, in a sentence."""
    if reply.signature is not None and reply.signature.submitted_at is not None:
        return gettext("These answers were sent already, so what you typed just now was not saved.")
    return gettext("There are no answers begun here any more, so what you typed just now was not saved.")
