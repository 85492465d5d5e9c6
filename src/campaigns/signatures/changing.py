"""Changing a row after signing: another form of its name, the signer's title, and whether the signer is shown."""

from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import case, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.actors import REMOVED, Actor
from campaigns.errors import Conflict, Invalid, TooMany
from campaigns.languages.catalogues import gettext
from campaigns.letters.lifecycles.release import ReleaseState
from campaigns.names.tidy import tidy
from campaigns.organisations.models import Organisation
from campaigns.signatures.answers import NameAnswer, answer_name, own_name, unusable_line
from campaigns.signatures.lifecycle import SignatureStep
from campaigns.signatures.models import NameProposal, Signatory, Signature, SignatureChange
from campaigns.signatures.notices import tell_changed, tell_name_proposed, tell_person_hidden
from campaigns.signatures.own_form import is_own_form
from campaigns.signatures.signing import known_as
from campaigns.signatures.step_limits import CHANGED, NAME_PROPOSED, refuse_too_often
from campaigns.signatures.steps import Held, hold, take


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """How a row is to read; None leaves a thing as it is. `name` is the organisation's own, without its partners'."""

    name: str | None = None
    title: str | None = None
    shown: bool | None = None


class Outcome(msgspec.Struct, frozen=True):
    """What came of it: whether the row reads otherwise now, and whether the secretariat looks at the name first.

    `held_back` says why nothing but hiding the signer was done, where the rest was asked for too often; else it is empty.
    """

    changed: bool
    proposed: bool
    held_back: str = ""


async def change(
    session: AsyncSession,
    signature_id: UUID,
    wanted: Wanted,
    row_version: int | None,
    by: Actor,
    now: datetime,
    *,
    own: bool,
) -> Outcome:
    """Change how an accepted row reads, while its list is not frozen; what it said before is kept.

    Only another form of the organisation's own name counts at once; any other waits for the secretariat, and the row stays
    as it is until then. Only the signer (`own`) changes the title or has themselves shown; a colleague may have them hidden.
    Raises `Invalid` (`display_name`, `signer_title`, `shown`), `NotAllowedNow`, `Conflict`, and `TooMany` where it was done
    often; the signer is hidden even so.
    """
    held = await hold(session, signature_id, row_version)
    signature = held.signature
    named = _named(signature, wanted.name)
    title, shown = _title(signature, wanted, own=own), _shown(signature, wanted, own=own)
    renamed = named.display_name != signature.display_name
    another = renamed and not await _is_own_form(session, signature, own_name(named.display_name, signature.joint_names))
    hides = signature.show_person and not shown
    try:
        if another:
            await _propose(session, held, own_name(named.display_name, signature.joint_names), by, now)
        if (renamed and not another) or title != signature.signer_title or (shown and not signature.show_person):
            await refuse_too_often(session, signature.id, SignatureStep.CHANGE, CHANGED, now)
    except TooMany as refusal:
        if not hides:
            raise
        step = SignatureStep.HIDE_PERSON
        await write_change(session, held, step, signature, signature.signer_title, by, now, shown=False)
        return Outcome(changed=True, proposed=False, held_back=str(refusal))
    if (renamed and not another) or title != signature.signer_title or shown != signature.show_person:
        hides_only = (not renamed or another) and title == signature.signer_title and not shown
        step = SignatureStep.HIDE_PERSON if hides_only else SignatureStep.CHANGE
        await write_change(session, held, step, signature if another else named, title, by, now, shown=shown)
        return Outcome(changed=True, proposed=another)
    return Outcome(changed=False, proposed=another)


async def hide_person(session: AsyncSession, signature_id: UUID, by: Actor, now: datetime) -> None:
    """Show the signer in no list any more, whatever became of it: at once on every page, and in each edition to come.

    Doing it twice changes nothing more. Raises `NotAllowedNow` for a signature that no list could show.
    """
    held = await hold(session, signature_id)
    signature = held.signature
    if signature.show_person:
        step = SignatureStep.HIDE_PERSON
        await write_change(session, held, step, signature, signature.signer_title, by, now, shown=False)


async def write_change(
    session: AsyncSession,
    held: Held,
    step: SignatureStep,
    named: Signature,
    title: str,
    by: Actor,
    now: datetime,
    *,
    shown: bool,
    reason: str = "",
    undoes_id: UUID | None = None,
) -> SignatureChange:
    """Give a row the names of `named` (which need not be stored), keep what it said, and tell everybody concerned.

    A name that waits for the secretariat ends where the row gets another one: it was asked for in place of an older row.
    `undoes_id` is the secretariat's change that this one undoes.
    """
    signature = held.signature
    # Nobody is left to be shown whose details were erased.
    shown = shown and signature.signer_name != REMOVED
    event = take(session, held, step, held.facts(now), by, reason=reason)
    await session.flush()
    written = SignatureChange(
        coalition_id=signature.coalition_id,
        signature_id=signature.id,
        letter_id=signature.letter_id,
        event_id=event.id,
        name_before=signature.display_name,
        name_after=named.display_name,
        title_before=signature.signer_title,
        title_after=title,
        shown_before=signature.show_person,
        shown_after=shown,
        sort_before=signature.sort_name,
        sort_after=named.sort_name,
        joint_before=list(signature.joint_names),
        joint_after=list(named.joint_names),
        undoes_id=undoes_id,
    )
    signature.display_name, signature.sort_name, signature.sort_key = named.display_name, named.sort_name, named.sort_key
    signature.joint_names = list(named.joint_names)
    signature.signer_title, signature.show_person = title, shown
    session.add(written)
    await session.flush()
    if written.name_before != written.name_after:
        await _name_signatories(session, signature)
        await _end_proposal(session, signature.id, now)
    # One that was never accepted is in no list, and the address typed with it may be a stranger's.
    if signature.accepted_at is None:
        return written
    await tell_changed(session, signature, written.id, now)
    if written.shown_before and not shown and held.letter.release is ReleaseState.PUBLISHED:
        await tell_person_hidden(session, signature, written.id, now)
    return written


async def take_name_back(session: AsyncSession, signature_id: UUID, by: Actor, now: datetime) -> None:
    """End the name that waits for the secretariat; the row stays as it is.

    Raises `Conflict` where none waits any more, `NotAllowedNow` for a row that has left the list.
    """
    held = await hold(session, signature_id)
    waiting = await _waiting_name(session, signature_id)
    if waiting is None:
        raise Conflict(gettext("No name waits for the secretariat any more."))
    take(session, held, SignatureStep.TAKE_NAME_BACK, held.facts(now), by, reason=waiting.own_name)
    await _end_proposal(session, signature_id, now)


async def _name_signatories(session: AsyncSession, signature: Signature) -> None:
    names = [own_name(signature.display_name, signature.joint_names), *signature.joint_names]
    await session.execute(
        update(Signatory)
        .where(Signatory.signature_id == signature.id)
        .values(name=case(dict(enumerate(names)), value=Signatory.position, else_=Signatory.name))
        .execution_options(synchronize_session=False)
    )


async def _waiting_name(session: AsyncSession, signature_id: UUID) -> NameProposal | None:
    return await session.scalar(
        select(NameProposal).where(NameProposal.signature_id == signature_id, NameProposal.answered_at.is_(None))
    )


async def _end_proposal(session: AsyncSession, signature_id: UUID, now: datetime) -> None:
    waiting = await _waiting_name(session, signature_id)
    if waiting is not None:
        waiting.answered_at = now
        await session.flush()


def renamed_row(signature: Signature, name: str) -> Signature:
    """A row that is not stored, which reads as this one would under another name. Raises `Invalid` (`display_name`)."""
    row = Signature()
    answer_name(row, NameAnswer(display_name=name, joint_names=list(signature.joint_names)))
    if row.joint_names != signature.joint_names:
        raise Invalid({"display_name": gettext("This is the name of an organisation that signs in the same row.")})
    return row


def _named(signature: Signature, name: str | None) -> Signature:
    same = name is None or tidy(name) == own_name(signature.display_name, signature.joint_names)
    return signature if same or name is None else renamed_row(signature, name)


def _title(signature: Signature, wanted: Wanted, *, own: bool) -> str:
    title = signature.signer_title if wanted.title is None else tidy(wanted.title)
    if title == signature.signer_title:
        return title
    if not own:
        raise Invalid({"signer_title": gettext("Only the signer can change this, by the link in their own mail.")})
    if not title:
        raise Invalid({"signer_title": gettext("Enter your job title or role.")})
    if wrong := unusable_line(title):
        raise Invalid({"signer_title": wrong})
    return title


def _shown(signature: Signature, wanted: Wanted, *, own: bool) -> bool:
    if wanted.shown and not signature.show_person and not own:
        raise Invalid({"shown": gettext("Only the signer can have their own name shown, by the link in their own mail.")})
    return signature.show_person if wanted.shown is None else wanted.shown


async def _is_own_form(session: AsyncSession, signature: Signature, name: str) -> bool:
    organisation = await session.scalar(
        select(Organisation)
        .join(Signatory, Signatory.organisation_id == Organisation.id)
        .where(Signatory.signature_id == signature.id, Signatory.position == 0)
    )
    return organisation is not None and await is_own_form(session, name, known_as(organisation))


async def _propose(session: AsyncSession, held: Held, name: str, by: Actor, now: datetime) -> None:
    signature = held.signature
    waiting = await _waiting_name(session, signature.id)
    if waiting is not None and waiting.own_name == name:
        return
    await refuse_too_often(session, signature.id, SignatureStep.PROPOSE_NAME, NAME_PROPOSED, now)
    take(session, held, SignatureStep.PROPOSE_NAME, held.facts(now), by, reason=name)
    await _end_proposal(session, signature.id, now)
    proposal = NameProposal(
        coalition_id=signature.coalition_id,
        signature_id=signature.id,
        own_name=name,
        asked_by=by.name,
        asked_at=now,
        answered_at=None,
        accepted=None,
    )
    session.add(proposal)
    await session.flush()
    await tell_name_proposed(session, signature, proposal.id, now)
