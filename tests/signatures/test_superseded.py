"""Another signature of the organisation took the place of one: what its people read, by mail and behind their links."""

from typing import Any

import httpx
import pytest

from campaigns.database import hold_to
from campaigns.errors import NotAllowedNow
from campaigns.languages.locales import Locale, reading
from campaigns.review.actions import Decision, accept
from campaigns.settings import Settings
from campaigns.signatures.access import reply_token
from campaigns.signatures.leaving import suspend, withdraw
from campaigns.signatures.lifecycle import SignatureState
from campaigns.signatures.models import Signature
from campaigns.signatures.superseding import successor_of
from tests import cast
from tests.conftest import Clock
from tests.mail.reading import links, text_of, words, words_of_html
from tests.signatures.story import AMINA, INFO, JO, Story, Window, sign, to_authorise
from tests.signatures.test_mails import mails

KIT = "kit@wensum.example"


async def kit_signs(client: httpx.AsyncClient, story: Story, clock: Clock, old: Signature) -> Signature:
    """Kit signs for Wensum by the public page under another name, and Nia accepts that in place of what stands."""
    clock.advance(hours=1)
    await story.publish()
    window = Window(client)
    await window.open(story.start_path)
    await window.press("Start now")
    await window.press("Continue", display_name="Wensum VA")
    await window.press("Continue")
    await window.press("Continue", signer_name="Kit Moss", signer_title="Chair", signer_email=KIT)
    await window.press("Continue", authority="chief_executive")
    await window.press("Sign the letter for")
    await window.press("Continue", code=await story.code())
    new, clock_now = await story.newest(), clock.now()
    async with story.sessions.begin() as session:
        hold_to(session, story.company.id)
        organisation = story.company.organisations[cast.WENSUM].id
        decision = Decision(check="Rang Amina", organisations=[organisation], in_place_of=[old.id])
        await accept(session, new.id, decision, None, story.company.actor("Nia"), clock_now)
    return new


async def test_its_people_are_told_which_one_took_its_place(
    client: httpx.AsyncClient, story: Story, settings: Settings, clock: Clock
) -> None:
    await sign(Window(client), story.path(JO))
    old = await story.newest()
    objection = await story.objection_path(AMINA)
    new = await kit_signs(client, story, clock, old)

    found = await mails(story, settings, clock, "signature_superseded")
    assert set(found) == {JO, AMINA, INFO}
    for mail in found.values():
        assert words(text_of(mail)) == words_of_html(mail)
    text = " ".join(text_of(found[JO]).split())
    assert "Jo Pratt signed “Warm homes for every family” for Wensum Voluntary Action (WVA)" in text
    assert "At 11am on Tuesday 2 June 2026 (BST) the other signature took the place of this one" in text
    assert f"Reference: {story.reference}-0002 Name in the list: Wensum VA Signed by: Kit Moss, Chair" in text
    assert "The organisation is on the list once, by the other signature. This one is kept, and counts no more." in text
    assert [link for link in links(text_of(found[JO])) if link.endswith(story.path(JO))]
    # By the organisation's invitation its people see what stands now, as before.
    window = await Window(client).open(story.path(JO))
    assert window.heading == "Wensum VA has signed"
    assert "Kit Moss signed for Wensum VA today" in window.text
    # Whoever was told of the first one sees behind "This is wrong" that it is settled.
    await window.open(objection)
    assert window.heading == "Another signature took the place of this one"
    assert f"{story.reference}-0002, which Kit Moss sent today at 11am BST. There is nothing you need to do." in window.text
    assert not window.page.xpath("//main//button")
    async with story.sessions.begin() as session:
        hold_to(session, story.company.id)
        with pytest.raises(NotAllowedNow, match="replaced by another signature of the organisation"):
            await suspend(session, old.id, "Wrong", story.company.actor("Nia"), clock.now())
        await withdraw(session, new.id, "", story.company.actor("Nia"), clock.now())
    await window.open(objection)
    assert "That one has left the list since." in window.text
    later = (await mails(story, settings, clock, "signature_superseded"))[AMINA]
    assert "The other signature has left the list since." in " ".join(text_of(later).split())
    assert words(text_of(later)) == words_of_html(later)


async def test_its_own_page_leads_nowhere_but_lets_the_person_be_hidden(
    client: httpx.AsyncClient, story: Story, clock: Clock
) -> None:
    await story.publish()
    window = Window(client)
    await window.open(story.start_path)
    await window.press("Start now")
    await window.press("Continue", display_name="Wensum V.A.")
    await window.press("Continue")
    lee: dict[str, Any] = {"signer_name": "Lee Park", "signer_title": "Trustee", "signer_email": "lee@wensum.example"}
    await window.press("Continue", lee, shown="person")
    await window.press("Continue", authority="chief_executive")
    await window.press("Sign the letter for")
    await window.press("Continue", code=await story.code())
    await story.accept(cast.WENSUM)
    old = await story.newest()
    new = await kit_signs(client, story, clock, old)
    own = f"/s/{reply_token(story.keys, old.id, old.rotation)}"

    for path in (own, f"{own}/signed"):
        await window.open(path)
        assert window.heading == "Another signature of Wensum V.A. took the place of this one"
        assert f"{story.reference}-0002, which Kit Moss sent today" in window.text
        assert "The organisation is on the list once, by the other signature." in window.text
        assert not window.page.xpath("//main//button"), "nothing to press that leads nowhere"
    seen = (await client.get(f"/api/v1/replies/{own.removeprefix('/s/')}")).json()
    assert (seen["stand"], seen["signature"]["state"]) == ("superseded", "superseded")
    await window.open(f"{own}/withdraw")
    assert window.path.rstrip("/") == own, "there is nothing to withdraw"
    await window.follow("Take the signer’s name out of what was published")
    await window.press("Take the name out now")
    old, new = await story.signatures()
    assert (old.state, old.show_person, new.state) == (SignatureState.SUPERSEDED, False, SignatureState.ACCEPTED)


async def test_who_authorised_it_reads_the_same(client: httpx.AsyncClient, story: Story, clock: Clock) -> None:
    amina = {"authoriser": str(story.company.contacts[AMINA].id)}
    window = await to_authorise(Window(client), story.path(JO), amina)
    await window.press("Send it to Amina Cole to authorise")
    path = await story.authority_path()
    await window.open(path)
    said = {"authorising": "chief_executive", "person_name": "Amina Cole", "person_title": "Chief executive"}
    await window.press("Send my answer", said)
    old = await story.newest()
    await kit_signs(client, story, clock, old)
    assert sorted(await story.mailed("signature_superseded")) == sorted([AMINA, INFO, JO])
    await window.open(path)
    assert window.heading == "Another signature took the place of this one"
    assert "which Kit Moss sent today" in window.text
    assert "withdraw it" not in window.text


async def test_it_is_said_in_the_language_of_each_reader(client: httpx.AsyncClient, story: Story, clock: Clock) -> None:
    await sign(Window(client), story.path(JO))
    old = await story.newest()
    await kit_signs(client, story, clock, old)
    async with story.sessions() as session:
        hold_to(session, story.company.id)
        successor = await successor_of(session, old.id)
    assert successor is not None
    with reading(Locale.WELSH):
        told = successor.sentence(story.reference, "Europe/London", clock.now())
    assert told.startswith("Cymerodd llofnod arall y sefydliad le’r un hwn (")
    assert "a anfonodd Kit Moss" in told
    # What is stored does not depend on who was reading.
    assert (await story.steps())[-1] == ("accept", "Nia Rees")
