"""What always holds of a letter's signatures, asked of the database after each move."""

from itertools import pairwise
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.actors import REMOVED
from campaigns.letters.lifecycles.signing import SigningState
from campaigns.letters.models import Letter, Version
from campaigns.mail.models import Message
from campaigns.names.order import sort_key
from campaigns.signatures.late.lifecycle import WAITING, LateState
from campaigns.signatures.late.models import LateRequest, LateRequestEvent
from campaigns.signatures.lifecycle import LIFECYCLE, LIVE, PENDING, SignatureState, SignatureStep
from campaigns.signatures.models import (
    Route,
    Signatory,
    Signature,
    SignatureChange,
    SignatureEvent,
)
from campaigns.signatures.queries import count_accepted
from tests.signatures.machine.moves import Play

#: Whom the moves have sign; an erasure takes the names that go with one address.
SIGNERS = ("Ada Lunn", "Kit Moss", "Siân Huws")
BY_A_BODY = {SignatureStep.VOUCH, SignatureStep.VOUCH_FOR_REVIEW, SignatureStep.DISOWN}


def reviewed_if_shared(play: Play, signature: Signature, steps: list[SignatureEvent]) -> None:
    """Whoever came by a cascade link had the address checked, and was reviewed: nothing else ever lists them."""
    taken = [one.step for one in steps]
    if signature.route is not Route.CASCADE:
        assert (signature.cascade_link_id, signature.body_answer) == (None, None)
        assert not BY_A_BODY & set(taken)
        return
    assert signature.cascade_link_id == play.link_id
    listed = next((place for place, one in enumerate(steps) if one.to_state == SignatureState.ACCEPTED), None)
    if listed is not None:
        assert taken[listed] in {SignatureStep.ACCEPT, SignatureStep.VOUCH}
        assert {SignatureStep.CHECK_ADDRESS, SignatureStep.CHECK_ADDRESS_FOR_AUTHORITY} & set(taken[:listed])


def reads_as_written(play: Play, signature: Signature, rewritten: list[SignatureChange]) -> bool:
    """A row changes with a record of before and after, and no other way; a correction is undone once."""
    undone = [one.undoes_id for one in rewritten if one.undoes_id is not None]
    if signature.submitted_at is None:
        return not rewritten
    reads = (
        signature.display_name,
        signature.signer_title,
        signature.show_person,
        signature.sort_name,
        signature.joint_names,
    )
    before = play.read_first.setdefault(signature.id, reads)
    for one in rewritten:
        was = (one.name_before, one.title_before, one.shown_before, one.sort_before, one.joint_before)
        assert was == before
        before = (one.name_after, one.title_after, one.shown_after, one.sort_after, one.joint_after)
    assert signature.sort_key == sort_key(signature.sort_name)
    return before == reads and len(undone) == len(set(undone))


def was_looked_at(signature: Signature, own: list[Signatory], steps: list[SignatureEvent]) -> bool:
    """Nobody speaks for members, or for a branch, unseen; and a branch never stands in its parent's place."""
    if signature.state is not SignatureState.ACCEPTED or not (signature.as_group or signature.branch_of_id):
        return True
    in_parents_place = signature.branch_of_id in {one.organisation_id for one in own}
    return SignatureStep.ACCEPT in {step.step for step in steps} and not in_parents_place


async def holds(play: Play) -> None:
    """What is always true of a letter's signatures."""
    async with play.held() as session:
        there = await play.signatures(session)
        letter = await session.get_one(Letter, play.letter_id, populate_existing=True)
        version = (await session.scalars(select(Version).where(Version.letter_id == letter.id))).one()
        behind = list(await session.scalars(select(Signatory).where(Signatory.letter_id == letter.id)))
        of_changes = select(SignatureChange).where(SignatureChange.letter_id == letter.id)
        changes = list(await session.scalars(of_changes.order_by(SignatureChange.id)))
        events = list(
            await session.scalars(
                select(SignatureEvent).join(Signature).where(Signature.letter_id == letter.id).order_by(SignatureEvent.id)
            )
        )

        # At most one live signature for each organisation, whoever sent it.
        live = [one.organisation_id for one in behind if one.state in LIVE]
        assert None not in live
        assert len(live) == len(set(live))

        for signature in there:
            own = [one for one in behind if one.signature_id == signature.id]
            steps = [one for one in events if one.signature_id == signature.id]
            # What was said at the time stays as it was said; only an address typed wrong may be corrected.
            if signature.submitted_at is not None:
                said = (signature.signer_name, signature.authority, signature.attested)
                assert play.said.setdefault(signature.id, said) == said
                assert len(own) == 1 + len(signature.joint_names)
            assert reads_as_written(play, signature, [one for one in changes if one.signature_id == signature.id])
            assert all(one.state is signature.state for one in own)
            # Every transition is an event, in an unbroken chain that the table allows, on one exact text.
            assert [one.from_state for one in steps[:1]] in ([], [SignatureState.STARTED])
            assert all(before.to_state == after.from_state for before, after in pairwise(steps))
            assert signature.state == (steps[-1].to_state if steps else SignatureState.STARTED)
            for step in steps:
                rule = LIFECYCLE.rules[SignatureState(step.from_state), SignatureStep(step.step)]
                assert rule.to == step.to_state
                assert step.version_hash == version.content_hash
                assert step.actor_name
                play.taken.add((step.from_state, step.step))
            reviewed_if_shared(play, signature, steps)
            assert was_looked_at(signature, own, steps)
            is_nobody(play, signature, steps)
            # Withdrawing is always possible.
            if signature.state in LIVE | PENDING:
                assert (signature.state, SignatureStep.WITHDRAW) in LIFECYCLE.rules
                assert not LIFECYCLE.rules[signature.state, SignatureStep.WITHDRAW].guards

        replaced_holds(there)
        await late_holds(play, session, {one.id: one.state for one in there})
        # Only what is accepted counts; a joint row counts each organisation in it.
        accepted = {one.id for one in there if one.state is SignatureState.ACCEPTED}
        assert await count_accepted(session, letter.id) == sum(1 for one in behind if one.signature_id in accepted)
        assert all(one.version_id == version.id for one in there if one.id in accepted)
        # Whoever is accepted was told, and so was everybody else of the organisation whom we tell.
        kinds = ["signature_accepted", "standing_authority_used"]
        told = set(await session.scalars(select(Message.subject_id).where(Message.kind.in_(kinds))))
        assert accepted <= told
        # Nobody joins a frozen list.
        if letter.signing is SigningState.FROZEN:
            play.listed_at_freeze = accepted | (play.listed_at_freeze or set())
            assert accepted <= play.listed_at_freeze
            assert not [one.state for one in there if one.state in PENDING - {SignatureState.AWAITING_REVIEW}]
        else:
            play.listed_at_freeze = None


def is_nobody(play: Play, signature: Signature, steps: list[SignatureEvent]) -> None:
    """What was signed by somebody who was erased stays what it was, and nothing of it says who that was."""
    if signature.id in play.erased:
        assert signature.signer_name in {REMOVED, ""}
        assert (signature.signer_email, signature.signer_email_key, signature.signer_phone) == ("", "", "")
        assert not signature.show_person
        assert not [one.actor_name for one in steps if one.actor_name.startswith(tuple(SIGNERS))]
        assert not [name for name in SIGNERS if name in signature.attested]
        assert signature.state not in {SignatureState.STARTED, SignatureState.AWAITING_EMAIL}
    if signature.id in play.erased_authorisers and signature.authoriser_name == REMOVED:
        assert (signature.authoriser_email, signature.authoriser_title) == ("", "")


def replaced_holds(there: list[Signature]) -> None:
    """What was superseded says which signature took its place, and that one was accepted and was not superseded itself."""
    by_id = {one.id: one for one in there}
    for one in there:
        assert (one.superseded_by_id is not None) == (one.state is SignatureState.SUPERSEDED)
        if one.superseded_by_id is not None:
            successor = by_id[one.superseded_by_id]
            assert successor.state is not SignatureState.SUPERSEDED
            assert successor.accepted_at is not None
            assert successor.version_id == one.version_id


async def late_holds(play: Play, session: AsyncSession, state_of: dict[UUID, SignatureState]) -> None:
    """What came late is a started signature until it is taken, and its history is an unbroken chain."""
    requests = list(await session.scalars(select(LateRequest).where(LateRequest.letter_id == play.letter_id)))
    for request in requests:
        own_steps = list(
            await session.scalars(
                select(LateRequestEvent).where(LateRequestEvent.late_request_id == request.id).order_by(LateRequestEvent.id)
            )
        )
        assert [one.from_state for one in own_steps[:1]] in ([], [LateState.KEPT])
        assert all(before.to_state == after.from_state for before, after in pairwise(own_steps))
        assert request.state == (own_steps[-1].to_state if own_steps else LateState.KEPT)
        assert request.received_at >= request.closed_at
        if request.state in WAITING:
            assert state_of[request.signature_id] is SignatureState.STARTED
        if request.state is LateState.TAKEN:
            assert state_of[request.signature_id] is not SignatureState.STARTED
        play.taken |= {(f"late {one.from_state}", one.step) for one in own_steps}
