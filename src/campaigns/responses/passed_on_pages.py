"""The two buttons beside a colleague to whom an invitation was passed on."""

from uuid import UUID

from litestar import post
from litestar.params import FromPath
from litestar.response import Redirect

from campaigns.coalitions.dependencies import By, Scope
from campaigns.coalitions.roles import Permission
from campaigns.letters.pages.frame import address_of, sent_on
from campaigns.letters.queries import letter_of_reference
from campaigns.responses.passed_on import confirm, end_link
from campaigns.web.dependencies import Now, Session

_COLLEAGUE = "/letters/{reference:str}/responses/{organisation_id:uuid}/passed-on/{passed_id:uuid}"


@post(f"{_COLLEAGUE}/confirm", include_in_schema=False)
async def confirm_colleague(
    reference: FromPath[str],
    organisation_id: FromPath[UUID],
    passed_id: FromPath[UUID],
    session: Session,
    place: Scope,
    by: By,
    now: Now,
) -> Redirect:
    place.require(Permission.MANAGE_ORGANISATIONS)
    letter = await letter_of_reference(session, reference)
    await confirm(session, letter.id, organisation_id, passed_id, by, now)
    return sent_on(f"{address_of(place, reference)}/responses/{organisation_id}", done="colleague-confirmed")


@post(f"{_COLLEAGUE}/end", include_in_schema=False)
async def end_colleagues_link(
    reference: FromPath[str],
    organisation_id: FromPath[UUID],
    passed_id: FromPath[UUID],
    session: Session,
    place: Scope,
    by: By,
    now: Now,
) -> Redirect:
    place.require(Permission.INVITE)
    letter = await letter_of_reference(session, reference)
    await end_link(session, letter.id, organisation_id, passed_id, by, now)
    return sent_on(f"{address_of(place, reference)}/responses/{organisation_id}", done="colleague-ended")


HANDLERS = [confirm_colleague, end_colleagues_link]
