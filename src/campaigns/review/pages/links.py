"""Replacing a signature's own link that got out."""

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
from campaigns.letters.pages.frame import address_of, letter_page, sent_on
from campaigns.letters.queries import LetterDetail, letter_of_reference
from campaigns.review.queries import Item, item
from campaigns.signatures.replacing import replace_own_link
from campaigns.web.bodies import AnyRequest
from campaigns.web.dependencies import Now, Session
from campaigns.web.forms import Form, begun, read_form
from campaigns.web.labels import hidden, paragraphs

_REPLACE = "/letters/{reference:str}/signatures/{signature_id:uuid}/link"


class OwnLinkForm(msgspec.Struct, frozen=True, kw_only=True):
    reason: Annotated[str, paragraphs("why it is replaced", most=LONGEST_REASON)]
    row_version: Annotated[int, hidden()]


@get(_REPLACE, include_in_schema=False)
async def ask_to_replace(reference: FromPath[str], signature_id: FromPath[UUID], session: Session, place: Scope) -> Template:
    place.require(Permission.REVIEW_SIGNATURES)
    letter = await letter_of_reference(session, reference)
    found = await item(session, letter.id, signature_id)
    return _page(place, letter, found, begun(OwnLinkForm, row_version=found.signature.row_version))


@post(_REPLACE, include_in_schema=False)
async def replace(
    reference: FromPath[str],
    signature_id: FromPath[UUID],
    request: AnyRequest,
    session: Session,
    place: Scope,
    by: By,
    now: Now,
) -> Template | Redirect:
    place.require(Permission.REVIEW_SIGNATURES)
    letter = await letter_of_reference(session, reference)
    found = await item(session, letter.id, signature_id)
    form, status = await read_form(request, OwnLinkForm), 422
    if not form.problems:
        try:
            await replace_own_link(session, signature_id, form.value.reason, form.value.row_version, by, now)
        except Invalid as invalid:
            form = form.with_problems(invalid.problems)
        except (Conflict, NotAllowedNow) as refusal:
            form, status = form.with_problems({"": str(refusal)}), 409
        else:
            return sent_on(f"{address_of(place, reference)}/signatures/{signature_id}", done="link-replaced-sent")
    jobs.abandon(session)
    await session.rollback()
    return _page(place, letter, found, form, status)


def _page(place: Scope, letter: LetterDetail, found: Item, form: Form[OwnLinkForm], status: int = 200) -> Template:
    signature = found.signature
    return letter_page(
        "pages/review/replace_link.html", place, letter, status, here="responses", form=form, signature=signature
    )


HANDLERS = [ask_to_replace, replace]
