"""The exact text, for every contact of the organisation, whether or not an invitation went to them."""

from datetime import datetime

import httpx
from sqlalchemy import select, update

from campaigns.database import hold_to
from campaigns.invitations.models import InvitationLink
from campaigns.letters.lifecycles.signing import SigningState
from campaigns.letters.models import Version
from tests import cast
from tests.my_organisation.test_own_page import opened, paths
from tests.signatures.story import AMINA, BEN, JO, Story, Window, sign


async def without_a_link(story: Story, email: str, now: datetime) -> None:
    """The invitation did not go to this contact."""
    async with story.sessions.begin() as session:
        hold_to(session, story.company.id)
        await session.execute(
            update(InvitationLink).where(InvitationLink.contact_id == story.company.contacts[email].id).values(ended_at=now)
        )


async def version(story: Story) -> Version:
    async with story.sessions() as session:
        hold_to(session, story.company.id)
        return (await session.scalars(select(Version).where(Version.letter_id == story.letter_id))).one()


async def test_jo_reads_what_waits_though_the_invitation_went_to_others(
    client: httpx.AsyncClient, story: Story, now: datetime
) -> None:
    await without_a_link(story, JO, now)
    window = await opened(client, story, JO)
    assert "The invitation went to a colleague." in window.text
    before = await story.everything()

    await window.follow("Read the exact text, version 1")

    text = await version(story)
    assert window.heading == "The exact text"
    assert "Private – not published." in window.text
    assert text.title in window.text
    assert text.content_hash in window.text.replace(" ", "")
    assert story.reference in window.text
    assert "Locked" in window.text
    assert window.answer.headers["cache-control"] == "no-store"
    assert window.page.xpath("//main//form") == [], "there is nothing to press"
    await window.follow("Keep the text")
    assert window.answer.headers["content-disposition"] == f'attachment; filename="{story.reference}-version-1.txt"'
    assert f"Fingerprint (SHA-256): {text.content_hash}" in window.answer.text
    assert await story.everything() == before


async def test_what_was_signed_can_be_read_after_the_end_and_what_was_not_cannot(
    client: httpx.AsyncClient, story: Story
) -> None:
    await sign(Window(client), story.path(AMINA))
    await story.change_letter(signing=SigningState.CLOSED)
    text = await version(story)
    window = await opened(client, story, JO)
    await window.follow("Read the exact text, version 1")
    assert text.title in window.text
    bens = await opened(client, story, BEN)
    assert "Read the exact text" not in bens.text
    assert (await client.get(f"{bens.path}/texts/{text.id}")).status_code == 404
    assert (await client.get(f"{bens.path}/texts/{text.id}/letter.txt")).status_code == 404


async def test_programs_read_the_same_and_nobody_before_the_button(client: httpx.AsyncClient, story: Story) -> None:
    text = await version(story)
    window = await opened(client, story, JO)
    api = window.path.replace("/m/", "/api/v1/my-organisation/")
    shown = (await client.post(api)).json()
    assert [one["version_id"] for one in shown["waiting"]] == [str(text.id)]
    read = (await client.get(f"{api}/texts/{text.id}")).json()
    assert (read["version"], read["fingerprint"], read["title"]) == (1, text.content_hash, text.title)
    assert text.title in read["text"]
    assert (await client.get(f"{api}/texts/{story.company.organisations[cast.WENSUM].id}")).status_code == 404

    await client.post("/api/v1/my-organisation", json={"email": AMINA})
    unopened = (await paths(story, AMINA))[-1]
    for path in (f"{unopened}/texts/{text.id}", f"{unopened}/texts/{text.id}/letter.txt"):
        assert (await Window(client).open(path)).heading == f"Open the page of {cast.WENSUM}?"
    closed = unopened.replace("/m/", "/api/v1/my-organisation/")
    assert (await client.get(f"{closed}/texts/{text.id}")).status_code == 404
