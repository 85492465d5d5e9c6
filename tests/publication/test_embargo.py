"""A letter under embargo cannot be told from one that nobody ever wrote: not by its words, its cost or its headers."""

from collections.abc import Iterator
from datetime import timedelta

import httpx
import pytest
from sqlalchemy import select

from campaigns.letters.models import Letter
from campaigns.publication import actions
from campaigns.publication.models import EditionFile
from tests import cast
from tests.conftest import Clock
from tests.publication.conftest import Statements
from tests.publication.stage import SITE, Stage

COALITION = "/letters/fair-futures"
SECRET, UNKNOWN = "warm-homes-for-every-family", "nobody-ever-wrote-this"
LISTS = ["/", COALITION, "/feed.atom", f"{COALITION}/feed.atom", "/sitemap.xml", "/api/v1/letters"]


def addresses(slug: str, file_name: str) -> Iterator[str]:
    letter = f"{COALITION}/{slug}"
    yield from (letter, f"{letter}/signatories", f"{letter}/signatories?search=a", f"{letter}/sign")
    yield from (f"{letter}/editions/1", f"{letter}/editions/1/signatories", f"{letter}/editions/2")
    yield from (f"{letter}/editions/1/{file_name}", f"{letter}/editions/1/letterhead.png", f"{letter}/editions/1/SHA256SUMS")
    api = f"/api/v1{letter}"
    yield from (api, f"{api}/editions", f"{api}/editions/1", f"{api}/editions/1/signatories")


async def ask(client: httpx.AsyncClient, statements: Statements, method: str, address: str, **headers: str) -> object:
    """All that an asker can see and, more than that, what it cost; without the request's own number."""
    with statements() as run:
        answer = await client.request(method, address, headers=headers)
    number = answer.headers.pop("x-request-id")
    return answer.status_code, sorted(answer.headers.items()), answer.text.replace(number, ""), len(run)


@pytest.mark.parametrize("state", ["draft", "locked", "open", "frozen", "scheduled", "due, and the clock job late"])
async def test_an_unpublished_letter_looks_like_an_unknown_one(
    client: httpx.AsyncClient, stage: Stage, statements: Statements, clock: Clock, state: str
) -> None:
    file_name = await bring_to(stage, state)
    if state.startswith("due"):
        clock.advance(hours=2)

    secret, unknown = addresses(SECRET, file_name), addresses(UNKNOWN, file_name)
    for about_secret, about_unknown in zip(secret, unknown, strict=True):
        for method in ("GET", "HEAD", "POST"):
            seen = await ask(client, statements, method, about_secret)
            assert seen == await ask(client, statements, method, about_unknown), about_secret
            assert seen[0] in {404, 405, 403}  # type: ignore[index]
        tagged = {"If-None-Match": "*"}
        assert await ask(client, statements, "GET", about_secret, **tagged) == await ask(
            client, statements, "GET", about_unknown, **tagged
        )


async def bring_to(stage: Stage, state: str) -> str:
    """The letter in this state, and the name of a file that its edition has, or would have."""
    match state:
        case "draft":
            await stage.draft()
        case "locked":
            await stage.locked()
        case "open":
            await stage.sign(await stage.open(), cast.WENSUM)
        case "frozen":
            await stage.frozen(signed_by=[cast.WENSUM])
        case _:
            await schedule(stage)
    await stage.session.commit()
    names = await stage.session.scalars(select(EditionFile.file_name).order_by(EditionFile.id))
    return next(iter(names), "FFA-2026-01-edition-1.pdf")


async def schedule(stage: Stage) -> Letter:
    letter = await stage.frozen(signed_by=[cast.WENSUM, cast.LLAIS])
    return await actions.schedule(stage.session, letter.id, stage.now + timedelta(hours=1), None, stage.by, stage.now)


async def test_no_list_changes_before_the_instant_and_all_do_at_it(
    client: httpx.AsyncClient, stage: Stage, statements: Statements, clock: Clock
) -> None:
    await stage.session.commit()
    before = {address: await ask(client, statements, "GET", address) for address in LISTS}
    await schedule(stage)
    await stage.session.commit()

    publish_at = stage.now + timedelta(hours=1)
    assert await actions.publish_next_due(stage.session, publish_at - timedelta(seconds=1)) is None
    for address in LISTS:
        assert await ask(client, statements, "GET", address) == before[address], address

    clock.set(publish_at)
    assert await actions.publish_next_due(stage.session, publish_at) is not None
    await stage.session.commit()

    for address in LISTS:
        answer = await client.get(address)
        assert SECRET in answer.text, address
        assert (answer.status_code, answer.headers["cache-control"]) == (200, "public, no-cache")
    for address in addresses(SECRET, "FFA-2026-01-edition-1.pdf"):
        expected = 404 if address.endswith(("/editions/2", "/letterhead.png", "/SHA256SUMS")) else 200
        assert (await client.get(address)).status_code == expected, address


async def test_an_edition_that_is_being_prepared_shows_nowhere(
    client: httpx.AsyncClient, stage: Stage, statements: Statements
) -> None:
    letter = await stage.open(cast.statement())
    await stage.sign(letter, cast.WENSUM)
    await stage.edition(letter)
    await stage.session.commit()
    public = f"{COALITION}/{letter.slug}"
    pages = [*LISTS, public, f"{public}/editions/1", f"{public}/signatories", f"/api/v1{public}/editions"]
    await client.get(public)  # the first reader has the history worked out
    before = {address: await ask(client, statements, "GET", address) for address in pages}

    await stage.sign(letter, cast.MILL_ROAD)
    await actions.propose_edition(stage.session, letter.id, None, SITE, stage.by, stage.now)
    await stage.make_files()
    await stage.session.commit()

    for address in pages:
        assert await ask(client, statements, "GET", address) == before[address], address
    for second, third in zip(edition_addresses(public, 2), edition_addresses(public, 3), strict=True):
        assert await ask(client, statements, "GET", second) == await ask(client, statements, "GET", third), second


def edition_addresses(public: str, number: int) -> Iterator[str]:
    edition = f"{public}/editions/{number}"
    yield from (edition, f"{edition}/signatories", f"{edition}/FFA-2026-01-edition-{number}.pdf", f"/api/v1{edition}")
    yield f"/api/v1{edition}/signatories"


async def test_nothing_public_depends_on_who_asks(client: httpx.AsyncClient, stage: Stage, statements: Statements) -> None:
    await stage.published(signed_by=[cast.WENSUM])
    await stage.session.commit()
    for address in LISTS:
        plain = await ask(client, statements, "GET", address)
        with_cookie = await ask(client, statements, "GET", address, Cookie="session=" + "a" * 43, Authorization="Bearer x")
        assert plain == with_cookie
