"""Signing a letter by standing authority, and saying "not this one" afterwards."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.actors import Actor
from campaigns.errors import Conflict, Invalid, NotAllowedNow, NotFound
from campaigns.invitations.window import accepts
from campaigns.languages.catalogues import gettext
from campaigns.letters.models import Letter, Version
from campaigns.letters.queries import LetterDetail
from campaigns.letters.steps import lock_letter
from campaigns.signatures import leaving, steps
from campaigns.signatures.answers import (
    AuthorityAnswer,
    NameAnswer,
    SignerAnswer,
    answer_authority,
    answer_name,
    answer_signer,
)
from campaigns.signatures.lifecycle import LIVE, SignatureState, SignatureStep
from campaigns.signatures.models import Route, Signatory, Signature
from campaigns.signatures.reasons import NOT_THIS_ONE, used_by
from campaigns.standing_authority.lifecycle import AuthorityStep
from campaigns.standing_authority.models import StandingAuthority, StandingAuthorityUse
from campaigns.standing_authority.queries import PAGE, detail_of, has_answered
from campaigns.standing_authority.scope import LONGEST
from campaigns.standing_authority.steps import Held, hold_all, take
from campaigns.standing_authority.telling import tell_used
from campaigns.standing_authority.wording import use_sentence
from campaigns.text.characters import clean


class Use(msgspec.Struct, frozen=True, kw_only=True):
    """One organisation to sign for, by its authority, and why the letter is within the scope."""

    authority_id: UUID
    why: str


async def use(
    session: AsyncSession, letter_id: UUID, uses: Sequence[Use], version: int, by: Actor, now: datetime
) -> list[Signature]:
    """Sign a letter for organisations by their standing authority: for all of them, or for none.

    Each signature counts when this returns, and the organisation's people are told at once, with the whole text. `version`
    is the number of the version that was looked at. Raises `Invalid` (`chosen`, `why-<authority id>`), `Conflict` where one
    has answered meanwhile or the text is another, `NotAllowedNow` where one is not in force or does not cover the letter.
    """
    whys = {one.authority_id: " ".join(clean(one.why).split()) for one in uses}
    _require_reasons(whys)
    letter = await lock_letter(session, letter_id)
    text = await _locked_version(session, letter, version)
    all_held = await hold_all(session, list(whys))
    if len(all_held) != len(whys):
        raise NotFound
    await _refuse_answered(session, letter, all_held)
    for held in all_held:
        _take(session, held, letter, whys[held.authority.id], by, now)
    made = [(held, _begun(held, letter, text, whys[held.authority.id], by, now)) for held in all_held]
    session.add_all(signature for _, signature in made)
    last = await steps.next_number(session, letter.id, len(made))
    await session.flush()
    for number, (held, signature) in enumerate(made, start=last - len(made) + 1):
        signature.number = number
        begun, why = steps.Held(signature, letter, text), whys[held.authority.id]
        facts = begun.facts(now, standing_authority=True)
        steps.take(session, begun, SignatureStep.USE_STANDING_AUTHORITY, facts, by, reason=why)
        held.authority.last_use += 1
    await session.flush()
    for held, signature in made:
        session.add_all(_rows(held, signature, whys[held.authority.id], by, now))
    try:
        async with session.begin_nested():
            await session.flush()
    except IntegrityError as error:
        if "uq_signatory_one_live_signature" not in str(error.orig):
            raise
        raise Conflict(gettext("One of these organisations has signed meanwhile. Look at the list again.")) from None
    await tell_used(session, [(held.authority, signature) for held, signature in made], now)
    return [signature for _, signature in made]


async def not_this_one(session: AsyncSession, signature_id: UUID, by: Actor, now: datetime) -> None:
    """Take a signature that was made by standing authority off the list at once; the authority stays for other letters.

    Everybody who was told of it is told this too. Doing it twice changes nothing more. Raises `NotAllowedNow` where the
    signature has left the list otherwise.
    """
    await leaving.withdraw(session, signature_id, NOT_THIS_ONE, by, now)


def refusal(letter: LetterDetail, now: datetime, *, switched_on: bool) -> str | None:
    """Why nobody can be signed for on a letter now, in a sentence, or None."""
    if not switched_on:
        return gettext("Standing authority is switched off for your coalition.")
    return None if accepts(letter, now) else gettext("Signing is not open, so nobody can be signed for now.")


def may_say_no(state: SignatureState) -> bool:
    """Whether a signature is one of which its organisation can still say that it is not to be."""
    return state in LIVE


def _require_reasons(whys: dict[UUID, str]) -> None:
    if not whys:
        raise Invalid({"chosen": gettext("Tick at least one organisation.")})
    if len(whys) > PAGE:
        raise Invalid({"chosen": gettext("Tick no more than {most} at once.", most=PAGE)})
    problems = {}
    for authority_id, why in whys.items():
        if not why:
            problems[f"why-{authority_id}"] = gettext("Say why the letter is within what they allow.")
        elif len(why) > LONGEST:
            problems[f"why-{authority_id}"] = gettext("Use {most} characters or fewer.", most=format(LONGEST, ","))
    if problems:
        raise Invalid(problems)


async def _locked_version(session: AsyncSession, letter: Letter, seen: int) -> Version:
    found = await session.scalar(
        select(Version).where(Version.letter_id == letter.id, Version.number == letter.version_number)
    )
    if found is None or found.locked_at is None:
        raise NotAllowedNow(gettext("The text is not locked, so there is nothing yet to sign."))
    if found.number != seen:
        raise Conflict(gettext("The text has changed since you looked at it. Read the new version first."))
    return found


async def _refuse_answered(session: AsyncSession, letter: Letter, all_held: Sequence[Held]) -> None:
    ids = [held.authority.id for held in all_held]
    answered = set(
        await session.scalars(select(StandingAuthority.id).where(StandingAuthority.id.in_(ids), has_answered(letter.id)))
    )
    names = [held.organisation.display_name for held in all_held if held.authority.id in answered]
    if names:
        told = gettext("{name} has answered this letter itself, so it is not signed for. Nothing was signed.", name=names[0])
        raise Conflict(told)


def _take(session: AsyncSession, held: Held, letter: Letter, why: str, by: Actor, now: datetime) -> None:
    facts = held.facts(now, kind=letter.kind)
    try:
        take(session, held.authority, AuthorityStep.USE, facts, by, reason=f"{letter.reference}: {why}")
    except NotAllowedNow as refusal:
        name = held.organisation.display_name
        raise NotAllowedNow(gettext("{name}: {why} Nothing was signed.", name=name, why=refusal)) from None


def _begun(held: Held, letter: Letter, text: Version, why: str, by: Actor, now: datetime) -> Signature:
    """The signature before its step, with everything that is kept with it; what we word ourselves is kept in English."""
    authority, organisation = held.authority, held.organisation
    signature = Signature(
        coalition_id=letter.coalition_id,
        letter_id=letter.id,
        version_id=text.id,
        route=Route.STANDING,
        state=SignatureState.STARTED,
        started_at=now,
        submitted_at=now,
        accepted_at=now,
        joint_names=[],
        review_note=used_by(by.name),
    )
    signer = SignerAnswer(
        signer_name=authority.person_name, signer_title=authority.person_title, signer_email=authority.email
    )
    answer_name(signature, NameAnswer(display_name=organisation.display_name))
    answer_signer(signature, signer)
    answer_authority(signature, AuthorityAnswer(authority=authority.basis, authority_note=authority.basis_note))
    detail = detail_of(authority, organisation.display_name)
    signature.attested = use_sentence(detail, text.title, text.number, why, by.name, now, letter.zone)
    return signature


def _rows(held: Held, signature: Signature, why: str, by: Actor, now: datetime) -> list[Signatory | StandingAuthorityUse]:
    return [
        Signatory(
            coalition_id=signature.coalition_id,
            signature_id=signature.id,
            letter_id=signature.letter_id,
            state=signature.state,
            position=0,
            name=signature.display_name,
            organisation_id=held.organisation.id,
        ),
        StandingAuthorityUse(
            coalition_id=signature.coalition_id,
            authority_id=held.authority.id,
            number=held.authority.last_use,
            letter_id=signature.letter_id,
            signature_id=signature.id,
            why=why,
            used_at=now,
            used_by=by.name,
        ),
    ]
