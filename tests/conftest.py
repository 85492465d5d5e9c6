"""Real servers for the whole run, and for each test a transaction that is undone or a database of its own."""

import asyncio
import fcntl
import logging
import os
import secrets
import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import asyncpg
import hypothesis
import pytest
from playwright.async_api import Browser, Page, async_playwright
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker

from campaigns import clock as clock_module
from campaigns import migrate
from campaigns.database import make_engine
from campaigns.jobs import Job
from campaigns.services.postgres import PostgreSQL
from campaigns.services.valkey import Valkey
from campaigns.settings import Settings
from campaigns.tokens import Keys

NINE_O_CLOCK = datetime(2026, 6, 2, 9, tzinfo=UTC)
#: Nothing in a test has to survive a power cut.
HURRIED = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_connections": "200"}

# A shared machine is slow at times: that is not what properties are about. Where nobody watches, every run is the same.
hypothesis.settings.register_profile(
    "ours",
    deadline=None,
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
    print_blob=True,
    derandomize=bool(os.environ.get("CI")),
)
hypothesis.settings.load_profile("ours")

# A line for each request that a test sends would bury what a failure has to say.
logging.getLogger("httpx").setLevel(logging.WARNING)

_NO_BROWSER = "no Chromium was found: install one (apt-get install chromium) or set CAMPAIGNS_CHROMIUM to its path"


def find_chromium() -> str | None:
    """The browser to test with, if this machine has one."""
    names = (os.environ.get("CAMPAIGNS_CHROMIUM"), "chromium", "chromium-browser", "google-chrome")
    return next((path for name in names if name and (path := shutil.which(name))), None)


def pytest_configure() -> None:
    if os.environ.get("CI") and not find_chromium():
        raise pytest.UsageError(f"The browser tests cannot be left out here, and {_NO_BROWSER}.")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    # What takes minutes begins first, the demonstrations (one at a time) before all: the run would end with them otherwise.
    items.sort(key=lambda item: (_is_demonstration(item), item.get_closest_marker("slow") is not None), reverse=True)
    if find_chromium():
        return
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.skip(reason=_NO_BROWSER))


def _is_demonstration(item: pytest.Item) -> bool:
    return any("only_demonstration" in mark.args for mark in item.iter_markers("usefixtures"))


@pytest.fixture
def only_demonstration(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Iterator[None]:
    """No other test of this run has a demonstration meanwhile: each of them wants the ports that are remembered.

    Not pytest-xdist's group: since pytest 9.2 it is ignored without a word.
    """
    base = tmp_path_factory.getbasetemp()
    with ((base if worker_id == "master" else base.parent) / "demonstration.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    skipped = [report for report in terminalreporter.stats.get("skipped", []) if _NO_BROWSER in str(report.longrepr)]
    if skipped:
        terminalreporter.write_line(f"The {len(skipped)} browser tests were skipped, since {_NO_BROWSER}.")


@dataclass(frozen=True)
class Servers:
    """Where the real PostgreSQL and Valkey are; `template` is a migrated database to clone, never to connect to."""

    database_url: str
    redis_url: str
    template: str

    def url(self, database: str) -> str:
        return make_url(self.database_url).set(database=database).render_as_string(hide_password=False)


@dataclass
class Clock:
    """The time of day as the program sees it; it stands still until a test moves it."""

    time: datetime

    def now(self) -> datetime:
        return self.time

    def set(self, time: datetime) -> datetime:
        self.time = time
        return time

    def advance(self, **amount: float) -> datetime:
        """Move on by what `timedelta` takes, such as `hours=2`."""
        return self.set(self.time + timedelta(**amount))


class RecordingBell:
    """Remembers every ring instead of waking a worker."""

    def __init__(self) -> None:
        self.rung: list[tuple[Job, datetime | None]] = []

    async def ring(self, job: Job, at: datetime | None = None) -> None:
        self.rung.append((job, at))

    @property
    def jobs(self) -> list[Job]:
        return [job for job, _ in self.rung]


@pytest.fixture(scope="session")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Servers]:
    """PostgreSQL and Valkey for this run (one of each for every worker of pytest-xdist), with a migrated template.

    `CAMPAIGNS_TEST_DATABASE_URL` and `CAMPAIGNS_TEST_REDIS_URL` name servers to use instead; the database user must be
    allowed to create databases.
    """
    data, password = tmp_path_factory.mktemp("servers"), secrets.token_hex(16)
    started: list[Callable[[], None]] = []
    try:
        if not (database_url := os.environ.get("CAMPAIGNS_TEST_DATABASE_URL", "")):
            postgres = PostgreSQL(data / "postgres", password, HURRIED)
            started.append(postgres.stop)
            postgres.start()
            database_url = postgres.url()
        if not (redis_url := os.environ.get("CAMPAIGNS_TEST_REDIS_URL", "")):
            valkey = Valkey(data / "valkey.log", password)
            started.append(valkey.stop)
            valkey.start()
            redis_url = valkey.url
        servers = Servers(database_url, redis_url, f"campaigns_template_{secrets.token_hex(6)}")
        asyncio.run(_execute(servers.database_url, f"CREATE DATABASE {servers.template}"))
        migrate.upgrade(servers.url(servers.template))
        yield servers
        asyncio.run(_execute(servers.database_url, f"DROP DATABASE {servers.template} WITH (FORCE)"))
    finally:
        for stop in reversed(started):
            stop()


@pytest.fixture(scope="session")
async def shared_database_url(servers: Servers) -> AsyncIterator[str]:
    """The database in which every test's work is undone."""
    async for url in _clone(servers):
        yield url


@pytest.fixture
async def database_url(servers: Servers) -> AsyncIterator[str]:
    """A fresh, migrated database of this test's own, for what really commits."""
    async for url in _clone(servers):
        yield url


@pytest.fixture(scope="session")
async def engine(shared_database_url: str) -> AsyncIterator[AsyncEngine]:
    engine = make_engine(shared_database_url)
    yield engine
    await engine.dispose()


@pytest.fixture
async def sessions(engine: AsyncEngine) -> AsyncIterator[async_sessionmaker[AsyncSession]]:
    """Sessions that share one connection, one at a time; their commits are real to each other and undone at the end."""
    async with engine.connect() as connection:
        transaction = await connection.begin()
        yield async_sessionmaker(connection, expire_on_commit=False, join_transaction_mode="create_savepoint")
        await transaction.rollback()


@pytest.fixture
async def session(sessions: async_sessionmaker[AsyncSession]) -> AsyncIterator[AsyncSession]:
    async with sessions() as session:
        yield session


@pytest.fixture
def now() -> datetime:
    """Tuesday 2 June 2026, 09:00 UTC."""
    return NINE_O_CLOCK


@pytest.fixture
def clock(now: datetime, monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The program's clock, stopped at `now`."""
    clock = Clock(now)
    monkeypatch.setattr(clock_module, "source", clock.now)
    return clock


@pytest.fixture
def bell() -> RecordingBell:
    return RecordingBell()


@pytest.fixture
def settings(shared_database_url: str, servers: Servers) -> Settings:
    """Settings for the database whose tests are undone; no mail server listens at their address."""
    return Settings(
        database_url=shared_database_url,
        redis_url=servers.redis_url,
        smtp_url="smtp://127.0.0.1:1",
        public_url="http://letters.example",
        secret="a secret for tests only, of more than 32 characters",
    )


@pytest.fixture(scope="session")
async def chromium() -> AsyncIterator[Browser]:
    """The one browser of this run. Only tests marked `browser` may ask for it."""
    async with async_playwright() as playwright:
        # Chromium's sandbox does not work for root, who runs tests in containers.
        arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = await playwright.chromium.launch(executable_path=find_chromium(), args=arguments)
        yield browser
        await browser.close()


@pytest.fixture
async def page(chromium: Browser) -> AsyncIterator[Page]:
    """A page in a browser context of its own, without cookies, 1280 pixels wide."""
    context = await chromium.new_context(viewport={"width": 1280, "height": 900}, locale="en-GB", timezone_id="UTC")
    yield await context.new_page()
    await context.close()


@pytest.fixture
def keys(settings: Settings) -> Keys:
    return Keys(settings.secret)


async def _clone(servers: Servers) -> AsyncIterator[str]:
    name = f"campaigns_test_{secrets.token_hex(6)}"
    await _execute(servers.database_url, f"CREATE DATABASE {name} TEMPLATE {servers.template}")
    yield servers.url(name)
    await _execute(servers.database_url, f"DROP DATABASE {name} WITH (FORCE)")


async def _execute(url: str, statement: str) -> None:
    connection = await asyncpg.connect(url.replace("+asyncpg", ""))
    try:
        await connection.execute(statement)
    finally:
        await connection.close()
