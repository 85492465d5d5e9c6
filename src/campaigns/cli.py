"""The `campaigns` command. What a word needs is imported when it is used: `serve` and `worker` know no embedded server."""

import asyncio
import logging
import sys
from pathlib import Path
from typing import NoReturn

import rich_click as click
from rich.console import Console

from campaigns.settings import Settings, SettingsError, load

_out = Console(highlight=False)
_PORTS = click.IntRange(1, 65535)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="campaigns")
def main() -> None:
    """Write an open letter together, sign it with authority, publish it as an edition nobody can quietly change.

    `serve`, `worker`, `migrate` and `doctor` read their settings from CAMPAIGNS_… environment variables.
    """


@main.command()
def serve() -> None:
    """Run the web server."""
    settings = _settings()
    from campaigns.server import serve as serve_web

    serve_web(settings)


@main.command()
@click.option("--check", is_flag=True, help="Only say, by the exit code, whether a worker on this machine lives.")
def worker(*, check: bool) -> None:
    """Run the worker, which sends mail, closes and publishes letters on time, and reads imports."""
    settings = _settings()
    if check:
        from campaigns.queue import worker_lives

        sys.exit(0 if asyncio.run(worker_lives(settings.redis_url)) else 1)
    from campaigns.doctor import Trouble
    from workers.main import run

    _log()
    try:
        asyncio.run(run(settings))
    except Trouble as trouble:
        _fail(str(trouble))


@main.command()
def migrate() -> None:
    """Bring the database to the newest revision of its tables."""
    settings = _settings()
    from sqlalchemy.exc import SQLAlchemyError

    from campaigns.migrate import upgrade

    try:
        upgrade(settings.database_url)
    except (SQLAlchemyError, OSError) as problem:
        _fail(f"The database could not be migrated: {getattr(problem, 'orig', None) or problem}")


@main.group()
def register() -> None:
    """The extract of the charities' register in which secretariats look organisations up."""


@register.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def import_register(file: Path) -> None:
    """Load the register download of the Charity Commission for England and Wales, in place of the one before.

    FILE is its table "charity" as JSON or as text separated by tabs or commas, or a zip file that holds one of these.
    """
    settings = _settings()
    from campaigns import clock
    from campaigns.organisations.register.loading import load as load_register
    from campaigns.organisations.register.reading import NoExtract

    try:
        loaded = asyncio.run(load_register(settings.database_url, file, clock.now()))
    except NoExtract as why:
        _fail(str(why))
    except OSError as problem:
        _fail(f"The database could not be reached, so nothing was loaded: {problem}")
    taken = f", as it was on {loaded.extracted_on:%Y-%m-%d}" if loaded.extracted_on else ""
    _out.print(f"{loaded.entries:,} entries were loaded{taken}.", markup=False)
    if loaded.left_out:
        _out.print(f"{loaded.left_out:,} were left out: they have no number or no name.", markup=False)


@main.command()
def doctor() -> None:
    """Check every part and say in words what is wrong; exit code 1 if anything is."""
    from campaigns.doctor import Finding, examine

    try:
        findings = [Finding("Settings", well=True, words="Every setting can be used."), *asyncio.run(examine(load()))]
    except SettingsError as problem:
        findings = [Finding("Settings", well=False, words=str(problem))]
    for found in findings:
        mark = "[green]✓[/]" if found.well else "[red]✗[/]"
        _out.print(f"{mark} [bold]{found.part:<16}[/]", end="")
        _out.print(found.words, markup=False, soft_wrap=True)
    sys.exit(0 if all(found.well for found in findings) else 1)


@main.command()
@click.option(
    "--data", type=click.Path(path_type=Path), default=Path(".demo"), help="Where its data are kept. [default: .demo]"
)
@click.option("--port", type=_PORTS, help="The port of the public site; another one if it is taken. [default: 8000]")
@click.option("--fresh", is_flag=True, help="Throw the data of earlier runs away first.")
def demo(*, data: Path, port: int | None, fresh: bool) -> None:
    """Run everything on this machine, with PostgreSQL, Valkey and a mailbox of its own and an invented coalition to try."""
    from campaigns.services.demonstration import Demonstration
    from campaigns.services.processes import ServiceError

    try:
        Demonstration(data, _out, port=port, fresh=fresh).run()
    except (ServiceError, SettingsError, OSError) as problem:
        _fail(f"The demonstration could not run: {problem}")


@main.command()
@click.option("--data", type=click.Path(path_type=Path), default=Path("mail"), help="Where mail is kept. [default: mail]")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen at.")
@click.option("--smtp-port", type=_PORTS, default=2525, show_default=True)
@click.option("--port", type=_PORTS, default=8025, show_default=True, help="The port of the pages.")
def mailbox(*, data: Path, host: str, smtp_port: int, port: int) -> None:
    """Run a mailbox that takes every mail and shows it in the browser. Not for mail that anybody waits for."""
    from campaigns.services.mailbox.run import run

    try:
        asyncio.run(run(data, host, smtp_port, port))
    except OSError as problem:
        _fail(f"The mailbox could not run: {problem}")


def _settings() -> Settings:
    try:
        return load()
    except SettingsError as problem:
        _fail(str(problem))


def _fail(words: str) -> NoReturn:
    Console(stderr=True, highlight=False).print(" ".join(words.split()), markup=False, soft_wrap=True)
    sys.exit(1)


def _log() -> None:
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    # arq tells of each job, and each of ours only wakes a round.
    for other in ("arq", "alembic"):
        logging.getLogger(other).setLevel(logging.WARNING)
