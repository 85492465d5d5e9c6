"""What somebody does who signs for themselves: begin, answer, send, prove the address, withdraw."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.actors import Actor, ActorKind
from campaigns.errors import Conflict, Invalid, NotAllowedNow
from campaigns.individuals import answers, notices
from campaigns.individuals.lifecycle import ORGANISATIONS_ONLY, IndividualState, IndividualStep
from campaigns.individuals.models import IndividualSignature
from campaigns.individuals.queries import count_new, live_at
from campaigns.individuals.steps import Held, hold, next_number, take
from campaigns.individuals.wording import attestation
from campaigns.invitations.models import InvitationLink
from campaigns.invitations.window import accepts
from campaigns.jobs import Job, after_commit
from campaigns.languages.catalogues import gettext, gettext_noop
from campaigns.languages.locales import Locale
from campaigns.letters.queries import LetterDetail
from campaigns.mail.addresses import checked, match_key
from campaigns.names.order import sort_key
from campaigns.signatures.address_checks import ADDRESS_CHECK_LIFE, was_written_to
from campaigns.signatures.code_tries import spend_try
from campaigns.signatures.mail_limits import mail_of, refuse_another_address, refuse_too_soon
from campaigns.signatures.queries import SignatureDetail
from campaigns.text.characters import clean
from campaigns.tokens import Keys, Purpose
from campaigns.unusual_use.models import PublicPage
from campaigns.unusual_use.pausing import counted_since, pause_if_flooded, refusal_of_page

DRAFT_LIFE = timedelta(days=14)
_ONE_LIVE = "uq_individual_signature_one_live"


#: Who sent a signature, in its history: a history is kept for ever, and names nobody whose address is not proved yet.
UNKNOWN = gettext_noop("Whoever sent it")


async def begin(
    session: AsyncSession,
    letter: LetterDetail,
    now: datetime,
    *,
    typed: SignatureDetail | None = None,
    from_link: UUID | None = None,
) -> IndividualSignature:
    """Answers of somebody who signs for themselves. Raises `NotAllowedNow`, also where only organisations sign.

    `typed` are answers for an organisation, from which the person, their title and address are copied and nothing else.
    `from_link` is the invitation's link that they came by, which keeps when that was and not who.
    """
    if not letter.individuals_may_sign:
        raise NotAllowedNow(gettext(ORGANISATIONS_ONLY))
    if not accepts(letter, now):
        raise NotAllowedNow(gettext("Signing has closed, so a signature can no longer be added."))
    signature = IndividualSignature(
        coalition_id=letter.coalition_id,
        letter_id=letter.id,
        version_id=letter.version_id,
        state=IndividualState.STARTED,
        started_at=now,
    )
    if typed is not None and typed.signer_name:
        signature.name, signature.title = typed.signer_name, typed.signer_title
        signature.sort_key = sort_key(signature.name)
        signature.email, signature.email_key = typed.signer_email, match_key(typed.signer_email)
    session.add(signature)
    if from_link is not None:
        await session.execute(update(InvitationLink).where(InvitationLink.id == from_link).values(personal_begun_at=now))
    await session.flush()
    return signature


async def put_aside(session: AsyncSession, signature_id: UUID) -> None:
    """Delete the answers of somebody who does not want their name published. Nothing of them is kept."""
    held = await hold(session, signature_id)
    if held.signature.state is not IndividualState.STARTED:
        raise Conflict(gettext("You have sent this already. To take it back, withdraw it."))
    await session.delete(held.signature)
    await session.flush()


async def submit(
    session: AsyncSession, signature_id: UUID, row_version: int | None, by: Actor, received_at: datetime
) -> IndividualSignature:
    """Sign: the one POST that counts. `received_at` is when the server had it, and decides about the deadline.

    Nothing is accepted by it: the address is checked, and then the secretariat looks. Raises `Invalid` where an answer is
    missing, `NotAllowedNow`, `Conflict`.
    """
    held = await hold(session, signature_id, row_version)
    signature = held.signature
    if signature.state is not IndividualState.STARTED:
        raise Conflict(gettext("You have sent this already. Nothing was sent twice."))
    match answers.complete(signature):
        case "you":
            raise Invalid({"name": gettext("Say who is signing.")})
        case "consent":
            raise Invalid({"publish_name": gettext(answers.NO_CONSENT)})
    if why := await refusal_of_page(session, signature.letter_id, PublicPage.INDIVIDUALS):
        raise NotAllowedNow(why)
    signature.number = await next_number(session, signature.letter_id)
    signature.submitted_at = received_at
    signature.attested = attestation(
        signature.name, held.version.title, held.version.number, signature.title, signature.affiliation
    )
    take(session, held, IndividualStep.SUBMIT, held.facts(received_at), Actor(ActorKind.LINK, UNKNOWN, by.id, by.request_id))
    await session.flush()
    since = await counted_since(session, held.letter.id, PublicPage.INDIVIDUALS, received_at)
    waiting = await count_new(session, held.letter.id, since)
    await pause_if_flooded(session, held.letter, PublicPage.INDIVIDUALS, waiting, received_at)
    await notices.write_to_check(session, signature, received_at)
    after_commit(session, Job.EXPIRE_UNFINISHED, at=received_at + ADDRESS_CHECK_LIFE)
    return signature


async def send_again(session: AsyncSession, signature_id: UUID, now: datetime) -> None:
    """Send the same link and code again. Raises `Conflict` where nothing waits for a check, `TooMany`."""
    held = await _waiting(session, signature_id, now)
    signature = held.signature
    mail = await mail_of(session, notices.CHECK, signature.id, signature.email, signature.submitted_at or now)
    refuse_too_soon(mail, held.letter.zone, now)
    await notices.write_to_check(session, signature, now)


async def change_address(
    session: AsyncSession, signature_id: UUID, email: str, by: Actor, now: datetime
) -> IndividualSignature:
    """Check another address in place of the one typed; links and codes mailed before end. The time of signing stays.

    Raises `Invalid` (field `email`), `Conflict` where nothing waits for a check, `NotAllowedNow`, `TooMany`.
    """
    address = checked(email)
    held = await _waiting(session, signature_id, now)
    signature, key = held.signature, match_key(address)
    if key == signature.email_key:
        told = gettext("This is the address you gave. Enter another one, or ask for the mail again.")
        raise Invalid({"email": told})
    # `rotation` counts the changes so far.
    changes, about = signature.rotation, IndividualSignature
    await refuse_another_address(session, notices.CHECK, signature, key, changes, now, about)
    take(session, held, IndividualStep.CHANGE_ADDRESS, held.facts(now), by)
    signature.email, signature.email_key = address, key
    signature.rotation += 1
    await session.flush()
    await notices.write_to_check(session, signature, now)
    return signature


async def confirm(session: AsyncSession, signature_id: UUID, by: Actor, now: datetime) -> IndividualSignature:
    """Record that the person reached the mailed page and pressed its button; the secretariat looks at it then.

    Pressing it again changes nothing. Raises `Conflict` where this address has signed the letter already, and
    `NotAllowedNow` after the time to do it, also where the job that expires signatures is late.
    """
    held = await hold(session, signature_id)
    signature = held.signature
    if signature.state is not IndividualState.AWAITING_EMAIL:
        return signature
    if _waits_in_vain(signature, now):
        late = gettext("The three days to confirm this address have passed, so the signature came to nothing.")
        raise NotAllowedNow(late)
    # Asked only of somebody who has the mailbox: nobody else learns who has signed from it.
    if told := await live_at(session, signature.letter_id, signature.email_key, held.letter.zone):
        raise Conflict(told)
    try:
        async with session.begin_nested():
            take(session, held, IndividualStep.CHECK_ADDRESS, held.facts(now), _signer(signature, by))
    except IntegrityError as error:
        if _ONE_LIVE not in str(error.orig):
            raise
        raise Conflict(gettext("This address has signed the letter already. One address signs once.")) from None
    return signature


async def confirm_by_code(
    session: AsyncSession, keys: Keys, signature_id: UUID, code: str, by: Actor, now: datetime
) -> bool:
    """Confirm the address by its code; False for a wrong code, whose try is counted: keep the transaction.

    Where nothing waits for a code any more, because the link was faster, that is no wrong code. Raises as `confirm` does.
    """
    signature = (await hold(session, signature_id)).signature
    if signature.state is not IndividualState.AWAITING_EMAIL:
        return True
    mailed = await was_written_to(session, notices.CHECK, signature.id, signature.email_key)
    waits, purpose = IndividualSignature.state == IndividualState.AWAITING_EMAIL, Purpose.INDIVIDUAL_CHECK
    if not await spend_try(session, keys, purpose, IndividualSignature, signature_id, waits, code, mailed=mailed):
        return False
    await confirm(session, signature_id, by, now)
    return True


async def withdraw(session: AsyncSession, signature_id: UUID, reason: str, by: Actor, now: datetime) -> IndividualSignature:
    """Take the signature back, at any time: the name leaves every page at that moment. Twice changes nothing more.

    Nobody is written to at an address that was never proved. Raises `NotAllowedNow` where there is nothing to withdraw.
    """
    held = await hold(session, signature_id)
    before = held.signature.state
    if before is not IndividualState.WITHDRAWN:
        take(session, held, IndividualStep.WITHDRAW, held.facts(now), by, reason=clean(reason).strip())
        await session.flush()
        if before is not IndividualState.AWAITING_EMAIL:
            await notices.tell(session, notices.WITHDRAWN, held.signature, now)
        if before is IndividualState.ACCEPTED:
            await notices.tell_left(session, held.signature, now)
    return held.signature


async def keep_locale(session: AsyncSession, signature_id: UUID, locale: Locale) -> None:
    """Write to the signer in this language from now on. It is no step of the signature."""
    await session.execute(update(IndividualSignature).where(IndividualSignature.id == signature_id).values(locale=locale))


async def _waiting(session: AsyncSession, signature_id: UUID, now: datetime) -> Held:
    held = await hold(session, signature_id)
    if held.signature.state is not IndividualState.AWAITING_EMAIL or _waits_in_vain(held.signature, now):
        raise Conflict(gettext("This address does not wait to be checked any more."))
    return held


def _waits_in_vain(signature: IndividualSignature, now: datetime) -> bool:
    return signature.submitted_at is not None and now >= signature.submitted_at + ADDRESS_CHECK_LIFE


def _signer(signature: IndividualSignature, by: Actor) -> Actor:
    return Actor(ActorKind.LINK, signature.name, by.id, by.request_id)
