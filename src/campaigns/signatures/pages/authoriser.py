"""Who beside the signer can authorise it: before sending, and in place of the one who is asked. Only for whoever signs."""

from datetime import datetime
from uuid import UUID

from litestar import get, post
from litestar.response import Redirect, Template
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.errors import Conflict, Invalid, NotAllowedNow, TooMany
from campaigns.jobs import abandon
from campaigns.languages.catalogues import gettext
from campaigns.mail.addresses import masked
from campaigns.organisations.models import Contact
from campaigns.signatures.access import Reply
from campaigns.signatures.answers import AuthoriserAnswer, answer_authoriser
from campaigns.signatures.authorisers import contact_at, known_people, sender_of
from campaigns.signatures.authority_requests import ask_again, change_authoriser, request_mail_of
from campaigns.signatures.lifecycle import SignatureState
from campaigns.signatures.pages.dependencies import Replying
from campaigns.signatures.pages.fields import AuthoriserFields
from campaigns.signatures.pages.questions import REFUSALS, next_page, take_answer
from campaigns.signatures.pages.states import go_to, not_recorded, reply_page
from campaigns.signatures.queries import SignatureDetail
from campaigns.signatures.signing import invited_organisation
from campaigns.web.bodies import AnyRequest
from campaigns.web.dependencies import Keys, Now, RequestId, Session
from campaigns.web.forms import Form, begun, read_form
from campaigns.web.ids import id_in

#: Said of somebody who is not among the contacts offered.
OTHER = "other"


@get("/authoriser", include_in_schema=False)
async def ask_authoriser(reply: Replying, session: Session, now: Now) -> Redirect | Template:
    waiting = waiting_for_authority(reply)
    if reply.draft is None and waiting is None:
        return go_to(reply, "signed")
    return await _page(session, reply, now, await _begun(session, reply, reply.draft))


@post("/authoriser", include_in_schema=False)
async def answer_with_authoriser(
    request: AnyRequest, reply: Replying, session: Session, keys: Keys, now: Now, request_id: RequestId
) -> Redirect | Template:
    """Keep whom to ask, or ask somebody else where somebody was asked already."""
    waiting = waiting_for_authority(reply)
    if waiting is not None and reply.draft is None:
        return await _change(request, reply, waiting, session, keys, now, request_id)
    try:
        # The contact is looked for once the draft is held and the form read.
        draft, form = await take_answer(request, reply, session, now, AuthoriserFields, lambda *_: None)
    except REFUSALS as refusal:
        return await not_recorded(session, keys, reply, now, str(refusal))
    if not form.problems:
        try:
            answer_authoriser(draft, await _chosen(session, await _organisation_id(session, reply), form))
        except Invalid as invalid:
            form = form.with_problems(invalid.problems)
    if form.problems:
        abandon(session)
        return await _page(session, reply, now, form, 422)
    return go_to(reply, next_page(reply, draft, "check"))


@post("/authoriser/again", include_in_schema=False)
async def ask_authoriser_again(reply: Replying, session: Session, now: Now) -> Redirect | Template:
    waiting = waiting_for_authority(reply)
    if waiting is None:
        return go_to(reply, "signed")
    try:
        await ask_again(session, waiting.id, now)
    except TooMany as refusal:
        form = begun(AuthoriserFields).with_problems({"": str(refusal)})
        return await awaiting_authority_page(session, reply, waiting, now, form, 429)
    except Conflict:
        return go_to(reply, "signed")
    return go_to(reply, "signed")


async def awaiting_authority_page(
    session: AsyncSession,
    reply: Reply,
    signature: SignatureDetail,
    now: datetime,
    form: Form[AuthoriserFields] | None = None,
    status_code: int = 200,
) -> Template:
    """Who is asked, and what the signer can do meanwhile."""
    asked_at = signature.authority_asked_at or now
    mail = await request_mail_of(session, signature.id, await address_shown(session, reply, signature), asked_at)
    return reply_page(
        "awaiting_authority",
        reply,
        now,
        status_code,
        signature=signature,
        mail=mail,
        may_ask_again=mail.more_left and now >= mail.again_from,
        form=form or begun(AuthoriserFields),
    )


async def address_shown(session: AsyncSession, reply: Reply, signature: SignatureDetail) -> str:
    """The authoriser's address as the signer may see it: whole where they typed it, masked where they chose a contact."""
    organisation_id = await _organisation_id(session, reply)
    if organisation_id and await contact_at(session, organisation_id, signature.authoriser_email) is not None:
        return masked(signature.authoriser_email)
    return signature.authoriser_email


def waiting_for_authority(reply: Reply) -> SignatureDetail | None:
    """The signature that was sent by this link and that somebody is asked to authorise."""
    signature = reply.signature
    waits = signature is not None and reply.own and signature.state is SignatureState.AWAITING_AUTHORITY
    return signature if waits else None


async def _change(
    request: AnyRequest,
    reply: Reply,
    waiting: SignatureDetail,
    session: AsyncSession,
    keys: Keys,
    now: datetime,
    request_id: str,
) -> Redirect | Template:
    form, status = await read_form(request, AuthoriserFields), 422
    try:
        if not form.problems:
            answer = await _chosen(session, await _organisation_id(session, reply), form)
            await change_authoriser(session, waiting.id, answer, reply.actor(request_id), now)
            return go_to(reply, "signed")
    except Invalid as invalid:
        form = form.with_problems(invalid.problems)
    except TooMany as refusal:
        form, status = form.with_problems({"": str(refusal)}), 429
    except (Conflict, NotAllowedNow) as refusal:
        return await not_recorded(session, keys, reply, now, str(refusal))
    abandon(session)
    return await _page(session, reply, now, form, status)


async def _page(
    session: AsyncSession, reply: Reply, now: datetime, form: Form[AuthoriserFields], status_code: int = 200
) -> Template:
    signature = reply.draft or waiting_for_authority(reply)
    organisation_id = await _organisation_id(session, reply)
    people = []
    if organisation_id is not None and signature is not None:
        # Whoever is asked already is not asked instead of themselves.
        asked = [] if reply.draft else [signature.authoriser_email]
        sender = await sender_of(session, signature)
        people = await known_people(session, organisation_id, [signature.signer_email, sender, *asked])
    return reply_page("authoriser", reply, now, status_code, form=form, people=people, other=OTHER, signature=signature)


async def _begun(session: AsyncSession, reply: Reply, draft: SignatureDetail | None) -> Form[AuthoriserFields]:
    if draft is None or not draft.authoriser_email:
        return begun(AuthoriserFields)
    organisation_id = await _organisation_id(session, reply)
    known = await contact_at(session, organisation_id, draft.authoriser_email) if organisation_id else None
    if known is not None and known.name:
        return begun(AuthoriserFields, authoriser=str(known.id))
    return begun(
        AuthoriserFields,
        authoriser=OTHER,
        authoriser_name=draft.authoriser_name,
        authoriser_email=draft.authoriser_email,
    )


async def _chosen(session: AsyncSession, organisation_id: UUID | None, form: Form[AuthoriserFields]) -> AuthoriserAnswer:
    """Whom a form names: a contact of the invited organisation, or somebody typed. Raises `Invalid` for nobody."""
    choice = form.value.authoriser
    if organisation_id is None or choice == OTHER:
        return AuthoriserAnswer(name=form.value.authoriser_name, email=form.value.authoriser_email)
    chosen_id = id_in(choice)
    contact = await session.get(Contact, chosen_id) if chosen_id else None
    if contact is None or contact.organisation_id != organisation_id or contact.ended_at is not None:
        raise Invalid({"authoriser": gettext("Say who can authorise it.")})
    return AuthoriserAnswer(name=contact.name, email=contact.email)


async def _organisation_id(session: AsyncSession, reply: Reply) -> UUID | None:
    """The organisation whose invitation was used, also where its signature's own link is open; None by the public route."""
    if reply.opened is not None:
        return reply.opened.organisation_id
    signature = reply.draft or reply.signature
    organisation = await invited_organisation(session, signature) if signature else None
    return organisation.id if organisation else None
