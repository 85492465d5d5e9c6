"""Where a cascade link leads: the letter, who shared it, and the button by which an organisation begins to sign."""

from datetime import datetime

from litestar import get, post
from litestar.params import FromPath
from litestar.response import Redirect, Template

from campaigns.errors import NotAllowedNow
from campaigns.jobs import abandon
from campaigns.languages.catalogues import gettext
from campaigns.signatures.access import reply_token
from campaigns.signatures.cascade_route import SharedLetter, open_shared, require_open
from campaigns.signatures.pages.fields import StartFields
from campaigns.signatures.pages.public import TRAPPED
from campaigns.signatures.public_route import BEGINS_PER_HOUR
from campaigns.signatures.signing import begin_by_public_route
from campaigns.signatures.times import what_remains
from campaigns.text.view import letter_view
from campaigns.unusual_use.alerts import count_use
from campaigns.unusual_use.models import Used
from campaigns.web.bodies import AnyRequest
from campaigns.web.clients import client_of
from campaigns.web.dependencies import Keys, Limits, Now, Session
from campaigns.web.forms import Form, begun, read_form
from campaigns.web.templates import page


@get("/c/{token:str}", include_in_schema=False)
async def show_shared(token: FromPath[str], session: Session, keys: Keys, now: Now) -> Template:
    return _page(await open_shared(session, keys, token, now), now, begun(StartFields))


@post("/c/{token:str}", include_in_schema=False)
async def begin_by_link(
    token: FromPath[str], request: AnyRequest, session: Session, limits: Limits, keys: Keys, now: Now
) -> Redirect | Template:
    """Begin answers at an address that only this browser knows, credited to the body whose link it is."""
    await limits.count("begin to sign", client_of(request), BEGINS_PER_HOUR, 3600, now)
    shared = await open_shared(session, keys, token, now)
    form = await read_form(request, StartFields)
    if not form.problems and form.value.website:
        form = form.with_problems({"website": gettext(TRAPPED)})
    if form.problems:
        abandon(session)
        return _page(shared, now, form, 422)
    await count_use(session, keys, Used.CASCADE, shared.link_id, shared.letter.id, client_of(request), now)
    try:
        require_open(shared)
        signature = await begin_by_public_route(session, shared.letter, now, shared.link_id)
    except NotAllowedNow:
        return _page(shared, now, form, 409)
    return Redirect(f"/s/{reply_token(keys, signature.id, signature.rotation)}/name", status_code=303)


def _page(shared: SharedLetter, now: datetime, form: Form[StartFields], status_code: int = 200) -> Template:
    letter = shared.letter
    return page(
        "pages/signatures/shared.html",
        status_code,
        coalition=shared.coalition,
        shared=shared,
        letter_detail=letter,
        letter=letter_view(letter.words, title_level=2),
        remains=what_remains(letter.deadline_at, now, letter.zone) if letter.deadline_at else "",
        form=form,
    )
