"""The language that the holder of a link chooses: it is kept for them, and what is mailed to them from now on is in it."""

from litestar import post
from litestar.response import Redirect

from campaigns.signatures.pages.dependencies import Replying
from campaigns.signatures.reading import keep_locale
from campaigns.web.bodies import AnyRequest
from campaigns.web.dependencies import Session
from campaigns.web.locales import NEEDS_NO_TOKEN, chosen_in


@post("/language", include_in_schema=False, opt=NEEDS_NO_TOKEN)
async def choose_language(request: AnyRequest, reply: Replying, session: Session) -> Redirect:
    locale, back = await chosen_in(request)
    await keep_locale(session, reply, locale)
    return Redirect(back, status_code=303)
