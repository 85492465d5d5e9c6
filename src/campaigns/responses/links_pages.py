"""Replacing one contact's link that got out, with a look at what ends with it first."""

from enum import StrEnum
from typing import Annotated
from uuid import UUID

import msgspec
from litestar import get, post
from litestar.params import FromPath
from litestar.response import Redirect, Template

from campaigns import jobs
from campaigns.coalitions.dependencies import By, Scope
from campaigns.coalitions.roles import Permission
from campaigns.errors import Conflict, Invalid, NotAllowedNow
from campaigns.invitations.replacing import LONGEST_REASON
from campaigns.letters.lifecycles.signing import SigningState
from campaigns.letters.pages.frame import address_of, letter_page, sent_on
from campaigns.letters.queries import LetterDetail, letter_of_reference
from campaigns.responses.links import link_in, replace
from campaigns.responses.organisation import response_of
from campaigns.web.bodies import AnyRequest
from campaigns.web.dependencies import Now, Session
from campaigns.web.forms import Form, begun, read_form
from campaigns.web.labels import hidden, label, paragraphs

_REPLACE = "/letters/{reference:str}/responses/{organisation_id:uuid}/links/{link_id:uuid}/replace"


class Sending(StrEnum):
    """Whether the new link is mailed at once."""

    NOW = "now"
    LATER = "later"


class ReplaceForm(msgspec.Struct, frozen=True, kw_only=True):
    """`rotation` is how often the link had been replaced when the page was made."""

    reason: Annotated[str, paragraphs("why it is replaced", most=LONGEST_REASON)]
    send: Annotated[Sending, label("whether to send the new link now")]
    rotation: Annotated[int, hidden()]


@get(_REPLACE, include_in_schema=False)
async def ask_to_replace(
    reference: FromPath[str],
    organisation_id: FromPath[UUID],
    link_id: FromPath[UUID],
    session: Session,
    place: Scope,
) -> Template:
    place.require(Permission.INVITE)
    letter = await letter_of_reference(session, reference)
    return await _page(session, place, letter, organisation_id, link_id, None)


@post(_REPLACE, include_in_schema=False)
async def replace_one(
    reference: FromPath[str],
    organisation_id: FromPath[UUID],
    link_id: FromPath[UUID],
    request: AnyRequest,
    session: Session,
    place: Scope,
    by: By,
    now: Now,
) -> Template | Redirect:
    place.require(Permission.INVITE)
    letter = await letter_of_reference(session, reference)
    form, status = await read_form(request, ReplaceForm), 422
    if not form.problems:
        typed, send = form.value, form.value.send is Sending.NOW
        try:
            mails = await replace(
                session,
                letter.id,
                organisation_id,
                link_id,
                reason=typed.reason,
                rotation=typed.rotation,
                send=send,
                by=by,
                now=now,
            )
        except Invalid as invalid:
            form = form.with_problems(invalid.problems)
        except (Conflict, NotAllowedNow) as refusal:
            form, status = form.with_problems({"": str(refusal)}), 409
        else:
            done = ("link-replaced-sent" if mails else "link-replaced-unsent") if send else "link-replaced"
            return sent_on(f"{address_of(place, reference)}/responses/{organisation_id}", done=done)
    jobs.abandon(session)
    await session.rollback()
    return await _page(session, place, letter, organisation_id, link_id, form, status)


async def _page(
    session: Session,
    place: Scope,
    letter: LetterDetail,
    organisation_id: UUID,
    link_id: UUID,
    form: Form[ReplaceForm] | None,
    status: int = 200,
) -> Template:
    response = await response_of(session, letter, organisation_id)
    link = link_in(response.links, link_id)
    # Who was told that somebody else replaced it decides on the page that they see now.
    form = form or begun(ReplaceForm, rotation=link.rotation)
    return letter_page(
        "pages/responses/replace_link.html",
        place,
        letter,
        status,
        here="responses",
        form=form,
        response=response,
        link=link,
        ends=[one for one in response.passed_on if one.from_link_id == link.id and one.ends_with_its_link],
        open_now=letter.signing is SigningState.OPEN,
    )


HANDLERS = [ask_to_replace, replace_one]
