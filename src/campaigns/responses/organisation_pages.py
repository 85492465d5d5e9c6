"""One organisation's response to one letter, as a page."""

from uuid import UUID

from litestar import get
from litestar.params import FromPath, FromQuery
from litestar.response import Template

from campaigns.coalitions.dependencies import Scope
from campaigns.coalitions.roles import Permission
from campaigns.invitations.reasons import WORDS as REASON_WORDS
from campaigns.letters.pages.frame import letter_page
from campaigns.letters.queries import letter_of_reference
from campaigns.responses.organisation import response_of
from campaigns.responses.queries import DELIVERY_WORDS, WORDS
from campaigns.responses.words import COLOURS, WHO_SEES_WORDS, mail_words
from campaigns.signatures.told_steps import STATE_COLOURS, STATE_WORDS
from campaigns.web.dependencies import Session


@get("/letters/{reference:str}/responses/{organisation_id:uuid}", include_in_schema=False)
async def show_response(
    reference: FromPath[str],
    organisation_id: FromPath[UUID],
    session: Session,
    place: Scope,
    done: FromQuery[str] = "",
) -> Template:
    place.require(Permission.SEE_RESPONSES)
    letter = await letter_of_reference(session, reference)
    return letter_page(
        "pages/responses/organisation.html",
        place,
        letter,
        here="responses",
        done=done,
        response=await response_of(session, letter, organisation_id),
        words=WORDS,
        colours=COLOURS,
        delivery=DELIVERY_WORDS,
        reasons=REASON_WORDS,
        who_sees=WHO_SEES_WORDS,
        mail_words=mail_words,
        state_words=STATE_WORDS,
        state_colours=STATE_COLOURS,
        may_invite=place.may(Permission.INVITE),
        may_review=place.may(Permission.REVIEW_SIGNATURES),
        may_manage=place.may(Permission.MANAGE_ORGANISATIONS),
    )


HANDLERS = [show_response]
