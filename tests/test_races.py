"""Twenty at once, on real connections with real commits: one outcome, and a clear answer for everybody else."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from campaigns.database import hold_to
from campaigns.handlers import HANDLERS
from campaigns.letters.lifecycles.signing import SigningState
from campaigns.letters.models import Letter
from campaigns.mail.models import Message
from campaigns.people.sessions import start_session
from campaigns.publication import actions
from campaigns.publication.lifecycle import EditionState
from campaigns.publication.models import Edition, EditionEvent
from campaigns.settings import Settings
from campaigns.signatures.late.lifecycle import LateState
from campaigns.signatures.late.models import LateRequest
from campaigns.signatures.lifecycle import SignatureState
from campaigns.signatures.models import Signatory, SignatureEvent
from campaigns.tokens import Keys
from campaigns.web.wiring import application
from tests.conftest import Clock, RecordingBell
from tests.mail.conftest import own_engine, own_sessions
from tests.publication.stage import quick_files
from tests.signatures.story import AMINA, BEN, SIAN, SITE, Story, begin_story

__all__ = ["own_engine", "own_sessions"]

Sessions = async_sessionmaker[AsyncSession]
MEMBERS = [(AMINA, "Wensum Voluntary Action (WVA)"), (BEN, "The Mill Road Centre"), (SIAN, "Llais Ynys Môn")]


@pytest.fixture
async def story(own_sessions: Sessions, keys: Keys, clock: Clock) -> Story:
    return await begin_story(own_sessions, keys, clock.now())


class Program:
    """A program that uses the API: as Nia for the secretariat, and with any link for members."""

    def __init__(self, client: httpx.AsyncClient, story: Story, session_id: str) -> None:
        self.client, self.story = client, story
        self.nia = {"Authorization": f"Bearer {session_id}"}

    async def secretariat(self, method: str, path: str, **body: Any) -> httpx.Response:
        base = f"/api/v1/coalitions/fair-futures/letters/{self.story.reference}"
        return await self.client.request(method, base + path, json=body or None, headers=self.nia)

    async def sign(self, email: str, signer_email: str = "", name: str = "Wensum Voluntary Action (WVA)") -> httpx.Response:
        body = {
            "version": 1,
            "display_name": name,
            "signer_name": "Amina Cole",
            "signer_title": "Chief executive",
            "signer_email": signer_email or email,
            "authority": "chief_executive",
        }
        return await self.client.post(f"/api/v1/invitations/{self.story.tokens[email]}/signature", json=body)

    async def row_version(self) -> int:
        return int((await self.secretariat("GET", "")).json()["row_version"])


@pytest.fixture
async def program(
    settings: Settings, own_sessions: Sessions, story: Story, bell: RecordingBell, clock: Clock
) -> AsyncIterator[Program]:
    app = application(settings, own_sessions, bell, HANDLERS)
    async with own_sessions.begin() as session:
        session_id = await start_session(session, story.company.people["Nia"], clock.now())
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=SITE) as client:
        yield Program(client, story, session_id)


async def all_of(story: Story, rows: type[Any], *where: Any) -> list[Any]:
    async with story.sessions() as session:
        hold_to(session, story.company.id)
        return list(await session.scalars(select(rows).where(*where).order_by(rows.id)))


async def test_one_review_accepted_twenty_times_is_accepted_once(program: Program, story: Story) -> None:
    await program.sign(BEN, "ben@elsewhere.example", "The Mill Road Centre")
    signature = await story.newest()
    code = await story.code()
    reply = story.keys.token("reply", signature.id, signature.rotation)  # type: ignore[arg-type]
    assert (await program.client.post(f"/api/v1/replies/{reply}/code", json={"code": code})).status_code == 200
    signature = await story.newest()
    assert signature.state is SignatureState.AWAITING_REVIEW

    known = str(story.company.organisations["The Mill Road Centre"].id)
    body = {"check": "Rang them", "organisations": [known], "row_version": signature.row_version}
    path = f"/signatures/{signature.id}/accept"
    answers = await asyncio.gather(*(program.secretariat("POST", path, **body) for _ in range(20)))

    assert Counter(answer.status_code for answer in answers) == {200: 1, 409: 19}
    steps = [event.step for event in await all_of(story, SignatureEvent)]
    assert steps.count("accept") == 1
    assert len(await story.mailed("signature_accepted")) == 1


async def test_two_routes_to_one_organisation_accepted_at_once_list_it_once(program: Program, story: Story) -> None:
    for number in range(4):
        await program.sign(BEN, f"ben{number}@elsewhere.example", "The Mill Road Centre")
    waiting = [one for one in await story.signatures() if one.state is SignatureState.AWAITING_EMAIL]
    assert len(waiting) == 4
    for one in waiting:
        token = story.keys.token("address-check", one.id, one.rotation)  # type: ignore[arg-type]
        assert (await program.client.post(f"/api/v1/address-checks/{token}")).status_code == 200
    waiting = [one for one in await story.signatures() if one.state is SignatureState.AWAITING_REVIEW]
    known = str(story.company.organisations["The Mill Road Centre"].id)
    answers = await asyncio.gather(
        *(
            program.secretariat(
                "POST",
                f"/signatures/{one.id}/accept",
                check="Rang them",
                organisations=[known],
                row_version=one.row_version,
            )
            for one in waiting * 4
        ),
        *(program.sign(BEN, name="The Mill Road Centre") for _ in range(4)),
    )

    told = Counter(answer.status_code for answer in answers)
    assert told[200] + told[201] == 1
    assert set(told) <= {200, 201, 409}
    assert len(await all_of(story, Signatory, Signatory.state == SignatureState.ACCEPTED)) == 1


async def test_closing_and_freezing_while_everybody_signs_counts_whoever_was_told_so(program: Program, story: Story) -> None:
    async def close_and_freeze() -> list[int]:
        told = []
        for step, more in (("/close", {"reason": "Enough"}), ("/freeze", {})):
            row_version = await program.row_version()
            told.append((await program.secretariat("POST", step, row_version=row_version, **more)).status_code)
        return told

    closing = asyncio.ensure_future(close_and_freeze())
    answers = await asyncio.gather(*(program.sign(email, name=name) for email, name in MEMBERS for _ in range(6)))

    assert await closing == [200, 200]
    signed = sum(answer.status_code == 201 for answer in answers)
    # 202: too late, and kept, in case they ask to be added.
    assert {answer.status_code for answer in answers} <= {201, 202, 409}
    accepted = await all_of(story, Signatory, Signatory.state == SignatureState.ACCEPTED)
    assert len(accepted) == signed
    [edition] = await all_of(story, Edition)
    assert edition.organisation_count == signed


async def test_an_edition_published_twenty_times_is_published_once(program: Program, story: Story, clock: Clock) -> None:
    await program.sign(AMINA)
    for step, more in (("/close", {"reason": "Enough"}), ("/freeze", {})):
        answer = await program.secretariat("POST", step, row_version=await program.row_version(), **more)
        assert answer.status_code == 200, answer.text
    async with story.sessions.begin() as session:
        await actions.build_next_files(session, quick_files, clock.now())
    row_version = await program.row_version()

    answers = await asyncio.gather(
        *(program.secretariat("POST", "/edition/publish", row_version=row_version) for _ in range(15)),
        *(program.secretariat("POST", "/unfreeze", row_version=row_version) for _ in range(5)),
    )

    assert Counter(answer.status_code for answer in answers) == {200: 1, 409: 19}
    editions = await all_of(story, Edition)
    released = [one for one in editions if one.state is EditionState.CURRENT]
    steps = [event.step for event in await all_of(story, EditionEvent)]
    assert (len(released), steps) in [(1, ["release"]), (0, ["discard"])]


async def test_at_the_deadline_the_clock_decides_and_not_the_queue(program: Program, story: Story, clock: Clock) -> None:
    [letter] = await all_of(story, Letter)
    assert letter.deadline_at is not None
    clock.set(letter.deadline_at - timedelta(microseconds=1))
    early = [asyncio.ensure_future(program.sign(AMINA)) for _ in range(5)]
    answers = await asyncio.gather(*early)
    clock.set(letter.deadline_at)
    late = await asyncio.gather(*(program.sign(BEN, name="The Mill Road Centre") for _ in range(5)))

    assert Counter(answer.status_code for answer in answers) == {201: 1, 409: 4}
    assert {answer.status_code for answer in late} == {202}
    assert {request.state for request in await all_of(story, LateRequest)} == {LateState.KEPT}, (
        "nobody has asked for anything"
    )
    assert len(await all_of(story, Signatory, Signatory.state == SignatureState.ACCEPTED)) == 1
    assert (await all_of(story, Letter))[0].signing in {SigningState.OPEN, SigningState.CLOSED}
    async with story.sessions() as session:
        accepted = await session.scalars(select(Message.recipient_email).where(Message.kind == "signature_accepted"))
        assert list(accepted) == [AMINA]
