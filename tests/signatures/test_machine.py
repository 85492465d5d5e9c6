"""Every step from every state, in any order, by several people who do not know of each other: what always holds.

An example is a list of moves. Each is tried whatever has happened before, by somebody who may have looked at the page long
ago; it succeeds, or it is refused in words and nothing has changed. After each one the invariants of a signature are asked
of the database. A second test makes two moves at the same instant, on connections of their own.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, example, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncSession, async_sessionmaker

from campaigns.actors import Actor, ActorKind
from campaigns.database import hold_to
from campaigns.errors import Conflict, Invalid, NotAllowedNow, NotFound, TooMany
from campaigns.instants import wall_clock
from campaigns.invitations.access import open_link
from campaigns.invitations.actions import invite
from campaigns.invitations.answering import Decline, MoreTime
from campaigns.invitations.models import Answer, InvitationLink
from campaigns.invitations.reasons import Reason
from campaigns.letters.actions import begin_letter, close_due, close_signing, lock
from campaigns.letters.lifecycles.signing import SigningState
from campaigns.letters.models import Letter, LetterKind, Version
from campaigns.letters.queries import letter_of_id
from campaigns.mail.models import Message
from campaigns.organisations.models import Organisation, SignOff
from campaigns.publication.actions import freeze, unfreeze
from campaigns.responses.deadline import extend
from campaigns.review.actions import Decision, accept, reject
from campaigns.review.disputes import Removal, RemovalReason, reinstate, remove
from campaigns.review.names import accept_name, refuse_name
from campaigns.review.recording import Agreement, record
from campaigns.signatures import answers, replying
from campaigns.signatures.access import open_invitation
from campaigns.signatures.address_checks import change_address
from campaigns.signatures.answers import AuthoriserAnswer
from campaigns.signatures.authorising import Authorisation, Ground, Refusal, Request, authorise, open_request, refuse
from campaigns.signatures.authority_requests import ask_for_authority, change_authoriser
from campaigns.signatures.changing import Wanted, change, hide_person
from campaigns.signatures.confirming import confirm_address
from campaigns.signatures.expiring import expire_unfinished
from campaigns.signatures.leaving import suspend, take_back, withdraw
from campaigns.signatures.lifecycle import LIFECYCLE, LIVE, MAY_SHOW, PENDING, SignatureState, SignatureStep
from campaigns.signatures.models import (
    Authority,
    EvidenceKind,
    NameProposal,
    Signatory,
    Signature,
    SignatureChange,
    SignatureEvent,
)
from campaigns.signatures.queries import count_accepted
from campaigns.signatures.signing import begin_by_invitation, begin_by_public_route, submit
from campaigns.standing_authority import actions as standing_authority
from campaigns.standing_authority.actions import Grant
from campaigns.standing_authority.scope import ScopeFields
from campaigns.standing_authority.using import Use, use
from campaigns.tokens import Keys, Purpose
from tests import cast
from tests.conftest import Clock
from tests.mail.conftest import own_engine, own_sessions
from tests.signatures.story import AMINA, BEN, JO, SIAN, SITE

__all__ = ["own_engine", "own_sessions"]

Sessions = async_sessionmaker[AsyncSession]
PEOPLE = [AMINA, JO, BEN, SIAN]
ORGANISATION_OF = {AMINA: cast.WENSUM, JO: cast.WENSUM, BEN: cast.MILL_ROAD, SIAN: cast.LLAIS}
#: Where an answer is sent from: the address the invitation went to, one of the organisation's own, or anybody's.
ADDRESSES = ["", "new.person@wensum.example", "somebody@post.example"]
#: From this number on a signer names somebody else: at their own organisation, or anybody.
SOMEBODY_ELSE = 320
AUTHORISERS = [JO, AMINA, "who@post.example", "clerk@llais.example"]
SECRET = "We never sign what our funder reads."


@dataclass
class Play:
    """One letter and everybody around it; `looks` are the versions of rows that pages showed, which grow old."""

    sessions: Sessions
    keys: Keys
    clock: Clock
    company: cast.Company
    letter_id: UUID
    looks: dict[UUID, int] = field(default_factory=dict)
    seen_answer: UUID | None = None
    said: dict[UUID, tuple[Any, ...]] = field(default_factory=dict)
    read_first: dict[UUID, tuple[Any, ...]] = field(default_factory=dict)
    listed_at_freeze: set[UUID] | None = None
    taken: set[tuple[str, str]] = field(default_factory=set)

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
    confirm,
    confirm,
    correct_address,
    change_row,
    hide,
    decide_name,
    authorise_it,
    refuse_it,
    ask_another,
    want_authority,
    decide,
    decide,
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
            # The name, the title and whether the signer is shown change with a record of before and after, and no other way.
            rewritten = [one for one in changes if one.signature_id == signature.id]
            assert all(before.name_after == after.name_before for before, after in pairwise(rewritten))
            if signature.submitted_at is not None:
                reads = (signature.display_name, signature.signer_title, signature.show_person)
                first = play.read_first.setdefault(signature.id, reads)
                newest = rewritten[-1] if rewritten else None
                assert reads == ((newest.name_after, newest.title_after, newest.shown_after) if newest else first)
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
            # Withdrawing is always possible.
            if signature.state in LIVE | PENDING:
                assert (signature.state, SignatureStep.WITHDRAW) in LIFECYCLE.rules
                assert not LIFECYCLE.rules[signature.state, SignatureStep.WITHDRAW].guards

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


async def try_one(play: Play, move: Move, which: int) -> bool:
    """Make a move. It is done whole, or refused in words, and then its transaction is undone."""
    try:
        await move(play, which)
    except NotFound:
        return False
    except (Conflict, Invalid, NotAllowedNow, TooMany) as refusal:
        if not str(refusal).strip():
            raise
        return False
    return True


async def new_play(sessions: Sessions, keys: Keys, clock: Clock, company: cast.Company) -> Play:
    async with sessions.begin() as session:
        hold_to(session, company.id)
        nia = company.actor("Nia")
        letter = await begin_letter(session, company.id, cast.letter(), nia, clock.now())
        await lock(session, letter.id, None, nia, clock.now())
        await invite(session, letter.id, [one.id for one in company.organisations.values()], None, nia, clock.now())
    return Play(sessions, keys, clock, company, letter.id)


async def new_company(sessions: Sessions, clock: Clock) -> cast.Company:
    async with sessions.begin() as session:
        company = await cast.fair_futures(session, clock.now())
        hold_to(session, company.id)
        wensum = await session.get_one(Organisation, company.organisations[cast.WENSUM].id)
        wensum.mail_domains = "wensum.example"
        await standing_authority.switch(session, company.id, on=True)
    return company


A_MOVE = st.tuples(st.sampled_from(MOVES), st.sampled_from(range(420)))
#: The same in every run, so that what is reached can be asked for.
SETTINGS = hypothesis_settings(deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
#: Every step of the table has been taken when the examples are over, or they would prove less than they say.
EVERY_STEP = {(state.value, step.value) for state, step in LIFECYCLE.rules}
#: From Amina's invitation: accepted at once, sent from another address at her organisation's domain, and a joint row.
AT_ONCE, OWN_DOMAIN, JOINTLY = (sign, 12), (sign, 4), (sign, 84)
#: The same with Jo named to authorise it, from the address that was invited and from another one.
ASKED, ASKED_FROM_OWN_DOMAIN, JOINTLY_ASKED = (sign, 324), (sign, 328), (sign, 336)
#: Ten minutes, after which an address may be written to again.
LATER = (time_passes, 1)


@pytest.fixture
async def whole(engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    """A connection whose every change is undone at the end."""
    async with engine.connect() as connection:
        transaction = await connection.begin()
        yield connection
        await transaction.rollback()


@pytest.fixture
async def play(whole: AsyncConnection, keys: Keys, clock: Clock) -> Play:
    sessions = async_sessionmaker(whole, expire_on_commit=False, join_transaction_mode="create_savepoint")
    return await new_play(sessions, keys, clock, await new_company(sessions, clock))


@pytest.fixture
async def own_company(own_sessions: Sessions, clock: Clock) -> cast.Company:
    return await new_company(own_sessions, clock)


@pytest.fixture
def reached() -> Iterator[set[tuple[str, str]]]:
    """The steps that were taken in any example; all of them have to be there when the last is over."""
    taken: set[tuple[str, str]] = set()
    yield taken
    assert EVERY_STEP - taken == set()


@hypothesis_settings(SETTINGS, max_examples=25)
@given(moves=st.lists(A_MOVE, min_size=16, max_size=40))
@example(moves=[AT_ONCE, (say_wrong, 0), (take_down, 2), AT_ONCE, (say_wrong, 0), (take_off, 0)])
@example(moves=[AT_ONCE, (say_wrong, 0), (say_right, 0), (say_wrong, 3), (say_wrong, 1), (say_right, 0), (list_again, 0)])
@example(moves=[OWN_DOMAIN, (confirm, 0), OWN_DOMAIN, (take_off, 0), OWN_DOMAIN, (take_off, 0)])
@example(moves=[JOINTLY, (decide, 8), (take_off, 0), JOINTLY, (turn_down, 2)])
@example(moves=[ASKED, (authorise_it, 2), (take_off, 0), LATER, ASKED, LATER, (ask_another, 2)])
@example(moves=[JOINTLY_ASKED, (authorise_it, 2), LATER, (want_authority, 2)])
@example(moves=[ASKED, (refuse_it, 2), ASKED, (take_off, 0), ASKED, *[(time_passes, 4)] * 10])
@example(moves=[ASKED_FROM_OWN_DOMAIN, (confirm, 0), (authorise_it, 2)])
@example(
    moves=[AT_ONCE, (say_wrong, 0), (list_again, 2), (take_off, 0), JOINTLY, (take_off, 0), OWN_DOMAIN, (time_passes, 4)]
)
@example(moves=[AT_ONCE, (change_row, 4), (change_row, 8), (decide_name, 1), (change_row, 8), (decide_name, 4)])
@example(moves=[AT_ONCE, (hide, 0), (change_row, 16), (say_wrong, 0), (hide, 0)])
@example(moves=[AT_ONCE, (take_off, 0), (hide, 0), AT_ONCE, (say_wrong, 0), (take_down, 2), (hide, 2)])
@example(moves=[(sign_by_standing_authority, 0), (say_wrong, 0), (list_again, 2), (take_off, 0)])
@example(moves=[OWN_DOMAIN, LATER, (correct_address, 4)])
@example(moves=[(begin, 0), *[(time_passes, 4)] * 5, (send_what_was_begun, 0)])
async def test_any_moves_in_any_order_keep_what_always_holds(
    whole: AsyncConnection, play: Play, now: datetime, reached: set[tuple[str, str]], moves: list[tuple[Move, int]]
) -> None:
    kept = await whole.begin_nested()
    play.clock.set(now)
    one = replace(play, looks={}, said={}, read_first={}, taken=reached)
    try:
        for move, which in moves:
            if await try_one(one, move, which):
                await holds(one)
    finally:
        await kept.rollback()


@hypothesis_settings(SETTINGS, max_examples=8)
@given(pairs=st.lists(st.tuples(A_MOVE, A_MOVE), min_size=8, max_size=14))
async def test_two_at_the_same_instant_keep_it_too(
    own_sessions: Sessions,
    own_company: cast.Company,
    keys: Keys,
    clock: Clock,
    now: datetime,
    pairs: list[tuple[tuple[Move, int], tuple[Move, int]]],
) -> None:
    """On connections of their own, each with a commit of its own: whoever is second waits, and is refused or succeeds."""
    clock.set(now)
    play = await new_play(own_sessions, keys, clock, own_company)
    for pair in pairs:
        await asyncio.gather(*(try_one(play, move, which) for move, which in pair))
        await holds(play)
