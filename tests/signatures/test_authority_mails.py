"""What is mailed about authority: the request, both receipts, and word to those who waited in vain."""

import re

import httpx
import pytest
from sqlalchemy import select

from campaigns.mail.compose import LONGEST_LINK
from campaigns.mail.models import Message
from campaigns.settings import Settings
from campaigns.signatures.expiring import expire_unfinished
from campaigns.signatures.lifecycle import SignatureState
from campaigns.tokens import Purpose
from tests import cast
from tests.conftest import Clock
from tests.mail.reading import html_of, links, text_of, words, words_of_html
from tests.signatures.story import AMINA, INFO, JO, Story, Window
from tests.signatures.test_authority import OUTSIDE, agree, prepare, typed
from tests.signatures.test_mails import mails


def flat(text: str) -> str:
    return " ".join(text.replace(">", "").split())


async def test_the_request_has_everything_that_a_decision_needs_and_one_link(
    client: httpx.AsyncClient, story: Story, settings: Settings, clock: Clock
) -> None:
    await prepare(Window(client), story)
    [mail] = (await mails(story, settings, clock, "authority_request")).values()
    text, page = text_of(mail), html_of(mail)

    assert mail["Subject"] == "Can you authorise a signature on “Warm homes for every family”?"
    assert (mail["To"], mail["Auto-Submitted"]) == (AMINA, "auto-generated")
    assert words(re.sub(r"\d+", "", text)) == words(" ".join(re.sub(r"\d+", "", one) for one in words_of_html(mail)))
    [link] = links(text)
    assert link == settings.public_url + await story.authority_path()
    assert len(link) <= LONGEST_LINK
    assert link in page
    said = flat(text)
    assert "Jo Pratt (Policy officer) prepared a signature of Wensum Voluntary Action (WVA)" in said
    assert "Opening the link approves nothing" in said
    assert "that I am authorised to say so for it, and that Jo Pratt sent this signature for it." in said
    assert "Fund insulation for every rented home." in said
    assert "You can answer until 10am on Thursday 2 July 2026 (BST)" in said
    assert not re.search(r"\{\{|\{%|None|undefined", text + page)


async def test_no_header_holds_what_jo_typed(
    client: httpx.AsyncClient, story: Story, settings: Settings, clock: Clock
) -> None:
    await prepare(Window(client), story, typed("Amina Cole", OUTSIDE))
    [mail] = (await mails(story, settings, clock, "authority_request")).values()
    headers = "\n".join(str(value) for value in mail.values())
    for one in ("Amina Cole", "Jo Pratt", "Wensum"):
        assert one not in headers


async def test_a_request_is_not_sent_once_it_was_given_to_somebody_else_or_taken_back(
    client: httpx.AsyncClient, story: Story, settings: Settings, clock: Clock
) -> None:
    window = await prepare(Window(client), story, typed("Amina Cole", OUTSIDE))
    await window.follow("Ask somebody else")
    await window.press("Ask them instead", authoriser=str(story.company.contacts[AMINA].id))
    assert set(await mails(story, settings, clock, "authority_request")) == {AMINA}
    await window.follow("Take the signature back")
    await window.press("Withdraw the signature")
    assert await mails(story, settings, clock, "authority_request") == {}


async def test_everybody_hears_of_both_names(
    client: httpx.AsyncClient, story: Story, settings: Settings, clock: Clock
) -> None:
    await prepare(Window(client), story)
    await agree(client, story)
    confirmed = await mails(story, settings, clock, "signature_accepted")
    assert set(confirmed) == {AMINA, JO}
    for mail in confirmed.values():
        assert "Jo Pratt prepared it, and Amina Cole (Chief executive) authorised it." in flat(text_of(mail))
    assert "Thank you, Amina Cole." in text_of(confirmed[AMINA])
    assert "that I am authorised to say so for it" in flat(text_of(confirmed[AMINA]))
    assert "I have prepared the signature" in flat(text_of(confirmed[JO]))
    assert links(text_of(confirmed[AMINA])) == [settings.public_url + story.path(AMINA)]
    [notice] = (await mails(story, settings, clock, "signature_notice")).values()
    assert notice["To"] == INFO
    said = flat(text_of(notice))
    assert "Jo Pratt (Policy officer) signed" in said
    assert "Amina Cole (Chief executive) authorised it, as its chief executive or director." in said
    assert ", ." not in said


async def test_who_says_that_it_is_wrong_reads_both_names(client: httpx.AsyncClient, story: Story) -> None:
    await prepare(Window(client), story)
    await agree(client, story)
    async with story.sessions() as session:
        notice = await session.scalar(select(Message.id).where(Message.kind == "signature_notice"))
    assert notice is not None
    window = await Window(client).open(f"/o/{story.keys.token(Purpose.OBJECTION, notice)}")
    assert "authorised by Amina Cole (Chief executive), as its chief executive or director" in window.text


async def test_whoever_authorised_without_an_invitation_gets_their_own_link_back(
    client: httpx.AsyncClient, story: Story, settings: Settings, clock: Clock
) -> None:
    await prepare(Window(client), story, typed("Amina Cole", OUTSIDE))
    await agree(client, story)
    await story.accept(cast.WENSUM)
    confirmed = await mails(story, settings, clock, "signature_accepted")
    assert links(text_of(confirmed[OUTSIDE])) == [settings.public_url + await story.authority_path()]


@pytest.mark.parametrize("recipient", [AMINA, JO])
async def test_a_refusal_is_told_to_the_signer_and_receipted(
    client: httpx.AsyncClient, story: Story, settings: Settings, clock: Clock, recipient: str
) -> None:
    await prepare(Window(client), story)
    await agree(client, story, authorising="cannot", why_cannot="Ask our director.")
    mail = (await mails(story, settings, clock, "authority_refused"))[recipient]
    said = flat(text_of(mail))
    assert "I cannot authorise this. Ask our director." in said
    assert words(text_of(mail)) == words_of_html(mail)
    assert "\n\n\n" not in text_of(mail)
    if recipient == JO:
        assert "Amina Cole (Chief executive) did not authorise the signature" in said
        assert links(text_of(mail)) == [settings.public_url + story.path(JO)]
    else:
        assert "and Jo Pratt has been told. You said:" in said


async def test_who_waited_in_vain_is_told(client: httpx.AsyncClient, story: Story, settings: Settings, clock: Clock) -> None:
    await prepare(Window(client), story)
    clock.advance(days=30)
    async with story.sessions.begin() as session:
        await expire_unfinished(session, clock.now())
    assert (await story.newest()).state is SignatureState.EXPIRED
    [mail] = (await mails(story, settings, clock, "authority_expired")).values()
    assert mail["To"] == JO
    assert "Amina Cole was asked to authorise the signature" in flat(text_of(mail))
    assert words(text_of(mail)) == words_of_html(mail)


async def test_the_check_of_the_signers_address_says_who_comes_next(
    client: httpx.AsyncClient, story: Story, settings: Settings, clock: Clock
) -> None:
    await prepare(Window(client), story, signer_email="jo@post.example")
    [mail] = (await mails(story, settings, clock, "address_check")).values()
    assert "The person who was named to authorise it is asked then." in flat(text_of(mail))
    assert "Amina" not in text_of(mail) + html_of(mail)
