"""A letter under embargo cannot be told from one that nobody ever wrote: not by its words, its cost or its headers."""

from collections.abc import Iterator
from datetime import date, timedelta

import httpx
import msgspec
import pytest
from sqlalchemy import select

from campaigns.errors import Invalid, NotAllowedNow
from campaigns.letters.actions import lock, revise, write
from campaigns.letters.fields import LetterFields
from campaigns.letters.lifecycles.signing import SigningState
from campaigns.letters.lifecycles.text import TextState
from campaigns.letters.models import Attribution, Letter, LetterKind
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


async def test_the_next_version_of_a_published_statement_is_nobodys_business_yet(
    client: httpx.AsyncClient, stage: Stage, clock: Clock
) -> None:
    members_speak: dict[str, object] = {"attribution": Attribution.COALITION, "attestation": ""}
    letter = await stage.locked(cast.letter(**members_speak))
    await stage.edition(letter)
    await stage.session.commit()
    address = f"{COALITION}/{SECRET}"
    public = [address, *LISTS, f"/api/v1{address}", f"/api/v1{address}/editions/1", f"{address}/sign"]
    before = [await seen_at(client, path) for path in public]

    await revise(stage.session, letter.id, None, stage.by, stage.now, "The minister has changed.")
    draft = cast.letter(title="Embargoed", zone="Pacific/Honolulu", deadline_date=date(2026, 6, 20), **members_speak)
    for changed in ({"attribution": Attribution.UNDERSIGNED}, {"kind": LetterKind.STATEMENT}):
        with pytest.raises(Invalid, match="The letter is published"):
            await write_draft(stage, letter, msgspec.structs.replace(draft, **changed))
        await stage.session.refresh(letter)
    await write_draft(stage, letter, draft)
    await stage.session.commit()

    assert [await seen_at(client, path) for path in public] == before
    assert before[-1][0] == 404, "nobody signs what the coalition says itself"
    assert '"deadline_at":null' in before[-3][1]


async def write_draft(stage: Stage, letter: Letter, fields: LetterFields) -> None:
    await write(stage.session, letter.id, fields, letter.row_version, stage.by, stage.now)


async def seen_at(client: httpx.AsyncClient, address: str) -> tuple[int, str]:
    """What a stranger sees; without the request's own number."""
    answer = await client.get(address)
    return answer.status_code, answer.text.replace(answer.headers["x-request-id"], "")


async def test_a_draft_that_would_take_signatures_is_not_found_by_strangers(client: httpx.AsyncClient, stage: Stage) -> None:
    letter = await stage.locked(cast.letter(attribution=Attribution.COALITION, attestation=""))
    await stage.edition(letter)
    # As an older release of ours may have left it: published for the coalition, then written anew for the undersigned.
    letter.attribution = Attribution.UNDERSIGNED
    await stage.session.commit()
    assert (await client.get(f"{COALITION}/{SECRET}/sign")).status_code == 404, "it never opened"
    await revise(stage.session, letter.id, None, stage.by, stage.now, "For everybody to sign")
    letter.signing = SigningState.CLOSED
    await stage.session.commit()

    assert (await client.get(f"{COALITION}/{SECRET}/sign")).status_code == 404, "its words can still change"
    (line,) = (await client.get("/api/v1/letters")).json()["letters"]
    assert line["attribution"] == "coalition"


async def test_what_is_set_to_be_published_is_not_revised(stage: Stage) -> None:
    letter = await stage.locked(cast.statement(attribution=Attribution.COALITION, attestation="", rolling=False))
    await actions.propose_edition(stage.session, letter.id, None, SITE, stage.by, stage.now)
    await stage.make_files()
    await actions.schedule(stage.session, letter.id, stage.now + timedelta(hours=1), None, stage.by, stage.now)

    with pytest.raises(NotAllowedNow, match="Hold the publication before you revise the text"):
        await revise(stage.session, letter.id, None, stage.by, stage.now, "A typing error")


async def test_an_edition_of_an_older_version_is_not_published_under_a_newer_one(stage: Stage) -> None:
    letter = await stage.locked(cast.statement(attribution=Attribution.COALITION, attestation="", rolling=False))
    await actions.propose_edition(stage.session, letter.id, None, SITE, stage.by, stage.now)
    await stage.make_files()
    await revise(stage.session, letter.id, None, stage.by, stage.now, "A typing error")
    fields = cast.statement(attribution=Attribution.COALITION, attestation="", rolling=False, title="New secret title")
    await write_draft(stage, letter, fields)
    assert letter.slug == "principles-for-fair-funding", "the edition that waits bears this address"

    with pytest.raises(NotAllowedNow, match="The text is being revised"):
        await actions.schedule(stage.session, letter.id, stage.now, None, stage.by, stage.now)
    await stage.session.refresh(letter)
    await lock(stage.session, letter.id, None, stage.by, stage.now)
    with pytest.raises(NotAllowedNow, match="The text was revised after this edition was built"):
        await actions.schedule(stage.session, letter.id, stage.now, None, stage.by, stage.now)
    await stage.session.refresh(letter)
    edition = await stage.edition(letter)

    assert (edition.number, edition.content["title"]) == (1, "New secret title")
    assert edition.content["address"] == f"{SITE}{COALITION}/principles-for-fair-funding"


async def test_one_letter_that_cannot_go_out_holds_up_no_other_at_its_time(stage: Stage) -> None:
    by_coalition: dict[str, object] = {"attribution": Attribution.COALITION, "attestation": "", "rolling": False}
    letters = [await stage.locked(cast.statement(title=title, **by_coalition)) for title in ("Stuck", "Another")]
    for letter in letters:
        await actions.propose_edition(stage.session, letter.id, None, SITE, stage.by, stage.now)
        await stage.make_files()
        await actions.schedule(stage.session, letter.id, stage.now, None, stage.by, stage.now)
    # As an older release of ours may have left it: set to be published, and revised since.
    letters[0].text = TextState.DRAFTING
    await stage.session.flush()

    assert await actions.publish_next_due(stage.session, stage.now) == letters[1].id
    assert await actions.publish_next_due(stage.session, stage.now) is None


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
