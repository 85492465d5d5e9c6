"""The mail with which a person signs in."""

from collections.abc import Mapping

from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.languages.catalogues import gettext
from campaigns.languages.moments import in_words
from campaigns.mail.compose import Composer, Composing, Mail
from campaigns.mail.models import Message
from campaigns.people.actions import SIGN_IN
from campaigns.people.models import Person, SignInRequest
from campaigns.tokens import Purpose

SIGN_IN_LINK = "/sign-in/link/{token}"
#: People who sign in may belong to coalitions in several zones; the mail names the one it means.
_ZONE = "Europe/London"


async def sign_in(session: AsyncSession, message: Message, composing: Composing) -> Mail | None:
    """The link and the code. Not sent to an address nobody has, nor once the request is used, over or forgotten."""
    request = await session.get(SignInRequest, message.subject_id)
    if request is None or request.person_id is None or request.used_at is not None or request.expires_at <= composing.now:
        return None
    person = await session.get_one(Person, request.person_id)
    return Mail(
        from_name=gettext("Open letters"),
        context={
            "name": person.name,
            "link": composing.link(Purpose.SIGN_IN, request.id, 0, SIGN_IN_LINK),
            "digits": composing.code(Purpose.SIGN_IN, request.id),
            "until": in_words(request.expires_at, _ZONE),
        },
    )


COMPOSERS: Mapping[str, Composer] = {SIGN_IN: sign_in}
