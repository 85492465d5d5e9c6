"""Signing: begin, answer, submit. What the signer does, by the invitation or by the public route."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.actors import Actor, ActorKind
from campaigns.errors import Conflict, Invalid, NotAllowedNow
from campaigns.invitations.access import Opened
from campaigns.invitations.models import Invitation, InvitationLink
from campaigns.invitations.window import accepts
from campaigns.jobs import Job, after_commit
from campaigns.languages.catalogues import gettext
from campaigns.languages.locales import Locale, current, known, reading
from campaigns.letters.queries import LetterDetail
from campaigns.mail.addresses import match_key
from campaigns.organisations.models import Contact, Organisation, SignOff
from campaigns.signatures import answers
from campaigns.signatures.address_checks import ADDRESS_CHECK_LIFE, write_to_check
from campaigns.signatures.authority_requests import request_authority
from campaigns.signatures.cascade_route import refusal_of_link
from campaigns.signatures.late.lifecycle import LateState
from campaigns.signatures.late.queries import newest_of, refused_since
from campaigns.signatures.late.window import closed_at, is_too_late
from campaigns.signatures.lifecycle import SignatureState, SignatureStep
from campaigns.signatures.models import Route, Signatory, Signature
from campaigns.signatures.notices import tell_accepted
from campaigns.signatures.own_form import KnownAs, is_own_form
from campaigns.signatures.public_route import came_by_page, pause_if_many_wait
from campaigns.signatures.queries import SignatureDetail, live_signature_of
from campaigns.signatures.steps import Held, hold, next_number, take
from campaigns.unusual_use.models import PublicPage
from campaigns.unusual_use.pausing import refusal_of_page

DRAFT_LIFE = timedelta(days=14)


async def begin_by_invitation(session: AsyncSession, opened: Opened, now: datetime) -> Signature:
    """The answers begun by this link, or new ones with what is known filled in. Raises `NotAllowedNow`, `Conflict`.

    After the deadline they sign nothing: they are for asking to be added late, which whoever was refused does not ask again.
    """
    begun = await _begun_by(session, opened.link_id)
    too_late = is_too_late(opened.letter, now)
    if not too_late:
        _require_open(opened.letter, now)
    if (taken := await live_signature_of(session, opened.letter.id, opened.organisation_id)) is not None:
        raise Conflict(taken.sentence(opened.letter.zone))
    if begun is not None:
        await refuse_while_asked(session, begun.id)
        # The text may have been revised since these answers were begun; what is signed is what is shown now.
        begun.version_id = opened.letter.version_id
        return begun
    if too_late and await refused_since(session, opened.link_id, await closed_at(session, opened.letter, now)):
        raise Conflict(gettext("The secretariat has answered your request already."))
    signature = Signature(
        coalition_id=opened.letter.coalition_id,
        letter_id=opened.letter.id,
        version_id=opened.letter.version_id,
        route=Route.INVITATION,
        invitation_link_id=opened.link_id,
        state=SignatureState.STARTED,
        signer_name=opened.contact_name,
        signer_title=opened.contact_role,
        signer_email=opened.contact_email,
        signer_email_key=opened.contact_email_key,
        started_at=now,
        locale=known(),
    )
    answers.answer_name(signature, answers.NameAnswer(display_name=opened.organisation_name))
    try:
        async with session.begin_nested():
            session.add(signature)
    except IntegrityError as error:
        if "uq_signature_started_by_link" not in str(error.orig):
            raise
        # Two tabs, or one button pressed twice: the other request has just begun the same answers.
        begun = await _begun_by(session, opened.link_id)
        if begun is None:
            raise
        return begun
    return signature


async def refuse_while_asked(session: AsyncSession, signature_id: UUID) -> None:
    """Raises `Conflict` while the secretariat looks at these very answers, so that nothing changes beneath its decision."""
    late = await newest_of(session, signature_id)
    if late is not None and late.state is LateState.ASKED:
        raise Conflict(
            gettext("You have asked to be added late with these answers. Take the request back before you change them.")
        )


async def _begun_by(session: AsyncSession, link_id: UUID) -> Signature | None:
    return await session.scalar(
        select(Signature).where(
            Signature.invitation_link_id == link_id,
            Signature.state == SignatureState.STARTED,
            Signature.route == Route.INVITATION,
        )
    )


async def begin_by_public_route(
    session: AsyncSession, letter: LetterDetail, now: datetime, cascade_link_id: UUID | None = None
) -> Signature:
    """Empty answers for an organisation that nobody invited, or that a cascade link reached. Raises `NotAllowedNow`."""
    _require_open(letter, now)
    signature = Signature(
        coalition_id=letter.coalition_id,
        letter_id=letter.id,
        version_id=letter.version_id,
        route=Route.PUBLIC if cascade_link_id is None else Route.CASCADE,
        cascade_link_id=cascade_link_id,
        state=SignatureState.STARTED,
        started_at=now,
        locale=known(),
    )
    session.add(signature)
    await session.flush()
    return signature


@dataclass(frozen=True)
class Sending:
    """What sending a signature comes to: the step, and what its guards ask."""

    step: SignatureStep
    organisation: Organisation | None
    address_was_invited: bool
    another_name: bool
    group_known: bool
    two_people: bool


async def sending_of(session: AsyncSession, signature: Signature) -> Sending:
    """What sending these answers would come to now, if nothing stands against it."""
    organisation = await invited_organisation(session, signature)
    invited = await address_was_invited(session, signature)
    another = organisation is not None and not await is_own_form(
        session, answers.own_name(signature.display_name, signature.joint_names), known_as(organisation)
    )
    group_known = organisation is not None and organisation.signs_as_group
    unusual = bool(signature.joint_names) or signature.branch_of_id is not None or (signature.as_group and not group_known)
    looked_at_first = another or unusual
    step = SignatureStep.SUBMIT_UNCHECKED
    if invited and signature.authoriser_email:
        step = SignatureStep.SUBMIT_FOR_AUTHORITY
    elif invited:
        step = SignatureStep.SUBMIT_FOR_REVIEW if looked_at_first else SignatureStep.SUBMIT
    two_people = organisation is not None and organisation.sign_off is SignOff.TWO_PEOPLE
    return Sending(step, organisation, invited, another, group_known, two_people)


async def refuse_unfinished(session: AsyncSession, held: Held, sending: Sending) -> None:
    """Raises `Invalid` where an answer is missing, and `Conflict` where it was sent or the organisation has signed."""
    signature, organisation = held.signature, sending.organisation
    if signature.state is not SignatureState.STARTED:
        raise Conflict(gettext("You have sent this already. Nothing was sent twice."))
    _require_answers(signature, two_people=sending.two_people)
    if organisation and (taken := await live_signature_of(session, signature.letter_id, organisation.id)) is not None:
        raise Conflict(taken.sentence(held.letter.zone))


async def submit(
    session: AsyncSession,
    signature_id: UUID,
    row_version: int | None,
    by: Actor,
    received_at: datetime,
    *,
    taken_late: str = "",
) -> Signature:
    """Sign: the one POST that counts. `received_at` is when the server had it, and decides about the deadline.

    The signature is accepted at once only through the organisation's own invitation, with an address that the invitation
    went to, for that organisation alone and under its own name; otherwise it awaits an address check, somebody to authorise
    it, or a review. Where the secretariat takes what came after the deadline, `taken_late` says so in its history, and
    `received_at` is when it was taken. Raises `Invalid` where an answer is missing, `NotAllowedNow`, and `Conflict` where
    the organisation has signed already.
    """
    held = await hold(session, signature_id, row_version)
    signature = held.signature
    sending = await sending_of(session, signature)
    await refuse_unfinished(session, held, sending)
    step = sending.step
    signature.number = await next_number(session, signature.letter_id)
    signature.submitted_at = received_at
    signature.accepted_at = received_at if step is SignatureStep.SUBMIT else None
    # Where it is taken late, this is not the request of the signer, who read the sentence in their own language.
    with reading((signature.locale or Locale.ENGLISH) if taken_late else current()):
        signature.attested = answers.agreed_sentence(signature, held.version.title, held.version.number)
    facts = held.facts(
        received_at,
        address_was_invited=sending.address_was_invited,
        another_name=sending.another_name,
        group_known=sending.group_known,
        two_people=sending.two_people,
        taken_late=bool(taken_late),
        link_refuses=await _refusal_of_way(session, signature, taken_late=bool(taken_late)),
    )
    who = by if taken_late else Actor(ActorKind.LINK, signature.signer_name, by.id, by.request_id)
    take(session, held, step, facts, who, reason=taken_late)
    await session.flush()
    await add_signatories(session, signature, sending.organisation)
    if step is SignatureStep.SUBMIT:
        await tell_accepted(session, signature, received_at)
    elif step is SignatureStep.SUBMIT_FOR_AUTHORITY:
        await request_authority(session, signature, received_at)
    elif step is SignatureStep.SUBMIT_UNCHECKED:
        await pause_if_many_wait(session, held, received_at)
        await write_to_check(session, signature, received_at)
        after_commit(session, Job.EXPIRE_UNFINISHED, at=received_at + ADDRESS_CHECK_LIFE)
    return signature


async def _refusal_of_way(session: AsyncSession, signature: Signature, *, taken_late: bool) -> str:
    """Why the cascade link or the public page by which it came takes it not now; empty where it does."""
    if came_by_page(signature) and not taken_late:
        return await refusal_of_page(session, signature.letter_id, PublicPage.PUBLIC)
    return await refusal_of_link(session, signature)


async def add_signatories(session: AsyncSession, signature: Signature, organisation: Organisation | None) -> None:
    """Write the organisations behind a signature; the database refuses a second live signature of any of them."""
    names = [answers.own_name(signature.display_name, signature.joint_names), *signature.joint_names]
    for position, name in enumerate(names):
        session.add(
            Signatory(
                coalition_id=signature.coalition_id,
                signature_id=signature.id,
                letter_id=signature.letter_id,
                state=signature.state,
                position=position,
                name=name,
                organisation_id=organisation.id if organisation and position == 0 else None,
            )
        )
    try:
        async with session.begin_nested():
            await session.flush()
    except IntegrityError as error:
        if "uq_signatory_one_live_signature" not in str(error.orig):
            raise
        raise Conflict(
            gettext("Your organisation has signed this letter already. Open the link again to see by whom.")
        ) from None


def _require_open(letter: LetterDetail, now: datetime) -> None:
    if not accepts(letter, now):
        raise NotAllowedNow(gettext("Signing has closed, so a signature can no longer be added."))


def _require_answers(signature: Signature, *, two_people: bool) -> None:
    missing = answers.complete(signature, two_people=two_people)
    words = {
        "name": gettext("Enter the name of the organisation."),
        "signer": gettext("Say who is signing."),
        "authority": gettext("Say whether you can sign for the organisation."),
        "authoriser": gettext("Say who beside the signer can authorise it: another person, with an address of their own."),
    }
    if missing is not None:
        raise Invalid({missing: words[missing]})


async def invited_organisation(session: AsyncSession, signature: Signature | SignatureDetail) -> Organisation | None:
    """The organisation whose invitation a signature came by; None by the public route."""
    if signature.route is not Route.INVITATION:
        return None
    return await session.scalar(
        select(Organisation)
        .join(Invitation, Invitation.organisation_id == Organisation.id)
        .join(InvitationLink, InvitationLink.invitation_id == Invitation.id)
        .where(InvitationLink.id == signature.invitation_link_id)
    )


def known_as(organisation: Organisation) -> KnownAs:
    """An organisation by the names that its row may stand under."""
    return KnownAs(organisation.id, organisation.display_name, organisation.acronym)


async def address_was_invited(session: AsyncSession, signature: Signature | SignatureDetail) -> bool:
    """Whether the address typed is one the invitation used went to: the holder's own, or a colleague's."""
    if signature.invitation_link_id is None:
        return False
    # Whoever had the invitation passed on to them is known to nobody but who passed it on, whichever address they type.
    own = select(InvitationLink.invitation_id).where(
        InvitationLink.id == signature.invitation_link_id, InvitationLink.contact_id.is_not(None)
    )
    found = await session.scalar(
        select(Contact.id)
        .join(InvitationLink, InvitationLink.contact_id == Contact.id)
        .where(
            InvitationLink.invitation_id == own.scalar_subquery(),
            InvitationLink.ended_at.is_(None),
            Contact.ended_at.is_(None),
            Contact.email_key == match_key(signature.signer_email),
        )
        .limit(1)
    )
    return found is not None
