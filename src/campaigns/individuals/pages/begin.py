"""Where somebody begins who signs for themselves: from an invitation, from begun answers, or from a published letter."""

from datetime import datetime
from typing import Any

from litestar import get, post
from litestar.params import FromPath
from litestar.response import Redirect, Template
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.coalitions.queries import CoalitionLook
from campaigns.errors import NotAllowedNow
from campaigns.individuals.access import own_token
from campaigns.individuals.actions import begin
from campaigns.individuals.lifecycle import ORGANISATIONS_ONLY
from campaigns.invitations.window import accepts
from campaigns.jobs import abandon
from campaigns.languages.catalogues import gettext
from campaigns.letters.queries import LetterDetail
from campaigns.signatures.access import Reply
from campaigns.signatures.pages.dependencies import Replying
from campaigns.signatures.pages.fields import StartFields
from campaigns.signatures.pages.public import TRAPPED
from campaigns.signatures.public_route import BEGINS_PER_HOUR, published_letter
from campaigns.signatures.times import until, what_remains
from campaigns.tokens import Keys as KeysType
from campaigns.unusual_use.alerts import count_use
from campaigns.unusual_use.models import PublicPage, Used
from campaigns.unusual_use.pausing import is_paused
from campaigns.web.bodies import AnyRequest
from campaigns.web.clients import client_of
from campaigns.web.dependencies import Keys, Limits, Now, Session
from campaigns.web.forms import Form, begun, read_form
from campaigns.web.templates import page


@get("/", include_in_schema=False)
async def show_personal(reply: Replying, session: Session, now: Now) -> Template:
    """What signing for oneself is, for somebody who came by a link of their organisation's."""
    back = f"{reply.base}/authority" if reply.draft is not None else reply.base
    here: dict[str, Any] = {"action": f"{reply.base}/personal", "back": back}
    paused = await is_paused(session, reply.letter.id, PublicPage.INDIVIDUALS)
    return _page(reply.coalition, reply.letter, now, begun(StartFields), paused=paused, **here)


@post("/", include_in_schema=False)
async def begin_personal(
    request: AnyRequest, reply: Replying, session: Session, limits: Limits, keys: Keys, now: Now
) -> Redirect | Template:
    """Begin answers of one's own. The organisation's stay as they are: this is no part of them.

    Who was named in them as the signer is not asked again for name, title and address.
    """
    # The count is kept on a connection of its own, so this request gives up the one it has read the reply with.
    await session.rollback()
    await limits.count("begin to sign", client_of(request), BEGINS_PER_HOUR, 3600, now)
    here = {"action": f"{reply.base}/personal", "back": reply.base}
    return await _begin(request, session, keys, reply.coalition, reply.letter, now, reply, **here)


@get("/letters/{coalition:str}/{slug:str}/sign/personal", include_in_schema=False)
async def show_from_outside(coalition: FromPath[str], slug: FromPath[str], session: Session, now: Now) -> Template:
    look, letter = await published_letter(session, coalition, slug)
    paused = await is_paused(session, letter.id, PublicPage.INDIVIDUALS)
    return _page(look, letter, now, begun(StartFields), paused=paused, **_outside(look, letter))


@post("/letters/{coalition:str}/{slug:str}/sign/personal", include_in_schema=False)
async def begin_from_outside(
    coalition: FromPath[str],
    slug: FromPath[str],
    request: AnyRequest,
    session: Session,
    limits: Limits,
    keys: Keys,
    now: Now,
) -> Redirect | Template:
    """Begin answers at an address that only this browser knows."""
    await limits.count("begin to sign", client_of(request), BEGINS_PER_HOUR, 3600, now)
    look, letter = await published_letter(session, coalition, slug)
    return await _begin(request, session, keys, look, letter, now, **_outside(look, letter))


def _outside(look: CoalitionLook, letter: LetterDetail) -> dict[str, Any]:
    sign = f"/letters/{look.slug}/{letter.slug}/sign"
    return {"action": f"{sign}/personal", "back": sign}


async def _begin(
    request: AnyRequest,
    session: AsyncSession,
    keys: KeysType,
    look: CoalitionLook,
    letter: LetterDetail,
    now: datetime,
    reply: Reply | None = None,
    **here: Any,
) -> Redirect | Template:
    form = await read_form(request, StartFields)
    if not form.problems and form.value.website:
        form = form.with_problems({"website": gettext(TRAPPED)})
    if form.problems:
        abandon(session)
        return _page(look, letter, now, form, 422, **here)
    await count_use(session, keys, Used.INDIVIDUALS, letter.id, letter.id, client_of(request), now)
    if letter.individuals_may_sign and await is_paused(session, letter.id, PublicPage.INDIVIDUALS):
        return _page(look, letter, now, form, 409, paused=True, **here)
    try:
        signature = await begin(
            session,
            letter,
            now,
            typed=reply.draft if reply else None,
            from_link=reply.opened.link_id if reply and reply.opened else None,
        )
    except NotAllowedNow:
        abandon(session)
        return _page(look, letter, now, form, 409, **here)
    return Redirect(f"/p/{own_token(keys, signature.id, signature.rotation)}/you", status_code=303)


def _page(
    coalition: CoalitionLook,
    letter: LetterDetail,
    now: datetime,
    form: Form[StartFields],
    status_code: int = 200,
    *,
    paused: bool = False,
    **here: Any,
) -> Template:
    refusal = "" if letter.individuals_may_sign else gettext(ORGANISATIONS_ONLY)
    return page(
        "pages/individuals/start.html",
        status_code,
        coalition=coalition,
        letter_detail=letter,
        form=form,
        refusal=refusal,
        paused=paused,
        is_open=accepts(letter, now),
        remains=what_remains(letter.deadline_at, now, letter.zone) if letter.deadline_at else "",
        until=until(letter.deadline_at, letter.zone),
        **here,
    )
