"""What else happens to an open letter: every answer and every doubt, so that each page and each mail can be seen."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.actors import Actor, ActorKind
from campaigns.database import hold_to, unscoped
from campaigns.demo.stage import Stage
from campaigns.invitations.actions import INVITATION
from campaigns.invitations.models import Invitation, InvitationLink
from campaigns.jobs import Job, after_commit
from campaigns.letters.lifecycles.release import ReleaseState
from campaigns.letters.models import Letter
from campaigns.mail.lifecycle import MessageState
from campaigns.mail.models import Message
from campaigns.organisations.models import Organisation
from campaigns.reminders.actions import send_by_hand
from campaigns.responses.deadline import extend
from campaigns.review.actions import reject
from campaigns.review.disputes import Removal, RemovalReason, remove
from campaigns.review.late import refuse_late, take_late, tray
from campaigns.review.names import refuse_name
from campaigns.review.recording import Agreement, record
from campaigns.signatures import answers
from campaigns.signatures.answers import AuthoriserAnswer, AuthorityAnswer, NameAnswer, SignerAnswer
from campaigns.signatures.authorising import Ground, Refusal, open_request, refuse
from campaigns.signatures.branches import BranchSaid, begin_for_branch
from campaigns.signatures.changing import Wanted, change, hide_person
from campaigns.signatures.confirming import confirm_address
from campaigns.signatures.editing import Edit, edit, newest_edit, undo_edit
from campaigns.signatures.late.actions import ask, receive
from campaigns.signatures.leaving import suspend, take_back, withdraw
from campaigns.signatures.lifecycle import SignatureState
from campaigns.signatures.models import Authority, EvidenceKind, NameProposal, Signature
from campaigns.signatures.passing import Colleague, pass_on
from campaigns.signatures.signing import begin_by_invitation, begin_by_public_route, submit
from campaigns.tokens import Purpose

#: Who presses the last button on the closed letter too late.
CAME_LATE = ("The Mill Road Centre", "Re'New Transport Circle", "The Quay Housing Trust")
#: Whose mailbox is gone; the invitation to them comes back.
GONE = "Tackling Isolation Together - Westmarch"


async def every_answer(stage: Stage, letter: Letter, at: datetime) -> None:
    """All that members and strangers do with the letter, one after the other, from `at` on."""
    await _doubted(stage, letter, at)
    await _taken_off(stage, letter, at + timedelta(minutes=30))
    await _with_a_second_person(stage, letter, at + timedelta(hours=1))
    await _on_the_phone(stage, letter, at + timedelta(hours=2))
    await _strangers(stage, letter, at + timedelta(hours=3))
    await _named_otherwise(stage, letter, at + timedelta(hours=4))
    await _passed_on(stage, letter, at + timedelta(hours=5))
    await _for_others(stage, letter, at + timedelta(hours=5))
    await _came_back(stage, letter)


async def later_and_once_more(stage: Stage, letter: Letter, to: datetime, at: datetime) -> None:
    """The deadline moves, and those who have not answered are asked again."""
    why = "The committee that the letter is for sits a day later."
    await extend(stage.session, letter.id, to, letter.zone, why, None, stage.secretary, at)
    await send_by_hand(stage.session, letter.id, 1, stage.secretary, at + timedelta(minutes=10))


async def ask_in_vain(stage: Stage, letter: Letter, at: datetime) -> None:
    """Somebody is asked to authorise a signature and has not answered when the list is frozen."""
    await _asks(stage, letter, "Canal Together", AuthoriserAnswer(name="Io Lock", email="io@canal.example"), at)


async def begin_in_time(stage: Stage, letter: Letter, at: datetime) -> None:
    """Three have answered every question, and press the last button too late."""
    for name in CAME_LATE:
        signature = await begin_by_invitation(stage.session, await stage.open(letter, name), at)
        answers.answer_authority(signature, AuthorityAnswer(authority=Authority.CHIEF_EXECUTIVE))


async def come_late(stage: Stage, letter: Letter, closed: datetime) -> None:
    """All three ask to be added: one is taken, one is left out, and one still waits."""
    for seconds, name in enumerate(CAME_LATE, start=9):
        opened = await stage.open(letter, name)
        signature = await begin_by_invitation(stage.session, opened, closed)
        late = await receive(stage.session, signature.id, None, closed + timedelta(seconds=seconds))
        words = "Our board agreed in time; the train had no signal."
        await ask(stage.session, late.id, words, None, opened.actor(), closed + timedelta(minutes=seconds))
    taken, left_out, _ = await tray(stage.session, letter.id)
    decided = closed + timedelta(hours=1)
    await take_late(stage.session, letter.id, taken.id, taken.row_version, stage.secretary, decided)
    why = "The list has gone to the minister’s office. We will ask you first for the next letter."
    await refuse_late(stage.session, letter.id, left_out.id, why, left_out.row_version, stage.secretary, decided)


async def _doubted(stage: Stage, letter: Letter, at: datetime) -> None:
    """A colleague says that it is wrong; another did so by mistake."""
    await stage.sign(letter, "Canal Together", at)
    colleague = Actor(ActorKind.LINK, "Mitu Roy (trustees@canal.example)", UUID(int=1))
    canal = await _newest(stage, letter)
    why = "Our trustees have not discussed this letter yet."
    await suspend(stage.session, canal.id, why, colleague, at + timedelta(minutes=9))
    await stage.sign(letter, "Disability Rights Westmarch (DRW)", at + timedelta(minutes=10))
    rights = await _newest(stage, letter)
    mistaken = Actor(ActorKind.LINK, "Una Frost (office@drw.example)", UUID(int=2))
    await suspend(stage.session, rights.id, "", mistaken, at + timedelta(minutes=14))
    await take_back(stage.session, rights.id, mistaken, at + timedelta(minutes=16))


async def _taken_off(stage: Stage, letter: Letter, at: datetime) -> None:
    """One organisation changes its mind; one may not sign this letter."""
    await stage.sign(letter, "Elm Street Food Co-operative", at)
    elm = await _newest(stage, letter)
    opened = await stage.open(letter, "Elm Street Food Co-operative")
    await withdraw(stage.session, elm.id, "Our members want to vote first.", opened.actor(), at + timedelta(minutes=5))
    await stage.sign(letter, "Sunday Rounders League (Ellery)", at + timedelta(minutes=6))
    league = await _newest(stage, letter)
    removal = Removal(reason=RemovalReason.INELIGIBLE, details="The letter is for organisations that work on housing.")
    await remove(stage.session, league.id, removal, None, stage.secretary, at + timedelta(minutes=12))


async def _with_a_second_person(stage: Stage, letter: Letter, at: datetime) -> None:
    """Somebody is asked to authorise a signature; somebody else has refused to."""
    await _asks(stage, letter, "Fens and Marshes CVS", AuthoriserAnswer(name="Vi Marsh", email="vi@fenscvs.example"), at)
    name = "Links: The Vale Council for Voluntary Service (LinksVale)"
    asked = await _asks(stage, letter, name, AuthoriserAnswer(name="Wyn Dale", email="wyn@linksvale.example"), at)
    token = stage.keys.token(Purpose.AUTHORITY, asked.id, asked.authoriser_rotation)
    no = Refusal(
        person_name="Wyn Dale", person_title="Chair", ground=Ground.CANNOT, reason="The board decides this, on Thursday."
    )
    await refuse(stage.session, await open_request(stage.session, stage.keys, token), no, at + timedelta(minutes=40))


async def _asks(stage: Stage, letter: Letter, name: str, whom: AuthoriserAnswer, at: datetime) -> Signature:
    opened = await stage.open(letter, name)
    signature = await begin_by_invitation(stage.session, opened, at)
    signer = SignerAnswer(
        signer_name=opened.contact_name, signer_title=opened.contact_role, signer_email=opened.contact_email
    )
    answers.answer_signer(signature, signer)
    answers.answer_authoriser(signature, whom)
    return await submit(stage.session, signature.id, None, opened.actor(), at)


async def _on_the_phone(stage: Stage, letter: Letter, at: datetime) -> None:
    agreement = Agreement(
        display_name="St Brannoc's Advice Line",
        signer_name="Leo Park",
        signer_title="Trustee",
        signer_email="leo@brannoc.example",
        authority=Authority.TRUSTEES_AGREED,
        authority_note="at their meeting on Monday",
        kind=EvidenceKind.CALL,
        words="Rang 020 7946 0456, the number on their website. Leo Park: “Yes, the trustees agreed; put us on it.”",
        agreed_at=at - timedelta(minutes=15),
        version=1,
    )
    organisation_id = stage.organisations["St Brannoc's Advice Line"]
    await record(stage.session, letter.id, organisation_id, agreement, stage.secretary, at)


async def _strangers(stage: Stage, letter: Letter, at: datetime) -> None:
    """Two that nobody invited: one has not confirmed its address, one is not accepted."""
    await _from_outside(stage, letter, "Late Post Society", "Bo Quill", "bo@latepost.example", at)
    club = await _from_outside(stage, letter, "Friday Football Club", "Ty Goal", "ty@fridayfc.example", at)
    visitor = Actor(ActorKind.LINK, "Ty Goal")
    await confirm_address(stage.session, club.id, visitor, at + timedelta(minutes=3))
    why = "The letter is for organisations that work on housing. Thank you for your support."
    await reject(stage.session, club.id, why, None, stage.secretary, at + timedelta(minutes=30))


async def _from_outside(stage: Stage, letter: Letter, name: str, person: str, email: str, at: datetime) -> Signature:
    opened = await stage.open(letter, "Young Voices Port Ellery")
    signature = await begin_by_public_route(stage.session, opened.letter, at)
    answers.answer_name(signature, NameAnswer(display_name=name))
    answers.answer_signer(signature, SignerAnswer(signer_name=person, signer_title="Secretary", signer_email=email))
    answers.answer_authority(signature, AuthorityAnswer(authority=Authority.CHIEF_EXECUTIVE))
    return await submit(stage.session, signature.id, None, Actor(ActorKind.LINK, person), at)


async def _for_others(stage: Stage, letter: Letter, at: datetime) -> None:
    """One signs for a project of the organisation that was invited, one on behalf of its members."""
    opened = await stage.open(letter, "7 Sisters Women's Centre")
    said = BranchSaid(name="7 Sisters Night Shelter", place="Ellery Dock")
    project = await begin_for_branch(stage.session, opened, said, None, at)
    answers.answer_authority(project, AuthorityAnswer(authority=Authority.DELEGATED, authority_note="the trustees"))
    await submit(stage.session, project.id, None, opened.actor(), at)
    name = "Re'New Transport Circle"
    circle = await stage.session.get_one(Organisation, stage.organisations[name])
    circle.signs_as_group = True
    opened = await stage.open(letter, name)
    members = await begin_by_invitation(stage.session, opened, at)
    answers.answer_name(members, NameAnswer(display_name=name, group=True))
    answers.answer_authority(
        members, AuthorityAnswer(authority=Authority.TRUSTEES_AGREED, authority_note="at their meeting")
    )
    await submit(stage.session, members.id, None, opened.actor(), at + timedelta(minutes=5))


async def _named_otherwise(stage: Stage, letter: Letter, at: datetime) -> None:
    """One signer corrects a title; two ask for other names, of which the secretariat has refused one."""
    await _changes(stage, letter, "The Mill Road Centre", Wanted(title="Director and company secretary"), at)
    await _changes(stage, letter, "Llais Ynys Môn", Wanted(name="Llais: The Voice of the Island"), at)
    osk = await _changes(stage, letter, "Ósk Community Trust", Wanted(name="The Best Trust in Port Ellery"), at)
    proposal_id = (await stage.session.scalars(select(NameProposal.id).where(NameProposal.signature_id == osk.id))).one()
    why = "We list organisations by the names they are registered under."
    await refuse_name(stage.session, letter.id, proposal_id, why, stage.secretary, at + timedelta(minutes=20))
    await _corrected(stage, letter, at + timedelta(minutes=30))


async def _corrected(stage: Stage, letter: Letter, at: datetime) -> None:
    """The secretariat has corrected two rows, and one of their signers has undone it."""
    for name, reads in (("Żubr Polonia Society", "Żubr Polonia Society Ltd"), ("Harbour Equality Foundation", "")):
        signature = await stage.signature_of(letter, name)
        wanted = Edit(name=reads or None, title=None if reads else "Executive director", reason="As on your own website.")
        await edit(stage.session, signature.id, wanted, None, stage.secretary, at)
        correction = await newest_edit(stage.session, signature.id)
        if reads and correction is not None:
            signer = Actor(ActorKind.LINK, signature.signer_name, signature.id)
            await undo_edit(stage.session, signature.id, correction.id, signer, at + timedelta(minutes=10))


async def _changes(stage: Stage, letter: Letter, name: str, wanted: Wanted, at: datetime) -> Signature:
    signature = await stage.signature_of(letter, name)
    opened = await stage.open(letter, name)
    await change(stage.session, signature.id, wanted, None, opened.actor(), at, own=True)
    return signature


async def hide_somebody(session: AsyncSession, now: datetime) -> None:
    """Somebody who is shown in a published list asks to be shown no more."""
    shown = (
        select(Signature)
        .join(Letter, Letter.id == Signature.letter_id)
        .where(Letter.release == ReleaseState.PUBLISHED, Signature.show_person, Signature.state == SignatureState.ACCEPTED)
        .order_by(Signature.number)
        .limit(1)
        .execution_options(**unscoped("the demonstration looks for its own published list"))
    )
    signature = (await session.scalars(shown)).one()
    hold_to(session, signature.coalition_id)
    await hide_person(session, signature.id, Actor(ActorKind.LINK, signature.signer_name), now)


async def _passed_on(stage: Stage, letter: Letter, at: datetime) -> None:
    """Somebody has a colleague answer, who has not done so yet."""
    colleague = Colleague(
        name="Ida Fell", email="ida@youngvoices.example", words="You know these figures. Can you answer while I am away?"
    )
    await pass_on(stage.session, await stage.open(letter, "Young Voices Port Ellery"), colleague, at)


async def _came_back(stage: Stage, letter: Letter) -> None:
    """The invitation of one organisation has come back for good; a worker tells the secretariat."""
    message = (
        await stage.session.scalars(
            select(Message)
            .join(InvitationLink, InvitationLink.id == Message.subject_id)
            .join(Invitation, Invitation.id == InvitationLink.invitation_id)
            .where(
                Invitation.letter_id == letter.id,
                Invitation.organisation_id == stage.organisations[GONE],
                Message.kind == INVITATION,
            )
        )
    ).one()
    message.state, message.smtp_reply = MessageState.BOUNCED, "550 5.1.1 No such mailbox here"
    after_commit(stage.session, Job.FOLLOW_UP_BOUNCES)


async def _newest(stage: Stage, letter: Letter) -> Signature:
    found = await stage.session.scalars(
        select(Signature).where(Signature.letter_id == letter.id).order_by(Signature.number.desc().nulls_last()).limit(1)
    )
    return found.one()
