"""Whether every part this service needs is there and as it must be, said in words."""

import asyncio
import os
import time
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

import aiosmtplib
import typst
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from redis.exceptions import RedisError, ResponseError
from sqlalchemy import Connection, text
from sqlalchemy.exc import SQLAlchemyError

from campaigns import clock
from campaigns.database import make_engine
from campaigns.mail import safety
from campaigns.paths import MIGRATIONS, STATIC, TEMPLATES
from campaigns.queue import connect
from campaigns.settings import Settings

OLDEST_POSTGRESQL = 18
#: Sign-in links live ten minutes and deadlines hold to the second, so two clocks may differ by no more than this.
LARGEST_SKEW = timedelta(seconds=2)
_PATIENCE = 10


class Trouble(Exception):
    """A part is missing or wrong; the message says so, and what to do about it, in words."""


@dataclass(frozen=True)
class Finding:
    """What a check saw. `well` is false if the service cannot be run like this."""

    part: str
    well: bool
    words: str


Check = Callable[[Settings], Awaitable[str]]
Answer = TypeVar("Answer")


async def examine(settings: Settings, checks: Iterable[tuple[str, Check]] | None = None) -> list[Finding]:
    """Make every check, or the given ones, at once; in their order. Nothing is changed by it."""
    return list(await asyncio.gather(*(_finding(part, check, settings) for part, check in checks or EVERYTHING)))


async def require(settings: Settings, checks: Iterable[tuple[str, Check]]) -> None:
    """Raise `Trouble` with every fault that these checks find."""
    if faults := [f"{found.part}: {found.words}" for found in await examine(settings, checks) if not found.well]:
        raise Trouble(" ".join(faults))


async def _finding(part: str, check: Check, settings: Settings) -> Finding:
    try:
        async with asyncio.timeout(_PATIENCE):
            return Finding(part, well=True, words=await check(settings))
    except Trouble as trouble:
        return Finding(part, well=False, words=str(trouble))
    except TimeoutError:
        return Finding(part, well=False, words=f"No answer within {_PATIENCE} seconds.")


async def database(settings: Settings) -> str:
    """PostgreSQL answers and is new enough."""
    version = await _ask(settings, lambda connection: int(connection.scalar(text("SHOW server_version_num")) or 0))
    if version // 10_000 < OLDEST_POSTGRESQL:
        raise Trouble(f"This is PostgreSQL {version // 10_000}; version {OLDEST_POSTGRESQL} or later is needed.")
    return f"PostgreSQL {version // 10_000}.{version % 10_000} answers at {_place(settings.database_url)}."


async def schema(settings: Settings) -> str:
    """The tables are those of this program."""
    held = await _ask(settings, lambda connection: MigrationContext.configure(connection).get_current_revision())
    newest = ScriptDirectory(str(MIGRATIONS)).get_current_head()
    if held != newest:
        raise Trouble(f"The database is at revision {held or 'none'} and this program at {newest}: run `campaigns migrate`.")
    return f"The database is migrated to revision {newest}."


async def clocks(settings: Settings) -> str:
    """Our clock and the database's say the same."""
    started = time.monotonic()
    theirs = await _ask(settings, lambda connection: connection.scalar(text("SELECT clock_timestamp()")))
    asking = timedelta(seconds=time.monotonic() - started)
    difference = abs(clock.now() - theirs)
    if difference > LARGEST_SKEW + asking:
        raise Trouble(
            f"The database's clock differs from ours by {difference.total_seconds():.0f} seconds: set both by a time server."
        )
    return "Our clock and the database's agree."


async def queue(settings: Settings) -> str:
    """Valkey answers and never throws a job away."""
    redis = connect(settings.redis_url)
    try:
        version = (await redis.info("server")).get("redis_version", "")
        try:
            policy = (await redis.config_get("maxmemory-policy")).get("maxmemory-policy", "")
        except ResponseError:
            return f"Valkey {version} answers. It does not tell its maxmemory-policy: make sure that it is noeviction."
    except (RedisError, OSError) as problem:
        raise Trouble(f"Valkey does not answer at {_place(settings.redis_url)}: {problem}") from None
    finally:
        await redis.aclose()
    if policy != "noeviction":
        raise Trouble(f"Valkey's maxmemory-policy is {policy}, which may throw jobs away: set it to noeviction.")
    return f"Valkey {version} answers at {_place(settings.redis_url)} and keeps every job."


async def mail_server(settings: Settings) -> str:
    """The mail server greets us. Nothing is sent, and no password is tried."""
    place = urlsplit(settings.smtp_url)
    secure = place.scheme == "smtps"
    client = aiosmtplib.SMTP(
        hostname=place.hostname, port=place.port or (465 if secure else 25), use_tls=secure, start_tls=False, timeout=5
    )
    try:
        await client.connect()
        await client.quit()
    except (aiosmtplib.SMTPException, OSError) as problem:
        raise Trouble(f"The mail server does not answer at {_place(settings.smtp_url)}: {problem}") from None
    return f"The mail server answers at {_place(settings.smtp_url)}."


async def returned_mail(settings: Settings) -> str:
    """Mail that comes back later can be read."""
    if not settings.bounce_maildir:
        by_http = "is taken by HTTP" if settings.bounce_secret else "is not read: only what is refused at once is known"
        return f"Mail that comes back later {by_http}."
    maildir = Path(settings.bounce_maildir)
    for folder in (maildir, maildir / "new"):
        if not (folder.is_dir() and os.access(folder, os.R_OK | os.W_OK | os.X_OK)):
            raise Trouble(f"{folder} is no folder that can be read and written: name a Maildir in CAMPAIGNS_BOUNCE_MAILDIR.")
    return f"Mail that comes back later is read from {maildir}."


async def mail_safety(_: Settings) -> str:
    """Mail headers cannot be broken out of with this Python."""
    try:
        safety.self_test()
    except safety.UnsafeMail as problem:
        raise Trouble(f"{problem}") from None
    return "A hostile subject line stays inside its header."


async def public_address(settings: Settings) -> str:
    """Links lead somewhere others can follow."""
    if not settings.secure and urlsplit(settings.public_url).hostname not in {"localhost", "127.0.0.1", "::1"}:
        raise Trouble(f"{settings.public_url} is not https: invitations would travel in the clear.")
    return f"Links begin with {settings.public_url}."


async def templates(_: Settings) -> str:
    """Pages and mails have their templates."""
    found = len(list(TEMPLATES.rglob("*.html")))
    if not found:
        raise Trouble(f"No templates in {TEMPLATES}: the installation is incomplete.")
    return f"{found} templates of pages and mails."


async def assets(_: Settings) -> str:
    """Style sheets and scripts have been built."""
    built = [path for path in (STATIC / "vendor").rglob("*") if path.suffix in {".css", ".js"}]
    if not built:
        raise Trouble(
            "The style sheets and scripts were not built: install the package again, with the npm registry in reach."
        )
    return f"{len(built)} style sheets and scripts."


async def scripts(_: Settings) -> str:
    """The PDF has letters for the scripts that names are written in."""
    directory = STATIC / "vendor" / "fonts"
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[directory])
    families = set(fonts.families())
    if not families:
        raise Trouble(f"No fonts in {directory}: install the package again, with the npm registry in reach.")
    return f"{len(families)} families of fonts beside the typesetter's own."


async def _ask(settings: Settings, question: Callable[[Connection], Answer]) -> Answer:
    engine = make_engine(settings.database_url, pool_size=1)
    try:
        async with engine.connect() as connection:
            return await connection.run_sync(question)
    except (SQLAlchemyError, OSError) as problem:
        cause = getattr(problem, "orig", None) or problem
        raise Trouble(f"PostgreSQL does not answer at {_place(settings.database_url)}: {cause}") from None
    finally:
        await engine.dispose()


def _place(url: str) -> str:
    """Host and port of an address, without the password that it may hold."""
    parts = urlsplit(url)
    return f"{parts.hostname}:{parts.port}" if parts.port else f"{parts.hostname or parts.path}"


#: Without these a worker does not start. The mail server is not among them: mail waits until it is back.
FOR_A_WORKER: tuple[tuple[str, Check], ...] = (
    ("PostgreSQL", database),
    ("Tables", schema),
    ("Queue", queue),
    ("Mail headers", mail_safety),
)
EVERYTHING: tuple[tuple[str, Check], ...] = (
    *FOR_A_WORKER,
    ("Clocks", clocks),
    ("Mail server", mail_server),
    ("Returned mail", returned_mail),
    ("Public address", public_address),
    ("Templates", templates),
    ("Assets", assets),
    ("Fonts", scripts),
)
