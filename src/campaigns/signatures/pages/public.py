"""Where an organisation that nobody invited begins: only at a letter that is published, and signed only while it is open."""

from datetime import datetime

from litestar import get, post
from litestar.params import FromPath
from litestar.response import Redirect, Template

from campaigns.coalitions.queries import CoalitionLook
from campaigns.errors import NotAllowedNow
from campaigns.invitations.window import accepts
from campaigns.jobs import abandon
from campaigns.languages.catalogues import gettext, gettext_noop
from campaigns.letters.queries import LetterDetail
from campaigns.signatures.access import reply_token
from campaigns.signatures.pages.fields import StartFields
from campaigns.signatures.public_route import BEGINS_PER_HOUR, published_letter
from campaigns.signatures.signing import begin_by_public_route
from campaigns.signatures.times import until, what_remains
from campaigns.unusual_use.alerts import count_use
from campaigns.unusual_use.models import PublicPage, Used
from campaigns.unusual_use.pausing import is_paused
from campaigns.web.bodies import AnyRequest
from campaigns.web.clients import client_of
from campaigns.web.dependencies import Keys, Limits, Now, Session
from campaigns.web.forms import Form, begun, read_form
from campaigns.web.templates import page

TRAPPED = gettext_noop("Leave this field empty: it is there to catch robots.")


@get("/letters/{coalition:str}/{slug:str}/sign", include_in_schema=False)
async def show_start(coalition: FromPath[str], slug: FromPath[str], session: Session, now: Now) -> Template:
    look, letter = await published_letter(session, coalition, slug)
    paused = await is_paused(session, letter.id, PublicPage.PUBLIC)
    return _page(look, letter, now, begun(StartFields), paused=paused)


@post("/letters/{coalition:str}/{slug:str}/sign", include_in_schema=False)
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
    form = await read_form(request, StartFields)
    if not form.problems and form.value.website:
        form = form.with_problems({"website": gettext(TRAPPED)})
    if form.problems:
        abandon(session)
        return _page(look, letter, now, form, 422)
    await count_use(session, keys, Used.PUBLIC, letter.id, letter.id, client_of(request), now)
    if await is_paused(session, letter.id, PublicPage.PUBLIC):
        return _page(look, letter, now, form, 409, paused=True)
    try:
        signature = await begin_by_public_route(session, letter, now)
    except NotAllowedNow:
        return _page(look, letter, now, form, 409)
    return Redirect(f"/s/{reply_token(keys, signature.id, signature.rotation)}/name", status_code=303)


def _page(
    coalition: CoalitionLook,
    letter: LetterDetail,
    now: datetime,
    form: Form[StartFields],
    status_code: int = 200,
    *,
    paused: bool = False,
) -> Template:
    open_name = "start_paused" if paused else "start"
    name = open_name if accepts(letter, now) else "start_closed"
    return page(
        f"pages/signatures/{name}.html",
        status_code,
        coalition=coalition,
        letter_detail=letter,
        form=form,
        remains=what_remains(letter.deadline_at, now, letter.zone) if letter.deadline_at else "",
        until=until(letter.deadline_at, letter.zone),
        letter_path=f"/letters/{coalition.slug}/{letter.slug}",
    )
