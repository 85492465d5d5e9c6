"""Opening a link reads and never acts, for people and for the machines that open every link before them."""

from uuid import UUID

import httpx
import pytest
from sqlalchemy import select

from campaigns.database import hold_to
from campaigns.invitations.models import InvitationLink
from campaigns.signatures.lifecycle import SignatureState
from campaigns.tokens import Keys, Purpose
from tests.signatures.story import AMINA, BEN, JO, SIAN, Story, Window, sign, to_authorise

PAGES = [
    *("", "/text", "/name", "/signer", "/authority", "/someone-else", "/authoriser", "/check", "/signed"),
    *("/address", "/withdraw", "/organisation", "/decline", "/answered", "/more-time"),
]


async def every_page(story: Story, client: httpx.AsyncClient) -> list[str]:
    """Every address of a story in which a draft, a signature, an unchecked address and a decline are waiting."""
    window = await Window(client).open(story.path(AMINA))
    await window.press("Sign for Wensum")
    await window.press("Continue")
    await to_authorise(window, story.path(JO), {"authoriser": str(story.company.contacts[AMINA].id)})
    await window.press("Send it to Amina Cole to authorise")
    request = await story.authority_path()
    await sign(Window(client), story.path(BEN), signer_email="ben.private@post.example")
    check = await story.check_path()
    signature = await story.newest()
    reply = f"/s/{story.keys.token(Purpose.REPLY, signature.id, signature.rotation)}"
    window = await Window(client).open(f"{story.path(SIAN)}/decline")
    await window.press("Send this answer", reasons=["no_time"])
    await story.publish()
    invited = [f"{story.path(email)}{page}" for email in (AMINA, JO, BEN, SIAN) for page in PAGES]
    return [
        *invited,
        request,
        request.replace("/a/", "/api/v1/authorisations/"),
        *(f"{reply}{page}" for page in PAGES[:11]),
        check,
        story.start_path,
        f"/api/v1/invitations/{story.tokens[AMINA]}",
        f"/api/v1/replies/{reply.removeprefix('/s/')}",
    ]


async def test_opening_every_page_changes_nothing(client: httpx.AsyncClient, story: Story) -> None:
    paths = await every_page(story, client)
    client.cookies.clear()
    before = await story.everything()

    for path in paths:
        assert (await client.head(path)).content == b""
        answer = await client.get(path, headers={"Sec-Purpose": "prefetch"})
        assert answer.status_code in {200, 303}, path

    assert await story.everything() == before


async def test_a_scanner_that_opens_every_mailed_link_fifty_times_spends_none(
    client: httpx.AsyncClient, story: Story
) -> None:
    *_, check, _, _, _ = paths = await every_page(story, client)
    mailed = [
        story.path(AMINA),
        story.path(BEN),
        next(path for path in paths if path.startswith("/a/")),
        check,
        next(path for path in paths if path.startswith("/s/")),
    ]
    client.cookies.clear()
    before = await story.everything()

    for path in mailed * 50:
        assert (await client.head(path)).status_code == 200
        assert (await client.get(path)).status_code == 200

    assert await story.everything() == before
    window = await Window(client).open(story.path(AMINA))
    await window.press("Go on signing for Wensum")
    assert window.heading == "How should Wensum Voluntary Action (WVA) stand in the list?"
    await window.open(check)
    await window.press("Confirm this address")
    assert window.heading == "Your address is confirmed"


async def test_every_page_is_private_and_gives_no_cookie_but_that_of_its_form(
    client: httpx.AsyncClient, story: Story
) -> None:
    for path in await every_page(story, client):
        client.cookies.clear()
        answer = await client.get(path)
        assert set(answer.cookies) <= {"csrf"}, path
        if path.startswith(("/a/", "/r/", "/s/", "/v/")):
            assert answer.headers["cache-control"] == "no-store"
            assert answer.headers["referrer-policy"] == "no-referrer"
            assert answer.headers["x-robots-tag"] == "noindex, nofollow"
        if path.startswith("/api/"):
            assert answer.headers["cache-control"] == "no-store"
            assert not answer.cookies


@pytest.mark.parametrize(
    "beginning", ["/a/", "/r/", "/s/", "/v/", "/api/v1/invitations/", "/api/v1/replies/", "/api/v1/authorisations/"]
)
async def test_what_opens_nothing_looks_like_any_unknown_address(
    client: httpx.AsyncClient, story: Story, keys: Keys, beginning: str
) -> None:
    await sign(Window(client), story.path(BEN), signer_email="ben.private@post.example")
    signature = await story.newest()
    own = {
        "/a/": Purpose.AUTHORITY,
        "/api/v1/authorisations/": Purpose.AUTHORITY,
        "/s/": Purpose.REPLY,
        "/v/": Purpose.ADDRESS_CHECK,
        "/api/v1/replies/": Purpose.REPLY,
    }
    right = own.get(beginning, Purpose.INVITATION)
    tokens = [
        "x",
        "A" * 43,
        "é" * 43,
        f"{story.tokens[AMINA][:-1]}{'A' if story.tokens[AMINA][-1] != 'A' else 'B'}",
        keys.token(right, UUID(int=7)),
        *(keys.token(purpose, signature.id, signature.rotation) for purpose in Purpose if purpose is not right),
        *([story.tokens[AMINA]] if right is not Purpose.INVITATION else []),
        keys.token(right, signature.id, signature.rotation + 1),
    ]
    nowhere = await client.get(f"{beginning.rstrip('/')}/nowhere/at/all")

    for token in tokens:
        answer = await client.get(beginning + token)
        assert answer.status_code == 404, token
        assert _told(answer) == _told(nowhere)


def _told(answer: httpx.Response) -> object:
    if "json" not in answer.headers["content-type"]:
        return answer.text
    return {name: value for name, value in answer.json().items() if name != "instance"}


async def test_a_link_that_was_ended_opens_nothing_and_cuts_off_nobody_else(client: httpx.AsyncClient, story: Story) -> None:
    async with story.sessions.begin() as session:
        hold_to(session, story.company.id)
        contact = story.company.contacts[AMINA].id
        link = await session.scalar(select(InvitationLink).where(InvitationLink.contact_id == contact))
        assert link is not None
        link.rotation += 1

    assert (await client.get(story.path(AMINA))).status_code == 410
    assert (await client.get(story.path("jo@wensum.example"))).status_code == 200


async def test_unknown_unpublished_and_another_coalitions_letters_look_the_same(
    client: httpx.AsyncClient, story: Story
) -> None:
    unpublished = await client.get(story.start_path)
    unknown = await client.get("/letters/fair-futures/no-such-letter/sign")
    await story.publish()
    other = await client.get(f"/letters/clean-rivers/{story.slug}/sign")

    assert {one.status_code for one in (unpublished, unknown, other)} == {404}
    assert unpublished.content == unknown.content == other.content
    assert (await client.get(story.start_path)).status_code == 200


async def test_nobody_outside_learns_who_is_known_or_has_signed(client: httpx.AsyncClient, story: Story) -> None:
    await sign(Window(client), story.path(AMINA))
    await story.publish()
    window = await Window(client).open(story.start_path)
    await window.press("Start now")

    await window.press("Continue", display_name="Wensum Voluntary Action (WVA)")

    assert "already" not in window.text
    assert "Amina" not in window.text
    assert window.text.count("Wensum") == 1
    assert (await story.newest()).state is SignatureState.STARTED
