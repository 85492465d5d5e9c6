"""Rosa and everybody else read the draft as a PDF, all at once, and the rest of the service goes on."""

import asyncio
import threading
from collections import Counter
from datetime import UTC, datetime

import httpx
import msgspec
import pytest
from litestar.exceptions import ServiceUnavailableException
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker

from campaigns.database import hold_to
from campaigns.handlers import HANDLERS
from campaigns.letters.actions import begin_letter
from campaigns.people.sessions import start_session
from campaigns.publication.content import EditionContent
from campaigns.publication.documents.files import BuiltFile, BuiltFiles
from campaigns.publication.documents.pdf import TypesettingError
from campaigns.publication.drafts import Drafts
from campaigns.publication.secretariat_pages import draft as draft_page
from campaigns.settings import Settings
from campaigns.web.wiring import application
from tests import cast
from tests.conftest import Clock, RecordingBell
from tests.letters.desk import Open, Writing, app, company, desk, words, writing
from tests.mail.conftest import own_engine, own_sessions
from tests.publication.documents.editions import edition
from tests.publication.stage import SITE

__all__ = ["app", "company", "desk", "own_engine", "own_sessions", "writing"]

DRAFT = "/letters/FFA-2026-01/draft.pdf"


class Typesetter:
    """Sets nothing until it is let, and remembers what it was asked for."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.may_end = threading.Event()
        self.fails = False

    def __call__(self, content: EditionContent) -> BuiltFiles:
        self.asked.append(content.title)
        assert self.may_end.wait(30)
        if self.fails:
            raise TypesettingError("The PDF could not be made: Traceback\ntypst.TypstError: URL is too long")
        file = BuiltFile(file_name="d.pdf", label="Draft", media_type="application/pdf", content=b"%PDF-", sha256="")
        return BuiltFiles(files=[file], warnings=[])


@pytest.fixture
def typesetter() -> Typesetter:
    return Typesetter()


def titled(title: str) -> EditionContent:
    return edition(title=title)


async def test_what_says_the_same_on_the_same_day_is_set_once_and_kept(typesetter: Typesetter) -> None:
    drafts = Drafts(typesetter)
    typesetter.may_end.set()
    morning = msgspec.structs.replace(titled("Warm homes"), as_at=datetime(2026, 6, 2, 9, tzinfo=UTC), zone="Europe/London")
    evening = msgspec.structs.replace(morning, as_at=datetime(2026, 6, 2, 22, 59, tzinfo=UTC))
    next_day = msgspec.structs.replace(morning, as_at=datetime(2026, 6, 2, 23, tzinfo=UTC))

    built = await asyncio.gather(*(drafts.draft_of(each) for each in (morning, morning, evening)))
    again = await drafts.draft_of(morning)
    await drafts.draft_of(next_day)

    assert all(one is built[0] for one in (*built, again))
    assert len(typesetter.asked) == 2


async def test_beyond_a_few_in_the_queue_readers_are_asked_to_come_back(typesetter: Typesetter) -> None:
    drafts = Drafts(typesetter, at_once=2, waiting=3)
    tasks = [asyncio.create_task(drafts.draft_of(titled(f"Letter {number}"))) for number in range(5)]
    await asyncio.sleep(0)

    with pytest.raises(ServiceUnavailableException) as refused:
        await drafts.draft_of(titled("One too many"))
    joins = asyncio.create_task(drafts.draft_of(titled("Letter 0")))
    await asyncio.sleep(0)
    assert len(typesetter.asked) <= 2
    typesetter.may_end.set()
    await asyncio.gather(*tasks, joins)

    assert refused.value.headers == {"Retry-After": "10"}
    assert Counter(typesetter.asked) == {f"Letter {number}": 1 for number in range(5)}


async def test_only_the_last_are_kept_and_a_failure_is_not(typesetter: Typesetter) -> None:
    drafts = Drafts(typesetter, kept=2)
    typesetter.may_end.set()
    for title in ("A", "B", "A", "C", "A", "B"):
        await drafts.draft_of(titled(title))
    assert typesetter.asked == ["A", "B", "C", "B"]

    typesetter.fails = True
    for _ in range(2):
        with pytest.raises(TypesettingError):
            await drafts.draft_of(titled("D"))
    assert typesetter.asked[4:] == ["D", "D"]


async def test_fourteen_readers_of_drafts_hold_no_connection(
    own_engine: AsyncEngine,
    own_sessions: async_sessionmaker[AsyncSession],
    settings: Settings,
    bell: RecordingBell,
    clock: Clock,
    typesetter: Typesetter,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(draft_page, "DRAFTS", Drafts(typesetter, at_once=1, waiting=3))
    async with own_sessions.begin() as session:
        fair = await cast.fair_futures(session, clock.now())
        token = await start_session(session, fair.people["Rosa"], clock.now())
    async with own_sessions.begin() as session:
        hold_to(session, fair.id)
        for number in range(14):
            await begin_letter(session, fair.id, cast.letter(title=f"Letter {number}"), fair.actor("Nia"), clock.now())
    app = application(settings, own_sessions, bell, HANDLERS)
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url=SITE, cookies={"session": token}) as rosa:
        base = "/secretariat/fair-futures/letters"
        reading = [asyncio.create_task(rosa.get(f"{base}/FFA-2026-{number:02}/draft.pdf")) for number in range(1, 15)]
        async with asyncio.timeout(20):
            while sum(one.done() for one in reading) < 10:
                await asyncio.wait([one for one in reading if not one.done()], return_when=asyncio.FIRST_COMPLETED)
        assert own_engine.pool.checkedout() == 0  # type: ignore[attr-defined]
        assert (await rosa.get("/")).status_code == 200
        typesetter.may_end.set()
        answers = await asyncio.gather(*reading)

    assert Counter(answer.status_code for answer in answers) == {200: 4, 503: 10}
    assert {answer.headers["retry-after"] for answer in answers if answer.status_code == 503} == {"10"}


async def test_a_draft_that_cannot_be_set_is_told_in_words(
    desk: Open, writing: Writing, typesetter: Typesetter, monkeypatch: pytest.MonkeyPatch
) -> None:
    typesetter.fails = True
    typesetter.may_end.set()
    monkeypatch.setattr(draft_page, "DRAFTS", Drafts(typesetter))
    await writing.draft()
    rosa = await desk("Rosa")

    page = await rosa.get(DRAFT, 409)

    assert "This draft cannot be made into a PDF" in words(page)
    assert "Traceback" not in page.text
