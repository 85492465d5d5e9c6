"""What anybody can do around one letter, each as a move: tried by somebody who may have looked at the page long ago."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from campaigns.actors import Actor, ActorKind
from campaigns.cascades import actions as cascades
from campaigns.cascades.body_access import open_body_page
from campaigns.cascades.models import CASCADE_PAGE
from campaigns.cascades.vouching import Voucher, disown, vouch
from campaigns.database import hold_to
from campaigns.erasure.actions import Wish, erase
from campaigns.erasure.models import Ground as Why
from campaigns.erasure.queries import Subject, known
from campaigns.errors import NotFound
from campaigns.instants import wall_clock
from campaigns.invitations.access import open_link
from campaigns.invitations.answering import Decline, MoreTime
from campaigns.invitations.models import Answer, InvitationLink
from campaigns.invitations.reasons import Reason
from campaigns.letters.actions import close_due, close_signing
from campaigns.letters.models import LetterKind
from campaigns.letters.queries import letter_of_id
from campaigns.mail.models import Message
from campaigns.organisations.models import Organisation, SignOff
from campaigns.publication.actions import freeze, unfreeze
from campaigns.responses.deadline import extend
from campaigns.review.actions import Decision, accept, reject
from campaigns.review.disputes import Removal, RemovalReason, reinstate, remove
from campaigns.review.late import refuse_late, take_late
from campaigns.review.names import accept_name, refuse_name
from campaigns.review.recording import Agreement, record
from campaigns.signatures import answers, replying
from campaigns.signatures.access import open_invitation
from campaigns.signatures.address_checks import change_address
from campaigns.signatures.answers import AuthoriserAnswer
from campaigns.signatures.authorising import Authorisation, Ground, Refusal, Request, authorise, open_request, refuse
from campaigns.signatures.authority_requests import ask_for_authority, change_authoriser
from campaigns.signatures.branches import BranchSaid, begin_for_branch
from campaigns.signatures.changing import Wanted, change, hide_person, take_name_back
from campaigns.signatures.confirming import confirm_address
from campaigns.signatures.editing import Edit, edit, undo_edit
from campaigns.signatures.expiring import expire_unfinished
from campaigns.signatures.late.actions import ask, take_back_request
from campaigns.signatures.late.models import LateRequest
from campaigns.signatures.leaving import suspend, take_back, withdraw
from campaigns.signatures.lifecycle import LIVE, MAY_SHOW, PENDING, SignatureState
from campaigns.signatures.models import (
    Authority,
    EvidenceKind,
    NameProposal,
    Signature,
    SignatureChange,
)
from campaigns.signatures.queries import count_accepted
from campaigns.signatures.replacing import replace_own_link
from campaigns.signatures.signing import begin_by_invitation, begin_by_public_route, submit
from campaigns.signatures.superseding import live_rows
from campaigns.standing_authority import actions as standing_authority
from campaigns.standing_authority.actions import Grant
from campaigns.standing_authority.scope import ScopeFields
from campaigns.standing_authority.using import Use, use
from campaigns.tokens import Keys, Purpose
from tests import cast
from tests.conftest import Clock
from tests.signatures.story import AMINA, BEN, JO, SIAN, SITE

Sessions = async_sessionmaker[AsyncSession]
PEOPLE = [AMINA, JO, BEN, SIAN]
ORGANISATION_OF = {AMINA: cast.WENSUM, JO: cast.WENSUM, BEN: cast.MILL_ROAD, SIAN: cast.LLAIS}
#: Where an answer is sent from: the address the invitation went to, one of the organisation's own, or anybody's.
ADDRESSES = ["", "new.person@wensum.example", "somebody@post.example"]
#: From this number on a signer names somebody else: at their own organisation, or anybody.
SOMEBODY_ELSE = 320
AUTHORISERS = [JO, AMINA, "who@post.example", "clerk@llais.example"]
SECRET = "We never sign what our funder reads."
#: Whose cascade link it is, who vouches for it, and in whose names somebody signs by it.
BODY, PAT = "Quay Voluntary Services", "pat@quayvs.example"
SHARED_WITH = ["Heron Club", cast.MILL_ROAD, "Otter Friends", "Heron Clubs", BODY]


@dataclass
class Play:
    """One letter and everybody around it; `looks` are the versions of rows that pages showed, which grow old."""

    sessions: Sessions
    keys: Keys
    clock: Clock
    company: cast.Company
    letter_id: UUID
    link_id: UUID
    looks: dict[UUID, int] = field(default_factory=dict)
    seen_answer: UUID | None = None
    said: dict[UUID, tuple[Any, ...]] = field(default_factory=dict)
    read_first: dict[UUID, tuple[Any, ...]] = field(default_factory=dict)
    listed_at_freeze: set[UUID] | None = None
    taken: set[tuple[str, str]] = field(default_factory=set)
    #: Signatures whose signer's details were erased, and those whose authoriser's were.
    erased: set[UUID] = field(default_factory=set)
    erased_authorisers: set[UUID] = field(default_factory=set)

    @asynccontextmanager
    async def held(self) -> AsyncIterator[AsyncSession]:
        async with self.sessions.begin() as session:
            hold_to(session, self.company.id)
            yield session

    @property
    def nia(self) -> Actor:
        return self.company.actor("Nia")

    async def signatures(self, session: AsyncSession) -> list[Signature]:
        found = await session.scalars(
            select(Signature).where(Signature.letter_id == self.letter_id).order_by(Signature.started_at, Signature.id)
        )
        return list(found)

    async def pick(self, session: AsyncSession, which: int, *wanted: SignatureState) -> Signature:
        """One signature: of the wanted states where `which` is even and there is one, else any. Raises `NotFound`."""
        there = await self.signatures(session)
        fitting = [one for one in there if one.state in wanted]
        choice = fitting if fitting and which % 2 == 0 else there
        if not choice:
            raise NotFound
        return choice[which // 2 % len(choice)]

    def version_seen(self, signature: Signature, which: int) -> int | None:
        """The row version of the page that was looked at first, or none where the page carries none."""
        return self.looks.setdefault(signature.id, signature.row_version) if which % 3 == 0 else None


Move = Callable[[Play, int], Awaitable[None]]


async def look(play: Play, which: int) -> None:
    """Somebody opens a page anew."""
    async with play.held() as session:
        play.looks |= {one.id: one.row_version for one in await play.signatures(session)}
        play.seen_answer = await session.scalar(select(Answer.id).order_by(Answer.id.desc()).limit(1))


async def sign(play: Play, which: int) -> None:
    """From an invitation: with one address or another, alone or jointly, under the own name or a different one."""
    email = PEOPLE[which % 4]
    async with play.held() as session:
        reply = await open_invitation(session, play.keys, await token_of(play, session, email))
        assert reply.opened is not None
        begun = await begin_by_invitation(session, reply.opened, play.clock.now())
        name = answers.NameAnswer(
            display_name=ORGANISATION_OF[email] if which % 5 else "Some Other Name",
            joint_names=["Acorn Trust"] if which % 7 == 0 else [],
            group=which % 13 == 0,
        )
        answers.answer_name(begun, name)
        who = answers.SignerAnswer(
            signer_name="Ada Lunn",
            signer_title="Chair",
            signer_email=ADDRESSES[which % 3] or email,
            show_person=which % 2 == 0,
        )
        answers.answer_signer(begun, who)
        if which >= SOMEBODY_ELSE:
            answers.answer_authoriser(begun, AuthoriserAnswer(name="Amina Cole", email=AUTHORISERS[which % 4]))
        else:
            answers.ask_nobody(begun)
            answers.answer_authority(begun, answers.AuthorityAnswer(authority=Authority.CHIEF_EXECUTIVE))
        await session.flush()
        await replying.sign(
            session, reply, begun.id, play.version_seen(begun, which), reply.opened.actor(), play.clock.now()
        )


async def sign_for_branch(play: Play, which: int) -> None:
    """By an organisation's invitation, for a branch or project of it."""
    email = PEOPLE[which % 4]
    async with play.held() as session:
        opened = await open_link(session, play.keys, await token_of(play, session, email))
        said = BranchSaid(name=["Youth Club", cast.MILL_ROAD][which % 5 == 0], place="Dorley")
        begun = await begin_for_branch(session, opened, said, None, play.clock.now())
        who = answers.SignerAnswer(signer_name="Kit Moss", signer_title="Chair", signer_email=ADDRESSES[which % 3] or email)
        answers.answer_signer(begun, who)
        if which >= SOMEBODY_ELSE:
            answers.answer_authoriser(begun, AuthoriserAnswer(name="Amina Cole", email=AUTHORISERS[which % 4]))
        else:
            answers.answer_authority(begun, answers.AuthorityAnswer(authority=Authority.CHIEF_EXECUTIVE))
        await session.flush()
        await submit(session, begun.id, None, visitor(which), play.clock.now())


async def begin(play: Play, which: int) -> None:
    """Somebody opens the form, and may leave it at that."""
    async with play.held() as session:
        opened = await open_link(session, play.keys, await token_of(play, session, PEOPLE[which % 4]))
        await begin_by_invitation(session, opened, play.clock.now())


async def send_what_was_begun(play: Play, which: int) -> None:
    """Old answers are sent, which may lack some, or be sent already."""
    async with play.held() as session:
        signature = await play.pick(session, which, SignatureState.STARTED)
        await submit(session, signature.id, play.version_seen(signature, which), visitor(which), play.clock.now())


async def sign_from_outside(play: Play, which: int) -> None:
    async with play.held() as session:
        begun = await begin_by_public_route(session, await letter_of_id(session, play.letter_id), play.clock.now())
        answers.answer_name(begun, answers.NameAnswer(display_name=["Otter Friends", cast.MILL_ROAD][which % 2]))
        who = answers.SignerAnswer(
            signer_name="Kit Moss", signer_title="Chair", signer_email=f"kit{which % 3}@otter.example"
        )
        answers.answer_signer(begun, who)
        answers.answer_authority(begun, answers.AuthorityAnswer(authority=Authority.CHIEF_EXECUTIVE))
        await session.flush()
        await submit(session, begun.id, None, visitor(which), play.clock.now())


async def sign_by_cascade(play: Play, which: int) -> None:
    """By the link that a body shares: under one name or another, alone or jointly, with somebody to authorise it or not."""
    async with play.held() as session:
        letter = await letter_of_id(session, play.letter_id)
        begun = await begin_by_public_route(session, letter, play.clock.now(), play.link_id)
        partners = ["Acorn Trust"] if which % 7 == 0 else []
        answers.answer_name(begun, answers.NameAnswer(display_name=SHARED_WITH[which % 5], joint_names=partners))
        email = ["kit@heron.example", "new.person@wensum.example", "kit@otter.example"][which % 3]
        answers.answer_signer(begun, answers.SignerAnswer(signer_name="Kit Moss", signer_title="Chair", signer_email=email))
        if which >= SOMEBODY_ELSE:
            answers.answer_authoriser(begun, AuthoriserAnswer(name="Amina Cole", email=AUTHORISERS[which % 4]))
        else:
            answers.answer_authority(begun, answers.AuthorityAnswer(authority=Authority.CHIEF_EXECUTIVE))
        await session.flush()
        await submit(session, begun.id, None, visitor(which), play.clock.now())


async def vouch_for_all(play: Play, which: int) -> None:
    """Pat vouches for everything there is, whether or not it came by Pat's link."""
    async with play.held() as session:
        ids = [one.id for one in await play.signatures(session)]
        who = Voucher(person_name="Pat Reid", person_title="Manager" if which % 11 else "")
        await vouch(session, await body_door(play, session), ids, who, play.clock.now())


async def say_not_ours(play: Play, which: int) -> None:
    async with play.held() as session:
        signature = await play.pick(session, which, SignatureState.AWAITING_REVIEW)
        who = Voucher(person_name="Pat Reid", person_title="Manager")
        door = await body_door(play, session)
        await disown(session, door, [signature.id], "Unknown to us" if which % 11 else "", who, play.clock.now())


async def turn_link(play: Play, which: int) -> None:
    """The secretariat pauses the link, resumes it, or changes its cap."""
    async with play.held() as session:
        step = [cascades.pause, cascades.resume][which % 2]
        if which % 5 == 0:
            await cascades.change_cap(session, play.link_id, 1 + which % 3, None, play.nia, play.clock.now())
        else:
            await step(session, play.link_id, None, play.nia, play.clock.now())


async def body_door(play: Play, session: AsyncSession) -> Any:
    message = await session.scalar(
        select(Message.id).where(Message.kind == CASCADE_PAGE, Message.subject_id == play.link_id)
    )
    assert message is not None
    return await open_body_page(session, play.keys, play.keys.token(Purpose.CASCADE_PAGE, message), SITE)


async def confirm(play: Play, which: int) -> None:
    async with play.held() as session:
        signature = await play.pick(session, which, SignatureState.AWAITING_EMAIL)
        await confirm_address(session, signature.id, visitor(which), play.clock.now())


async def correct_address(play: Play, which: int) -> None:
    async with play.held() as session:
        signature = await play.pick(session, which, SignatureState.AWAITING_EMAIL)
        await change_address(session, signature.id, f"ada{which % 3}@wensum.example", visitor(which), play.clock.now())


async def decide(play: Play, which: int) -> None:
    """The secretariat accepts, for the organisation that it chooses or a new one."""
    async with play.held() as session:
        signature = await play.pick(session, which, SignatureState.AWAITING_REVIEW)
        known = play.company.organisations[list(ORGANISATION_OF.values())[which % 4]].id
        chosen = [known if which % 5 else None, *(None for _ in signature.joint_names)]
        decision = Decision(check="Rang them" if which % 11 else " ", organisations=chosen)
        seen = play.version_seen(signature, which)
        await accept(session, signature.id, decision, seen, play.nia, play.clock.now())


async def decide_in_place(play: Play, which: int) -> None:
    """The secretariat accepts in place of a signature that stands, of the organisation that it chooses or of another."""
    async with play.held() as session:
        signature = await play.pick(session, which, SignatureState.AWAITING_REVIEW)
        known = play.company.organisations[list(ORGANISATION_OF.values())[which % 4]].id
        standing = await live_rows(session, [known], play.letter_id)
        others = await play.pick(session, which, SignatureState.ACCEPTED)
        stood = standing[0][1].signature if standing and which % 7 else others
        chosen = [known, *(None for _ in signature.joint_names)]
        decision = Decision(check="Rang them", organisations=chosen, in_place_of=[stood.id])
        seen = play.version_seen(signature, which)
        await accept(session, signature.id, decision, seen, play.nia, play.clock.now())


async def turn_down(play: Play, which: int) -> None:
    async with play.held() as session:
        signature = await play.pick(session, which, SignatureState.AWAITING_REVIEW)
        await reject(session, signature.id, "Not eligible", play.version_seen(signature, which), play.nia, play.clock.now())


async def authorise_it(play: Play, which: int) -> None:
    """Whoever was asked says on what basis, or may not say it; the link may be one that has ended."""
    async with play.held() as session:
        request = await asked(play, session, which)
        answer = Authorisation(
            person_name="Amina Cole",
            person_title="Chief executive",
            basis=Authority.CHIEF_EXECUTIVE if which % 11 else None,
        )
        await authorise(session, request, answer, play.clock.now())


async def refuse_it(play: Play, which: int) -> None:
    async with play.held() as session:
        request = await asked(play, session, which)
        no = Refusal(person_name="Amina Cole", person_title="Chief executive", ground=Ground.CANNOT, reason=SECRET)
        await refuse(session, request, no, play.clock.now())


async def asked(play: Play, session: AsyncSession, which: int) -> Request:
    signature = await play.pick(session, which, SignatureState.AWAITING_AUTHORITY)
    token = play.keys.token(Purpose.AUTHORITY, signature.id, signature.authoriser_rotation - (which % 5 == 0))
    return await open_request(session, play.keys, token)


async def ask_another(play: Play, which: int) -> None:
    async with play.held() as session:
        signature = await play.pick(session, which, SignatureState.AWAITING_AUTHORITY)
        other = AuthoriserAnswer(name="Dee Holt", email=AUTHORISERS[which % 4])
        await change_authoriser(session, signature.id, other, visitor(which), play.clock.now())


async def want_authority(play: Play, which: int) -> None:
    async with play.held() as session:
        signature = await play.pick(session, which, SignatureState.AWAITING_REVIEW)
        whom = AuthoriserAnswer(name="Dee Holt", email=AUTHORISERS[which % 4])
        seen = play.version_seen(signature, which)
        await ask_for_authority(session, signature.id, whom, seen, play.nia, play.clock.now())


async def change_row(play: Play, which: int) -> None:
    """Another form of the name or a different one, another title, shown or not; by the signer or a colleague."""
    async with play.held() as session:
        signature = await play.pick(session, which, SignatureState.ACCEPTED)
        own = answers.own_name(signature.display_name, signature.joint_names)
        name = [None, own.partition(" (")[0], "Some Other Name"][which % 3]
        wanted = Wanted(name=name, title="Convenor" if which % 4 == 0 else None, shown=[None, True, False][which % 5 % 3])
        seen = play.version_seen(signature, which)
        await change(session, signature.id, wanted, seen, visitor(which), play.clock.now(), own=which % 2 == 0)


async def hide(play: Play, which: int) -> None:
    async with play.held() as session:
        signature = await play.pick(session, which, *MAY_SHOW)
        await hide_person(session, signature.id, visitor(which), play.clock.now())


async def link_got_out(play: Play, which: int) -> None:
    """The secretariat gives a signer another link; everything else stays as it is."""
    async with play.held() as session:
        signature = await play.pick(session, which, *LIVE, *PENDING)
        await replace_own_link(session, signature.id, "Posted on a forum.", None, play.nia, play.clock.now())


async def correct_row(play: Play, which: int) -> None:
    """The secretariat corrects a row: the form of its name or another name, its place, its title, its partners."""
    async with play.held() as session:
        signature = await play.pick(session, which, SignatureState.ACCEPTED)
        own = answers.own_name(signature.display_name, signature.joint_names)
        wanted = Edit(
            name=[None, own.partition(" (")[0], cast.MILL_ROAD][which % 3],
            joint_names=["ACORN TRUST"] if signature.joint_names and which % 2 else None,
            sort_name="Zeta" if which % 5 == 0 else None,
            title="Convenor" if which % 4 == 0 else None,
            hide_person=which % 7 == 0,
            reason="As they write it" if which % 11 else "",
        )
        seen = play.version_seen(signature, which)
        await edit(session, signature.id, wanted, seen, play.nia, play.clock.now())


async def undo_correction(play: Play, which: int) -> None:
    """Of the newest change, which may be no correction, or be undone already."""
    async with play.held() as session:
        found = await session.scalar(select(SignatureChange).order_by(SignatureChange.id.desc()).offset(which % 3).limit(1))
        if found is None:
            raise NotFound
        await undo_edit(session, found.signature_id, found.id, visitor(which), play.clock.now())


async def want_name_no_more(play: Play, which: int) -> None:
    async with play.held() as session:
        found = await session.scalar(select(NameProposal).order_by(NameProposal.id.desc()).limit(1))
        if found is None:
            raise NotFound
        await take_name_back(session, found.signature_id, visitor(which), play.clock.now())


async def decide_name(play: Play, which: int) -> None:
    """The secretariat answers the newest name that was proposed, or one that was answered already."""
    async with play.held() as session:
        found = await session.scalar(select(NameProposal.id).order_by(NameProposal.id.desc()).limit(1))
        if found is None:
            raise NotFound
        if which % 4:
            await refuse_name(session, play.letter_id, found, "Not a name of theirs", play.nia, play.clock.now())
        else:
            await accept_name(session, play.letter_id, found, play.nia, play.clock.now())


async def ask_late(play: Play, which: int) -> None:
    """What came after the deadline is put before the secretariat, or that is taken back."""
    async with play.held() as session:
        found = await newest_late(session)
        if which % 3 == 0:
            await take_back_request(session, found.id, None, visitor(which), play.clock.now())
        else:
            await ask(session, found.id, ["", "We were in a tunnel."][which % 2], None, visitor(which), play.clock.now())


async def decide_late(play: Play, which: int) -> None:
    async with play.held() as session:
        found = await newest_late(session)
        now = play.clock.now()
        if which % 2:
            await refuse_late(session, play.letter_id, found.id, "It has gone.", None, play.nia, now)
        else:
            await take_late(session, play.letter_id, found.id, None, play.nia, now)


async def newest_late(session: AsyncSession) -> LateRequest:
    found = await session.scalar(select(LateRequest).order_by(LateRequest.id.desc()).limit(1))
    if found is None:
        raise NotFound
    return found


async def take_off(play: Play, which: int) -> None:
    async with play.held() as session:
        signature = await play.pick(session, which, *LIVE, *PENDING)
        await withdraw(session, signature.id, "", visitor(which), play.clock.now())


async def say_wrong(play: Play, which: int) -> None:
    async with play.held() as session:
        signature = await play.pick(session, which, *LIVE)
        await suspend(session, signature.id, ["", "Not us."][which % 2], visitor(which), play.clock.now())


async def say_right(play: Play, which: int) -> None:
    async with play.held() as session:
        signature = await play.pick(session, which, SignatureState.SUSPENDED)
        await take_back(session, signature.id, visitor(which), play.clock.now())


async def list_again(play: Play, which: int) -> None:
    async with play.held() as session:
        signature = await play.pick(session, which, SignatureState.SUSPENDED)
        seen = play.version_seen(signature, which)
        await reinstate(session, signature.id, "Rang Amina", seen, play.nia, play.clock.now())


async def take_down(play: Play, which: int) -> None:
    async with play.held() as session:
        signature = await play.pick(session, which, *LIVE)
        seen, removal = play.version_seen(signature, which), Removal(reason=RemovalReason.ERROR)
        await remove(session, signature.id, removal, seen, play.nia, play.clock.now())


async def write_down(play: Play, which: int) -> None:
    """The secretariat records what it was told on the phone, now or a while ago."""
    name = list(ORGANISATION_OF.values())[which % 4]
    agreement = Agreement(
        display_name=name,
        signer_name="Siân Huws",
        signer_title="Director",
        signer_email=SIAN,
        authority=Authority.CHIEF_EXECUTIVE,
        kind=EvidenceKind.CALL,
        words="Yes, put us on it.",
        agreed_at=play.clock.now() - timedelta(hours=which % 3),
        version=1,
    )
    async with play.held() as session:
        organisation = play.company.organisations[name]
        await record(session, play.letter_id, organisation.id, agreement, play.nia, play.clock.now())


async def sign_by_standing_authority(play: Play, which: int) -> None:
    """The secretariat signs by an authority that the organisation gave, for this kind of letter or for the other one."""
    email = PEOPLE[which % 4]
    organisation_id = play.company.organisations[ORGANISATION_OF[email]].id
    async with play.held() as session:
        now = play.clock.now()
        kind = LetterKind.STATEMENT if which % 5 == 4 else LetterKind.OPEN_LETTER
        scope = ScopeFields(kinds=[kind], topics="Homes", addressees="Ministers", until=now.date() + timedelta(days=9))
        asked = await standing_authority.ask(session, organisation_id, play.company.contacts[email].id, scope, play.nia, now)
        yes = Grant(person_name="Amina Cole", person_title="Chief executive", basis=Authority.CHIEF_EXECUTIVE)
        await standing_authority.grant(session, asked.id, yes, visitor(which), now)
        if which % 7 == 6:
            await standing_authority.end(session, asked.id, visitor(which), now)
        await use(session, play.letter_id, [Use(authority_id=asked.id, why="Homes")], 1, play.nia, now)


async def answer_otherwise(play: Play, which: int) -> None:
    async with play.held() as session:
        opened = await open_link(session, play.keys, await token_of(play, session, PEOPLE[which % 4]))
        now = play.clock.now()
        if which % 2:
            no = Decline(person_name="Ben Marsh", reasons=[Reason.RISK], explanation=SECRET)
            await replying.decline(session, opened, no, play.seen_answer, now)
        else:
            later = MoreTime(person_name="Ben Marsh", needed_by=wall_clock(now, "Europe/London").date(), explanation=SECRET)
            await replying.ask_for_more_time(session, opened, later, play.seen_answer, now)


async def close(play: Play, which: int) -> None:
    async with play.held() as session:
        await close_signing(session, play.letter_id, None, play.nia, play.clock.now())


async def move_deadline(play: Play, which: int) -> None:
    async with play.held() as session:
        later = play.clock.now() + timedelta(days=1 + which % 3)
        await extend(session, play.letter_id, later, "Europe/London", "Late", None, play.nia, play.clock.now())


async def freeze_list(play: Play, which: int) -> None:
    async with play.held() as session:
        await freeze(session, play.letter_id, None, SITE, play.nia, play.clock.now())


async def open_list(play: Play, which: int) -> None:
    async with play.held() as session:
        await unfreeze(session, play.letter_id, None, play.nia, play.clock.now())


async def rename(play: Play, which: int) -> None:
    """The directory is corrected; what was signed stays as it was signed."""
    async with play.held() as session:
        which_one = play.company.organisations[cast.MILL_ROAD].id
        organisation = await session.get_one(Organisation, which_one, with_for_update=True)
        organisation.acronym = f"MRC{which}"
        organisation.sign_off = SignOff.TWO_PEOPLE if which % 4 == 0 else SignOff.ONE_PERSON


async def erase_somebody(play: Play, which: int) -> None:
    """By the address of a signer, of an authoriser, or of a contact; Amina, who can sign in, is refused."""
    async with play.held() as session:
        picked = await play.pick(session, which)
        email = [picked.signer_email, picked.authoriser_email, PEOPLE[which % 4]][which % 5 % 3] or PEOPLE[which % 4]
        found = await known(session, play.company.id, Subject(email=email))
        before = await count_accepted(session, play.letter_id)
        now = play.clock.now()
        wish = Wish(ground=Why.ASKED, received_on=now.date())
        await erase(session, play.keys, play.company.id, Subject(email=email), wish, play.nia, now, now.date())
        await session.flush()
        assert await count_accepted(session, play.letter_id) == before
    async with play.held() as session:
        for one in await play.signatures(session):
            if one.id in found.signed | found.authorised | found.reach and one.id in play.said:
                play.said[one.id] = (one.signer_name, one.authority, one.attested)
            if one.id in found.signed and one.state not in MAY_SHOW:
                # It was in no list, so nothing was changed by a step.
                play.read_first.pop(one.id, None)
            elif one.id in found.signed and one.id in play.read_first:
                name, _, *rest = play.read_first[one.id]
                play.read_first[one.id] = (name, "", *rest)
    play.erased |= found.signed
    play.erased_authorisers |= found.authorised


async def time_passes(play: Play, which: int) -> None:
    """Minutes, or days, after which the jobs run that nobody asks for."""
    play.clock.advance(minutes=[10, 10, 10, 60 * 30, 60 * 80][which % 5])
    if which % 2 == 0:
        async with play.sessions.begin() as session:
            await close_due(session, play.clock.now())
        async with play.sessions.begin() as session:
            await expire_unfinished(session, play.clock.now())


MOVES: list[Move] = [
    look,
    sign,
    sign,
    begin,
    send_what_was_begun,
    sign_from_outside,
    sign_by_cascade,
    sign_by_cascade,
    vouch_for_all,
    say_not_ours,
    turn_link,
    sign_for_branch,
    confirm,
    confirm,
    correct_address,
    change_row,
    correct_row,
    undo_correction,
    hide,
    link_got_out,
    want_name_no_more,
    decide_name,
    ask_late,
    decide_late,
    authorise_it,
    refuse_it,
    ask_another,
    want_authority,
    decide,
    decide,
    decide_in_place,
    turn_down,
    take_off,
    say_wrong,
    say_right,
    list_again,
    take_down,
    write_down,
    sign_by_standing_authority,
    answer_otherwise,
    close,
    move_deadline,
    freeze_list,
    open_list,
    rename,
    erase_somebody,
    time_passes,
]


def visitor(which: int) -> Actor:
    """One of three people who come by a link."""
    return Actor(ActorKind.LINK, f"visitor {which % 3}", UUID(int=which % 3 + 1))


async def token_of(play: Play, session: AsyncSession, email: str) -> str:
    link = await session.scalar(
        select(InvitationLink).where(InvitationLink.contact_id == play.company.contacts[email].id).limit(1)
    )
    assert link is not None
    return play.keys.token(Purpose.INVITATION, link.id, link.rotation)
