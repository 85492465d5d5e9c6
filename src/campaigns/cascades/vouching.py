"""An infrastructure body says of organisations that signed by its own link that it knows them, or that it does not.

Vouching is the check that a review records. It accepts what is plainly one organisation's: one name, that of a known
organisation nobody else asked, or a new one's, and like no other. Everything else is left to the secretariat with the body's
word. Many are answered for by one press and, however many they are, by the same few statements.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import ARRAY, Uuid, column, func, literal, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.cascades.actions import hold_link
from campaigns.cascades.body_access import BodyDoor
from campaigns.cascades.came import MOST_AT_ONCE, CameRow, row_of, to_vouch
from campaigns.cascades.lifecycle import LinkState
from campaigns.cascades.likeness import likenesses
from campaigns.cascades.models import state_of
from campaigns.errors import Invalid, NotAllowedNow
from campaigns.invitations.models import Invitation
from campaigns.languages.catalogues import gettext
from campaigns.letters.models import Letter, Version
from campaigns.names.matching import matching_key
from campaigns.names.order import sort_key, sort_name_of
from campaigns.organisations.models import Contact, Organisation, SignOff
from campaigns.signatures.answers import unusable_line
from campaigns.signatures.lifecycle import LIVE, PENDING, SignatureState, SignatureStep
from campaigns.signatures.models import BodyAnswer, Signatory, Signature, SignatureEvent
from campaigns.signatures.notices import tell_accepted_by_cascade
from campaigns.signatures.reasons import Left, left_to_you, vouched_for_by
from campaigns.signatures.steps import Held, event_of
from campaigns.text.characters import clean

LONGEST_REASON = 1000
#: More than wait at any letter; the largest that is planned for has 6,000.
_MOST_WAITING = 50_000


class Voucher(msgspec.Struct, frozen=True, kw_only=True):
    """Who answers for an infrastructure body; there is no default."""

    person_name: str
    person_title: str

    def problems(self) -> dict[str, str]:
        """What needs mending, by field."""
        name, title = clean(self.person_name).strip(), clean(self.person_title).strip()
        found = {}
        if why := gettext("Enter your full name.") if not name else unusable_line(name):
            found["person_name"] = why
        if why := gettext("Enter your job title or role.") if not title else unusable_line(title):
            found["person_title"] = why
        return found


class Preview(msgspec.Struct, frozen=True, kw_only=True):
    """What vouching for some signatures would do: those that would be accepted, and those left to the secretariat."""

    accepted: list[CameRow]
    left: list[CameRow]

    @property
    def all(self) -> list[CameRow]:
        """Every signature that would be vouched for."""
        return [*self.accepted, *self.left]


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """What became of the signatures that somebody answered for; `gone` did not wait for an answer any more."""

    accepted: int
    left: int
    gone: int


@dataclass(frozen=True)
class _Sorted:
    """What vouching comes to for one signature: the organisation that it is, or a new one, or why it is left."""

    signature: Signature
    key: str
    organisation_id: UUID | None
    why: Left | None
    name: str = ""


async def preview(session: AsyncSession, door: BodyDoor, signature_ids: Sequence[UUID]) -> Preview:
    """What vouching for these would do; those that the body cannot vouch for are left out. Nothing is changed."""
    _check_many(signature_ids)
    there = await _sort(session, door, await to_vouch(session, door.link_id, signature_ids))
    return Preview(
        accepted=[row_of(one.signature) for one in there if one.why is None],
        left=[row_of(one.signature) for one in there if one.why is not None],
    )


async def vouch(
    session: AsyncSession,
    door: BodyDoor,
    signature_ids: Sequence[UUID],
    voucher: Voucher,
    now: datetime,
    request_id: str = "",
) -> Outcome:
    """Vouch for these signatures: accept those that are plainly one organisation's, leave the others to the secretariat.

    What is no longer there to vouch for is left out. Raises `Invalid` (fields `person_name`, `person_title`, and "" for none
    or too many) and `NotAllowedNow` for a link that has ended or a list that is frozen.
    """
    _check_many(signature_ids, voucher.problems())
    letter = await _hold(session, door)
    there = await _sort(session, door, await to_vouch(session, door.link_id, signature_ids))
    by = door.actor(clean(voucher.person_name).strip(), clean(voucher.person_title).strip(), request_id)
    check = vouched_for_by(by.name)
    new = await _new_organisations(session, letter, [one for one in there if one.why is None], now)
    accepted = [one for one in there if one.why is None and (one.organisation_id or one.key in new)]
    # A name that somebody added a moment ago is looked at by the secretariat, like any other that may be another's.
    listed = {one.signature.id for one in accepted}
    left = [one for one in there if one.signature.id not in listed]
    versions = await _versions(session, there)
    events = []
    for one in there:
        held = Held(one.signature, letter, versions[one.signature.version_id])
        known = one.signature.id in listed
        facts = held.facts(now, organisation_known=known, check_recorded=True)
        step = SignatureStep.VOUCH if known else SignatureStep.VOUCH_FOR_REVIEW
        events.append(event_of(held, step, facts, by, reason=_reason(check, one, left=not known)))
    # The organisation before the state, which the database allows only together.
    pairs = [(one.signature.id, one.organisation_id or new[one.key]) for one in accepted]
    await _name_organisations(session, pairs)
    await _write(session, [one.signature for one in accepted], BodyAnswer.VOUCHED, check=check, accepted_at=now)
    await _write(session, [one.signature for one in left], BodyAnswer.VOUCHED)
    await _note(session, events)
    await tell_accepted_by_cascade(session, [one.signature for one in accepted], now)
    return Outcome(accepted=len(accepted), left=len(left), gone=len(set(signature_ids)) - len(there))


async def disown(
    session: AsyncSession,
    door: BodyDoor,
    signature_ids: Sequence[UUID],
    reason: str,
    voucher: Voucher,
    now: datetime,
    request_id: str = "",
) -> Outcome:
    """Say that these organisations are none of the body's own; the secretariat decides, and reads why.

    Raises `Invalid` (also field `reason`) and `NotAllowedNow`, as `vouch` does.
    """
    reason = clean(reason).strip()
    problems = voucher.problems()
    if not reason:
        problems["reason"] = gettext("Say why, so that the secretariat can decide.")
    elif len(reason) > LONGEST_REASON:
        problems["reason"] = gettext("Use {most} characters or fewer.", most=format(LONGEST_REASON, ","))
    _check_many(signature_ids, problems)
    letter = await _hold(session, door)
    found = await to_vouch(session, door.link_id, signature_ids)
    there = [one for one in found if one.body_answer is None]
    by = door.actor(clean(voucher.person_name).strip(), clean(voucher.person_title).strip(), request_id)
    versions = await _versions(session, [_Sorted(one, "", None, None) for one in there])
    events = []
    for one in there:
        held = Held(one, letter, versions[one.version_id])
        events.append(event_of(held, SignatureStep.DISOWN, held.facts(now), by, reason=reason))
    await _write(session, there, BodyAnswer.NOT_OURS)
    await _note(session, events)
    return Outcome(accepted=0, left=len(there), gone=len(set(signature_ids)) - len(there))


def _check_many(signature_ids: Sequence[UUID], problems: dict[str, str] | None = None) -> None:
    problems = dict(problems or {})
    if not signature_ids:
        problems[""] = gettext("Tick at least one organisation.")
    elif len(set(signature_ids)) > MOST_AT_ONCE:
        problems[""] = gettext("Tick no more than {most} organisations at once.", most=MOST_AT_ONCE)
    if problems:
        raise Invalid(problems)


async def _hold(session: AsyncSession, door: BodyDoor) -> Letter:
    """The letter, locked: what else happens to its signatures waits. Raises `NotAllowedNow` for a link that has ended."""
    link = await hold_link(session, door.link_id, None)
    if state_of(link) is LinkState.ENDED:
        raise NotAllowedNow(gettext("Your link was ended by the secretariat, which decides what still waits."))
    return await session.get_one(Letter, link.letter_id)


async def _sort(session: AsyncSession, door: BodyDoor, signatures: Sequence[Signature]) -> list[_Sorted]:
    """What vouching would come to for each; the same few statements, however many there are."""
    keys = {one.id: matching_key(one.display_name) for one in signatures if not one.joint_names}
    like = await likenesses(session, door.letter.coalition_id, keys.values())
    known = set(like.known.values())
    signed = await _ids(
        session,
        select(Signatory.organisation_id).where(
            Signatory.letter_id == door.letter.id, Signatory.organisation_id.in_(known), Signatory.state.in_(LIVE)
        ),
    )
    invited = await _ids(
        session,
        select(Invitation.organisation_id).where(
            Invitation.letter_id == door.letter.id, Invitation.organisation_id.in_(known)
        ),
    )
    by_two = await _ids(
        session,
        select(Organisation.id).where(Organisation.id.in_(known), Organisation.sign_off == SignOff.TWO_PEOPLE),
    )
    waiting = await session.scalars(
        select(Signatory.name)
        .where(Signatory.letter_id == door.letter.id, Signatory.state.in_(PENDING))
        .limit(_MOST_WAITING)
    )
    # Two names of one organisation are that organisation twice.
    times = Counter(like.known.get(key, key) for key in map(matching_key, waiting))
    found = []
    for one in signatures:
        key = keys.get(one.id, "")
        organisation_id = like.known.get(key)
        why: Left | None = None
        if one.joint_names:
            why = Left.JOINT
        elif one.as_group:
            why = Left.GROUP
        elif organisation_id == door.body_id:
            why = Left.ITSELF
        elif organisation_id in signed:
            why = Left.SIGNED
        elif organisation_id in invited:
            why = Left.INVITED
        elif organisation_id in by_two:
            why = Left.TWO_PEOPLE
        elif times[organisation_id or key] > 1:
            why = Left.TWICE
        elif key in like.near:
            why = Left.NEAR
        found.append(_Sorted(one, key, organisation_id, why, like.near.get(key, "")))
    return found


async def _ids(session: AsyncSession, query: Any) -> set[UUID]:
    return {one for one in await session.scalars(query) if one is not None}


async def _versions(session: AsyncSession, there: Sequence[_Sorted]) -> dict[UUID, Version]:
    found = await session.scalars(select(Version).where(Version.id.in_({one.signature.version_id for one in there})))
    return {one.id: one for one in found}


async def _new_organisations(
    session: AsyncSession, letter: Letter, there: Sequence[_Sorted], now: datetime
) -> dict[str, UUID]:
    """Add an organisation for each name that is nobody's, with whoever signed as its contact; their ids by matching key."""
    rows = {one.key: one.signature for one in there if one.organisation_id is None}
    if not rows:
        return {}
    added = await session.execute(
        insert(Organisation)
        .values([_organisation(letter.coalition_id, key, signature, now) for key, signature in rows.items()])
        .on_conflict_do_nothing(index_elements=[Organisation.coalition_id, Organisation.name_key])
        .returning(Organisation.name_key, Organisation.id)
    )
    new: dict[str, UUID] = {row.name_key: row.id for row in added}
    if new:
        await session.execute(
            insert(Contact),
            [_signer_as_contact(organisation_id, rows[key]) for key, organisation_id in new.items()],
        )
    return new


def _organisation(coalition_id: UUID, key: str, signature: Signature, now: datetime) -> dict[str, Any]:
    sort_name = sort_name_of(signature.display_name)
    return {
        "coalition_id": coalition_id,
        "display_name": signature.display_name,
        "name_key": key,
        "acronym": "",
        "sort_name": sort_name,
        "sort_key": sort_key(sort_name),
        "is_member": False,
        "website": "",
        "created_at": now,
        "row_version": 1,
    }


def _signer_as_contact(organisation_id: UUID, signature: Signature) -> dict[str, Any]:
    return {
        "coalition_id": signature.coalition_id,
        "organisation_id": organisation_id,
        "name": signature.signer_name,
        "role_title": signature.signer_title,
        "email": signature.signer_email,
        "email_key": signature.signer_email_key,
        # Signing once is no consent to be asked again.
        "gets_invitations": False,
        "gets_notices": True,
    }


async def _name_organisations(session: AsyncSession, pairs: Sequence[tuple[UUID, UUID]]) -> None:
    if not pairs:
        return
    unnested = func.unnest(
        literal([signature_id for signature_id, _ in pairs], ARRAY(Uuid)),
        literal([organisation_id for _, organisation_id in pairs], ARRAY(Uuid)),
    )
    columns = (column("signature_id", Uuid), column("organisation_id", Uuid))
    given = unnested.table_valued(*columns, name="given").render_derived()
    await session.execute(
        update(Signatory)
        .where(Signatory.signature_id == given.c.signature_id)
        .values(organisation_id=given.c.organisation_id)
        .execution_options(synchronize_session=False)
    )


async def _write(
    session: AsyncSession,
    signatures: Sequence[Signature],
    answer: BodyAnswer,
    *,
    check: str = "",
    accepted_at: datetime | None = None,
) -> None:
    """Keep the body's answer with each signature, and accept them all where `accepted_at` is given."""
    if not signatures:
        return
    values: dict[str, Any] = {"body_answer": answer, "row_version": Signature.row_version + 1}
    if accepted_at is not None:
        values |= {"state": SignatureState.ACCEPTED, "accepted_at": accepted_at, "review_note": check}
    await session.execute(
        update(Signature)
        .where(Signature.id.in_([one.id for one in signatures]))
        .values(values)
        .execution_options(synchronize_session=False)
    )


async def _note(session: AsyncSession, events: Sequence[SignatureEvent]) -> None:
    if not events:
        return
    names = [one.key for one in SignatureEvent.__mapper__.column_attrs if one.key != "id"]
    await session.execute(insert(SignatureEvent), [{name: getattr(event, name) for name in names} for event in events])


def _reason(check: str, one: _Sorted, *, left: bool) -> str:
    return left_to_you(check, one.why, one.name) if left else check
