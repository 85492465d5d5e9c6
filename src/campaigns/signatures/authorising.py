"""Authorising a signature that somebody else sent, or refusing to, from the link in the mail that asks for it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import msgspec
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.actors import Actor, ActorKind
from campaigns.coalitions.queries import CoalitionLook, coalition_of
from campaigns.database import hold_to, unscoped
from campaigns.errors import Conflict, Invalid, NotAllowedNow, NotFound
from campaigns.languages.catalogues import gettext, gettext_noop
from campaigns.languages.locales import prefer
from campaigns.letters.models import Letter, Version
from campaigns.letters.queries import LetterDetail, detail_of
from campaigns.names.tidy import tidy
from campaigns.organisations.locales import locales_at
from campaigns.organisations.models import Contact
from campaigns.signatures import answers, queries
from campaigns.signatures.authorisers import proved_by_authoriser
from campaigns.signatures.authority_requests import asked_by_secretariat, authority_in_vain
from campaigns.signatures.leaving import withdraw
from campaigns.signatures.lifecycle import LIVE, PENDING, SignatureState, SignatureStep
from campaigns.signatures.models import Authority, Signatory, Signature
from campaigns.signatures.notices import tell_accepted, tell_authority_refused
from campaigns.signatures.queries import SignatureDetail, live_signature_of
from campaigns.signatures.signing import invited_organisation
from campaigns.signatures.steps import Held, hold, take
from campaigns.text.characters import clean
from campaigns.tokens import Keys, Purpose, row_of

LONGEST_REASON = 1000


@dataclass(frozen=True, kw_only=True)
class Request:
    """A signature as the person sees it who is asked to authorise it. The session is held to its coalition.

    `rotation` tells this request from one to somebody else; `title` is their role where the secretariat has it on record.
    `by_secretariat` means that the secretariat asks, and not the signer.
    """

    coalition: CoalitionLook
    letter: LetterDetail
    signature: SignatureDetail
    rotation: int
    title: str
    by_secretariat: bool

    def actor(self, request_id: str = "") -> Actor:
        """The authoriser as history names them: the name they gave, at the address that was asked."""
        signature = self.signature
        name = f"{signature.authoriser_name} ({signature.authoriser_email})"
        return Actor(ActorKind.LINK, name, signature.id, request_id)

    @property
    def may_take_back(self) -> bool:
        """Whether this person authorised it and it stands, or may yet."""
        return self.signature.authorised and self.signature.state in LIVE | PENDING


class Authorisation(msgspec.Struct, frozen=True, kw_only=True):
    """Who authorises, and on what basis; there is no default."""

    person_name: str
    person_title: str
    basis: Authority | None
    note: str = ""


class Ground(StrEnum):
    """Why somebody does not authorise it."""

    NOT_SIGNING = "not_signing"
    CANNOT = "cannot"


GROUND_WORDS: dict[Ground, str] = {
    Ground.NOT_SIGNING: gettext_noop("The organisation does not sign this."),
    Ground.CANNOT: gettext_noop("I cannot authorise this."),
}


def refusal_told(note: str) -> str:
    """The note of whoever refused, with its ground in the language that is being read: it is stored in English."""
    ground = next((words for words in GROUND_WORDS.values() if note.startswith(words)), "")
    return gettext(ground) + note.removeprefix(ground)


class Refusal(msgspec.Struct, frozen=True, kw_only=True):
    """Who refuses, and why. The signer and the secretariat read it."""

    person_name: str
    person_title: str
    ground: Ground | None
    reason: str = ""


async def open_request(session: AsyncSession, keys: Keys, token: str) -> Request:
    """What the link in a request opens, for as long as nobody else is asked and its recipient has not left.

    Reading changes nothing. Raises `NotFound`.
    """
    found = await session.execute(
        select(Signature, Letter, Version)
        .join(Letter, Letter.id == Signature.letter_id)
        .join(Version, Version.id == Signature.version_id)
        .where(Signature.id == row_of(token), Signature.authority_asked_at.is_not(None))
        .execution_options(**unscoped("the token decides which coalition the session is held to"))
    )
    row = found.first()
    if row is None:
        raise NotFound
    signature, letter, version = row
    if not keys.holds(token, Purpose.AUTHORITY, signature.id, signature.authoriser_rotation):
        raise NotFound
    hold_to(session, signature.coalition_id)
    chosen, of_organisation = await locales_at(session, signature.authoriser_email_key)
    prefer(chosen or signature.locale or of_organisation)
    return Request(
        coalition=await coalition_of(session, signature.coalition_id),
        letter=detail_of(letter, version),
        signature=queries.detail_of(signature),
        rotation=signature.authoriser_rotation,
        title=await _title_on_record(session, signature),
        by_secretariat=await asked_by_secretariat(session, signature.id),
    )


async def authorise(
    session: AsyncSession, request: Request, answer: Authorisation, now: datetime, request_id: str = ""
) -> Signature:
    """Authorise a signature. It counts at once where the secretariat knows this person at the invited organisation.

    In every other case it is reviewed then. The answer may come after the deadline: the signature was sent in time. Raises
    `Invalid`, `NotAllowedNow` where nobody is asked any more, `Conflict` where the organisation has signed meanwhile.
    """
    name, title, problems = _person(answer.person_name, answer.person_title)
    basis, note = _basis(answer, problems)
    held = await _asked(session, request, now)
    signature = held.signature
    organisation = await invited_organisation(session, signature)
    if organisation and (taken := await live_signature_of(session, signature.letter_id, organisation.id)) is not None:
        raise Conflict(taken.sentence(held.letter.zone))
    proved = await proved_by_authoriser(session, signature)
    group_known = organisation is not None and organisation.signs_as_group
    facts = held.facts(now, authoriser_known=proved, authority_given=True, group_known=group_known)
    step = SignatureStep.AUTHORISE if proved else SignatureStep.AUTHORISE_FOR_REVIEW
    signature.authoriser_name, signature.authoriser_title = name, title
    signature.authoriser_basis, signature.authoriser_note, signature.authority_answered_at = basis, note, now
    signature.authoriser_attested = answers.authorisation(
        answers.stands_for(signature),
        held.version.title,
        held.version.number,
        signature.signer_name,
        several=bool(signature.joint_names),
    )
    signature.accepted_at = now if proved else None
    try:
        async with session.begin_nested():
            take(session, held, step, facts, _actor(signature, request_id))
            await session.flush()
    except IntegrityError as error:
        if "uq_signatory_one_live_signature" not in str(error.orig):
            raise
        raise Conflict(gettext("Your organisation has signed this letter already.")) from None
    if proved:
        await tell_accepted(session, signature, now)
    return signature


async def refuse(
    session: AsyncSession, request: Request, refusal: Refusal, now: datetime, request_id: str = ""
) -> Signature:
    """Refuse to authorise a signature; it comes to nothing, and its signer is told why.

    Raises `Invalid`, `NotAllowedNow` where nobody is asked any more.
    """
    name, title, problems = _person(refusal.person_name, refusal.person_title)
    reason = clean(refusal.reason).strip()
    if len(reason) > LONGEST_REASON:
        problems["reason"] = gettext("The reason may have {most} characters.", most=LONGEST_REASON)
    if refusal.ground is None:
        problems["ground"] = gettext("Say why you do not authorise it.")
    if problems or refusal.ground is None:
        raise Invalid(problems)
    held = await _asked(session, request, now)
    signature = held.signature
    signature.authoriser_name, signature.authoriser_title = name, title
    signature.authoriser_basis, signature.authority_answered_at = None, now
    signature.authoriser_note = " ".join(filter(None, (GROUND_WORDS[refusal.ground], reason)))
    by = _actor(signature, request_id)
    take(session, held, SignatureStep.REFUSE_AUTHORITY, held.facts(now), by, reason=signature.authoriser_note)
    await session.flush()
    await tell_authority_refused(session, signature, now)
    return signature


async def take_back(session: AsyncSession, request: Request, now: datetime, request_id: str = "") -> None:
    """Withdraw what this person authorised. Doing it twice changes nothing more. Raises `NotAllowedNow`."""
    if request.signature.state is not SignatureState.WITHDRAWN and not request.may_take_back:
        raise NotAllowedNow(gettext("There is nothing here that you authorised and that stands."))
    await withdraw(session, request.signature.id, "", request.actor(request_id), now)


async def _asked(session: AsyncSession, request: Request, now: datetime) -> Held:
    """The signature, locked, while this very person is asked to authorise it."""
    held = await hold(session, request.signature.id)
    if held.signature.authoriser_rotation != request.rotation:
        raise NotAllowedNow(gettext("Somebody else is asked to authorise this now."))
    if held.signature.state is not SignatureState.AWAITING_AUTHORITY:
        raise NotAllowedNow(gettext("Nobody is asked to authorise this any more."))
    if authority_in_vain(held.signature, now):
        raise NotAllowedNow(gettext("The time to authorise this has passed, so the signature came to nothing."))
    return held


def _basis(answer: Authorisation, problems: dict[str, str]) -> tuple[Authority, str]:
    """The basis that was given. Raises `Invalid` with its problems and those found before."""
    if answer.basis is None:
        raise Invalid({"authority": gettext("Say whether you authorise it, and on what basis."), **problems})
    try:
        basis, note = answers.checked_basis(answer.basis, answer.note)
    except Invalid as invalid:
        raise Invalid({**invalid.problems, **problems}) from None
    if problems:
        raise Invalid(problems)
    return basis, note


def _person(name: str, title: str) -> tuple[str, str, dict[str, str]]:
    """Who answers, tidied, and what is wrong with it."""
    name, title = tidy(name), tidy(title)
    problems = {}
    if not name:
        problems["person_name"] = gettext("Enter your full name.")
    if not title:
        problems["person_title"] = gettext("Enter your job title or role.")
    for field, value in (("person_name", name), ("person_title", title)):
        if wrong := answers.unusable_line(value):
            problems[field] = wrong
    return name, title, problems


def _actor(signature: Signature, request_id: str) -> Actor:
    """The authoriser as history names them: the name they give, at the address that was asked."""
    return Actor(ActorKind.LINK, f"{signature.authoriser_name} ({signature.authoriser_email})", signature.id, request_id)


async def _title_on_record(session: AsyncSession, signature: Signature) -> str:
    """The asked contact's role, or an empty string. Raises `NotFound` where every such contact has ended."""
    organisations = select(Signatory.organisation_id).where(Signatory.signature_id == signature.id)
    found = await session.scalars(
        select(Contact).where(
            Contact.organisation_id.in_(organisations), Contact.email_key == signature.authoriser_email_key
        )
    )
    contacts = found.all()
    if contacts and all(contact.ended_at is not None for contact in contacts):
        raise NotFound
    return next((contact.role_title for contact in contacts if contact.ended_at is None), "")
