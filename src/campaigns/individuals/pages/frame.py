"""What every page of somebody's own signature shows, and how a page comes by it."""

from datetime import datetime

from litestar.di import NamedDependency, Provide
from litestar.params import FromPath
from litestar.response import Redirect, Template
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.errors import Conflict, NotAllowedNow
from campaigns.individuals.access import Own, open_check, open_own
from campaigns.individuals.wording import identified
from campaigns.invitations.window import accepts
from campaigns.jobs import abandon
from campaigns.letters.lifecycles.release import ReleaseState
from campaigns.signatures.times import until
from campaigns.tokens import Keys
from campaigns.web.templates import page

#: What a handler asks for: `own: Owning`.
Owning = NamedDependency[Own]
#: What ends a step without a fault of anybody's; the page says it and how things stand.
REFUSALS = (Conflict, NotAllowedNow)


async def provide_own(token: FromPath[str], session: NamedDependency[AsyncSession], keys: NamedDependency[Keys]) -> Own:
    return await open_own(session, keys, token)


async def provide_checked(token: FromPath[str], session: NamedDependency[AsyncSession], keys: NamedDependency[Keys]) -> Own:
    return await open_check(session, keys, token)


def own_page(name: str, own: Own, now: datetime, /, status_code: int = 200, **context: object) -> Template:
    """A page of somebody's signature, from `templates/pages/individuals/<name>.html`."""
    letter, signature = own.letter, own.signature
    published = letter.release is ReleaseState.PUBLISHED
    return page(
        f"pages/individuals/{name}.html",
        status_code,
        coalition=own.coalition,
        letter_detail=letter,
        signature=signature,
        identified=identified(signature.title, signature.affiliation),
        base=own.base,
        is_open=accepts(letter, now),
        until=until(letter.deadline_at, letter.zone),
        letter_path=f"/letters/{own.coalition.slug}/{letter.slug}" if published else "",
        **context,
    )


def go_to(own: Own, page_name: str = "") -> Redirect:
    """On to another page of the signature, with GET."""
    return Redirect(f"{own.base}/{page_name}" if page_name else own.base, status_code=303)


async def not_recorded(session: AsyncSession, keys: Keys, own: Own, now: datetime, why: str) -> Template:
    """409 in words: why nothing of this request was kept, how things stand, and where to go on."""
    abandon(session)
    await session.rollback()
    return own_page("not_recorded", await open_own(session, keys, own.token), now, 409, why=why)


OWN = {"own": Provide(provide_own)}
CHECKED = {"own": Provide(provide_checked)}
