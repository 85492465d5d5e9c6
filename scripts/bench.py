"""Measures how fast the service is, as ratios of two figures from the same run, so that any machine gives the same answer.

    make bench

Each pair is measured in turns, several times; the median of the ratios is held against a limit. The exit code is 1 if one
fails. A machine that does other things at the time widens the spread, which is shown: run it again when it is quiet.
"""

import asyncio
import statistics
import sys
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from rich.console import Console
from rich.table import Table
from sqlalchemy import select

from campaigns import clock
from campaigns.database import hold_to, make_engine, make_sessions
from campaigns.mail.compose import Composing
from campaigns.mail.delivery import deliver_due
from campaigns.mail.models import Message
from campaigns.mail.render import written
from campaigns.mailings import COMPOSERS
from campaigns.publication.content import EditionContent
from campaigns.publication.documents.files import files
from campaigns.tokens import Keys
from measuring import bare
from measuring.client import Done, ask, get
from measuring.letters import World, make_world, publish, shortened
from measuring.mail import hand_over
from measuring.service import Service, running

FEW, SOME, MANY = 30, 600, 6000
PAGES, PLAIN_PAGES, SIGNATURES, BARE_SIGNATURES, MAILS, BARE_MAILS = 80, 1000, 50, 800, 60, 300
#: Requests that are not counted, in which the server gets to know its statements.
WARM = 20
ROUNDS = 3
#: A pair gets no further round once it has taken so many seconds, so that a busy machine is done within three minutes too.
ENOUGH = 15.0

_out = Console(highlight=False, width=120)
Measure = Callable[[], Awaitable[Done]]


@dataclass(frozen=True)
class Result:
    """Two figures, what they are per second, and the ratio that is held against a limit."""

    what: str
    first: list[Done]
    second: list[Done]
    limit: float
    #: Rates: the first must be at least so much of the second. Times: at most so many times as long.
    at_most: bool = False

    @property
    def ratios(self) -> list[float]:
        pairs = list(zip(self.first, self.second, strict=True))
        if self.at_most:
            return [one.seconds / other.seconds for one, other in pairs]
        return [one.per_second / other.per_second for one, other in pairs]

    @property
    def ratio(self) -> float:
        return statistics.median(self.ratios)

    @property
    def well(self) -> bool:
        return self.ratio <= self.limit if self.at_most else self.ratio >= self.limit


async def measure(service: Service) -> list[Result]:
    """Make the letters and measure everything, one thing at a time."""
    engine = make_engine(service.settings.database_url)
    try:
        world = await make_world(service.settings, make_sessions(engine), MANY)
        few, _ = await publish(world, FEW)
        many, content = await publish(world, MANY)
        return [
            *await pages(service, few, many),
            await mails(service, world),
            await signatures(service, world),
            await documents(content),
        ]
    finally:
        await engine.dispose()


async def pages(service: Service, few: str, many: str) -> list[Result]:
    """The public page of a letter, which shows the first 300 of its list, beside others."""
    await _asking(service, [get(path) for path in (many, few, "/cookies")] * WARM, 200)()
    asked = ((many, PAGES), (few, PAGES), ("/cookies", PLAIN_PAGES))
    long, short, plain = await _in_turns(*(_asking(service, [get(path)] * count, 200) for path, count in asked))
    return [
        Result(f"Letter's page: {MANY} signatories / {FEW}", long, short, 0.5),
        Result(f"Letter's page with {FEW} signatories / plain page", short, plain, 0.008),
    ]


async def mails(service: Service, world: World) -> Result:
    """Invitations from the outbox, claimed, composed and marked one by one, beside one mail sent again and again."""
    settings, keys = service.settings, Keys(service.settings.secret)

    async def ours() -> Done:
        await world.invite(MAILS)
        started = time.perf_counter()
        sent = await deliver_due(world.sessions, settings, keys, COMPOSERS, clock.now)
        if sent != MAILS:
            raise RuntimeError(f"{sent} of {MAILS} mails were sent.")
        return Done(sent, time.perf_counter() - started)

    await ours()
    async with world.sessions() as session:
        hold_to(session, world.stage.coalition.id)
        message = (await session.scalars(select(Message).where(Message.kind == "invitation").limit(1))).one()
        mail = await COMPOSERS[message.kind](session, message, Composing(settings, keys, clock.now()))
    if mail is None:
        raise RuntimeError("An invitation was not written out.")
    data = written(message, mail, settings.mail_from, clock.now())
    first, second = await _in_turns(ours, lambda: hand_over(service.smtp_port, data, BARE_MAILS))
    return Result("Mails delivered / bare aiosmtplib", first, second, 0.04)


async def signatures(service: Service, world: World) -> Result:
    """A signature through the API, everything checked, beside two rows in a transaction."""
    url = service.settings.database_url
    await bare.make_tables(url)
    answers = await world.answers()
    await _asking(service, answers[:WARM], 201)()
    left = iter([answers[start : start + SIGNATURES] for start in range(WARM, len(answers), SIGNATURES)])

    async def ours() -> Done:
        return await _asking(service, next(left), 201)()

    first, second = await _in_turns(ours, lambda: bare.sign(url, BARE_SIGNATURES))
    return Result("Signatures by the API / bare transactions", first, second, 0.003)


async def documents(content: EditionContent) -> Result:
    """All files of an edition, in a thread as in the worker."""

    def building(edition: EditionContent) -> Measure:
        async def build() -> Done:
            started = time.perf_counter()
            await asyncio.to_thread(files, edition)
            return Done(1, time.perf_counter() - started)

        return build

    first, second = await _in_turns(building(content), building(shortened(content, SOME)))
    return Result(f"Building an edition: time for {MANY} / {SOME}", first, second, 15, at_most=True)


def _asking(service: Service, requests: list[bytes], status: int) -> Measure:
    async def measured() -> Done:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(service.client, ask, service.settings.port, requests, status)

    return measured


async def _in_turns(*measures: Measure) -> list[list[Done]]:
    """Each in every round, so that a slow minute of the machine meets them all."""
    started = time.perf_counter()
    rounds: list[list[Done]] = []
    while len(rounds) < ROUNDS and time.perf_counter() - started < ENOUGH:
        rounds.append([await measured() for measured in measures])
    return [list(done) for done in zip(*rounds, strict=True)]


def show(results: list[Result]) -> None:
    """The figures, the ratios with their spread, and what each is held against."""
    table = Table("", "first", "second", "ratio", "spread", "limit", "", box=None, pad_edge=False)
    for result in results:
        figures = [f"{statistics.median(done.per_second for done in side):.4g}/s" for side in (result.first, result.second)]
        if result.at_most:
            figures = [f"{statistics.median(done.seconds for done in side):.2f} s" for side in (result.first, result.second)]
        spread = f"{min(result.ratios):.3g} to {max(result.ratios):.3g}"
        limit = f"{'≤' if result.at_most else '≥'} {result.limit:g}"
        verdict = "[green]pass[/]" if result.well else "[red]FAIL[/]"
        table.add_row(result.what, *figures, f"{result.ratio:.3g}", spread, limit, verdict)
    _out.print(table)


def main() -> None:
    started = time.perf_counter()
    with running() as service:
        results = asyncio.run(measure(service))
    show(results)
    _out.print(f"Measured in {time.perf_counter() - started:.0f} s.")
    sys.exit(0 if all(result.well for result in results) else 1)


if __name__ == "__main__":
    main()
