"""Signing: begin, answer, submit. What the signer does, by the invitation or by the public route."""

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
from campaigns.letters.queries import LetterDetail
from campaigns.mail.addresses import match_key
from campaigns.organisations.models import Contact, Organisation, SignOff
from campaigns.signatures import answers
from campaigns.signatures.address_checks import ADDRESS_CHECK_LIFE, write_to_check
from campaigns.signatures.authority_requests import request_authority
from campaigns.signatures.lifecycle import SignatureState, SignatureStep
from campaigns.signatures.models import Route, Signatory, Signature
from campaigns.signatures.notices import tell_accepted
from campaigns.signatures.own_form import KnownAs, is_own_form
from campaigns.signatures.queries import SignatureDetail, live_signature_of
from campaigns.signatures.steps import hold, next_number, take

DRAFT_LIFE = timedelta(days=14)


async def begin_by_invitation(session: AsyncSession, opened: Opened, now: datetime) -> Signature:
    """The answers begun by this link, or new ones with what is known filled in. Raises `NotAllowedNow`, `Conflict`."""
    _require_open(opened.letter, now)
    if (taken := await live_signature_of(session, opened.letter.id, opened.organisation_id)) is not None:
        raise Conflict(taken.sentence(opened.letter.zone))
    if (begun := await _begun_by(session, opened.link_id)) is not None:
        # The text may have been revised since these answers were begun; what is signed is what is shown now.
        begun.version_id = opened.letter.version_id
        return begun
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


async def _begun_by(session: AsyncSession, link_id: UUID) -> Signature | None:
    return await session.scalar(
        select(Signature).where(
            Signature.invitation_link_id == link_id,
            Signature.state == SignatureState.STARTED,
            Signature.route == Route.INVITATION,
        )
    )


async def begin_by_public_route(session: AsyncSession, letter: LetterDetail, now: datetime) -> Signature:
    """Empty answers for an organisation that nobody invited. Raises `NotAllowedNow`."""
    _require_open(letter, now)
    signature = Signature(
        coalition_id=letter.coalition_id,
        letter_id=letter.id,
        version_id=letter.version_id,
        route=Route.PUBLIC,
        state=SignatureState.STARTED,
        started_at=now,
    )
    session.add(signature)
    await session.flush()
    return signature


async def submit(
    session: AsyncSession, signature_id: UUID, row_version: int | None, by: Actor, received_at: datetime
) -> Signature:
    """Sign: the one POST that counts. `received_at` is when the server had it, and decides about the deadline.

    The signature is accepted at once only through the organisation's own invitation, with an address that the invitation
    went to, for that organisation alone and under its own name; otherwise it awaits an address check, somebody to authorise
    it, or a review. Raises `Invalid` where an answer is missing, `NotAllowedNow`, and `Conflict` where the organisation has
    signed already.
    """
    held = await hold(session, signature_id, row_version)
    signature = held.signature
    if signature.state is not SignatureState.STARTED:
        raise Conflict("You have sent this already. Nothing was sent twice.")
    organisation = await invited_organisation(session, signature)
    two_people = organisation is not None and organisation.sign_off is SignOff.TWO_PEOPLE
    _require_answers(signature, two_people=two_people)
    if organisation and (taken := await live_signature_of(session, signature.letter_id, organisation.id)) is not None:
        raise Conflict(taken.sentence(held.letter.zone))
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
    signature.number = await next_number(session, signature.letter_id)
    signature.submitted_at = received_at
    signature.accepted_at = received_at if step is SignatureStep.SUBMIT else None
    signature.attested = answers.agreed_sentence(signature, held.version.title, held.version.number)
    signer = Actor(ActorKind.LINK, signature.signer_name, by.id, by.request_id)
    facts = held.facts(
        received_at,
        address_was_invited=invited,
        another_name=another,
        group_known=group_known,
        two_people=two_people,
    )
    take(session, held, step, facts, signer)
    await session.flush()
    await add_signatories(session, signature, organisation)
    if step is SignatureStep.SUBMIT:
        await tell_accepted(session, signature, received_at)
    elif step is SignatureStep.SUBMIT_FOR_AUTHORITY:
        await request_authority(session, signature, received_at)
    elif step is SignatureStep.SUBMIT_UNCHECKED:
        await write_to_check(session, signature, received_at)
        after_commit(session, Job.EXPIRE_UNFINISHED, at=received_at + ADDRESS_CHECK_LIFE)
    return signature


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
        raise Conflict("Your organisation has signed this letter already. Open the link again to see by whom.") from None


def _require_open(letter: LetterDetail, now: datetime) -> None:
    if not accepts(letter, now):
        raise NotAllowedNow("Signing has closed, so a signature can no longer be added.")


def _require_answers(signature: Signature, *, two_people: bool) -> None:
    missing = answers.complete(signature, two_people=two_people)
    words = {
        "name": "Enter the name of the organisation.",
        "signer": "Say who is signing.",
        "authority": "Say whether you can sign for the organisation.",
        "authoriser": "Say who beside the signer can authorise it: another person, with an address of their own.",
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
    own = select(InvitationLink.invitation_id).where(InvitationLink.id == signature.invitation_link_id)
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
