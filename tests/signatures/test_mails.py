"""Every mail about an invitation or a signature, as it arrives: both parts say the same, and to the right people."""

import re
from email import message_from_bytes, policy
from email.message import EmailMessage

import httpx
import pytest
from sqlalchemy import select

from campaigns.database import hold_to
from campaigns.invitations.mails import COMPOSERS as INVITATIONS
from campaigns.letters.lifecycles.signing import SigningState
from campaigns.mail.compose import LONGEST_LINK, Composing
from campaigns.mail.models import Message
from campaigns.mail.render import written
from campaigns.responses.mails import COMPOSERS as RESPONSES
from campaigns.review.actions import reject
from campaigns.settings import Settings
from campaigns.signatures.mails import COMPOSERS as SIGNATURES
from tests.conftest import Clock
from tests.mail.reading import html_of, links, text_of, words, words_of_html
from tests.signatures.story import AMINA, BEN, INFO, JO, SIAN, Story, Window, sign

COMPOSERS = {**INVITATIONS, **SIGNATURES, **RESPONSES}


async def mails(story: Story, settings: Settings, clock: Clock, kind: str) -> dict[str, EmailMessage]:
    """Each mail of a kind as its recipient gets it; those no longer wanted are left out."""
    composing = Composing(settings, story.keys, clock.now())
    found = {}
    async with story.sessions() as session:
        hold_to(session, story.company.id)
        for message in await session.scalars(select(Message).where(Message.kind == kind)):
            mail = await COMPOSERS[kind](session, message, composing)
            if mail is not None:
                raw = written(message, mail, "letters@harbour.example", clock.now())
                found[message.recipient_email] = message_from_bytes(raw, policy=policy.default)
    return found


@pytest.fixture
async def story_so_far(client: httpx.AsyncClient, story: Story) -> Story:
    """Everything that is mailed about has happened: Amina signed, Ben is rejected, Siân declined, Jo withdrew."""
    await sign(Window(client), story.path(AMINA))
    await story.publish()
    window = await sign(Window(client), story.path(BEN), signer_email="ben.private@post.example")
    await window.press("Continue", code=await story.code())
    bens = await story.newest()
    async with story.sessions.begin() as session:
        hold_to(session, story.company.id)
        reason = "Your director wrote that\nhe knows nothing of it."
        await reject(session, bens.id, reason, None, story.company.actor("Nia"), bens.started_at)
    window = await Window(client).open(f"{story.path(SIAN)}/decline")
    await window.press(
        "Send this answer",
        reasons=["disagree_part"],
        explanation="The second ask.\n\nIt goes too far.",
        would_sign_if="Sooner.",
    )
    await window.open(f"{story.path(JO)}/withdraw")
    await window.press("Withdraw the signature")
    await sign(window, story.path(BEN), signer_email="ben.third@post.example")
    return story


RECIPIENTS = {
    "invitation": {AMINA, JO, INFO, BEN, SIAN},
    "signature_accepted": {AMINA},
    "signature_notice": {JO, INFO},
    "signature_withdrawn": {AMINA, JO, INFO},
    "signature_rejected": {"ben.private@post.example"},
    "address_check": {"ben.third@post.example"},
    "answer_recorded": {SIAN},
}


@pytest.mark.parametrize("kind", RECIPIENTS)
async def test_every_kind_reaches_its_people_with_two_parts_that_say_the_same(
    story_so_far: Story, settings: Settings, clock: Clock, kind: str
) -> None:
    found = await mails(story_so_far, settings, clock, kind)

    assert set(found) == RECIPIENTS[kind]
    for recipient, mail in found.items():
        assert mail["To"] == recipient
        assert mail["From"] == "Fair Futures Alliance secretariat <letters@harbour.example>"
        assert mail["Reply-To"] == "letters@fair-futures.example"
        assert mail["Auto-Submitted"] == "auto-generated"
        text, page = text_of(mail), html_of(mail)
        # The numbers of a list are the browser's own in HTML.
        assert _without_numbers(words(text)) == _without_numbers(words_of_html(mail))
        assert not re.search(r"\{\{|\{%|None|undefined", text + page)
        assert "1 Quay Street, Port Example" in text
        for link in links(text):
            assert len(link) <= LONGEST_LINK
            assert link in page
            assert link.startswith(settings.public_url)
        assert "http://" not in page.replace(settings.public_url, "")
        assert max(len(line) for line in text.splitlines()) <= LONGEST_LINK
        assert "\n\n\n" not in text


def _without_numbers(said: list[str]) -> list[str]:
    return [word for word in said if not word.isdigit()]


async def test_the_check_of_an_address_says_who_asks_and_what_happens_if_it_was_somebody_else(
    story_so_far: Story, settings: Settings, clock: Clock
) -> None:
    [mail] = (await mails(story_so_far, settings, clock, "address_check")).values()
    text = text_of(mail)

    assert await story_so_far.code() in text
    assert links(text) == [settings.public_url + await story_so_far.check_path()]
    assert "If you did not ask for this, do nothing" in text
    # Nobody knows yet whose mailbox it is, so nothing that was typed is in it.
    for typed in ("The Mill Road Centre", "Ben Marsh", "Director"):
        assert typed not in text + html_of(mail) + mail["Subject"] + mail["To"]


async def test_the_confirmation_has_the_whole_text_and_the_way_back(
    story_so_far: Story, settings: Settings, clock: Clock
) -> None:
    [mail] = (await mails(story_so_far, settings, clock, "signature_accepted")).values()
    text = text_of(mail)

    assert mail["Subject"] == "Wensum Voluntary Action (WVA) has signed “Warm homes for every family”"
    assert f"{story_so_far.reference}-0001" in text
    assert "1. Fund insulation for every rented home." in text
    assert links(text) == [settings.public_url + story_so_far.path(AMINA)]


async def test_each_colleague_gets_their_own_link(story_so_far: Story, settings: Settings, clock: Clock) -> None:
    found = await mails(story_so_far, settings, clock, "signature_notice")

    for email, mail in found.items():
        own, objection = links(text_of(mail))
        assert own == settings.public_url + story_so_far.path(email)
        assert objection.startswith(f"{settings.public_url}/o/")
        assert "Amina Cole (Chief executive) signed" in text_of(mail)
        assert "letters@fair-futures.example, 020 7946 0000" in " ".join(text_of(mail).split())


async def test_who_took_a_signature_back_and_when_is_told_to_everybody(
    story_so_far: Story, settings: Settings, clock: Clock
) -> None:
    for mail in (await mails(story_so_far, settings, clock, "signature_withdrawn")).values():
        text = " ".join(text_of(mail).split())
        assert "was withdrawn by Jo Pratt at 10am on Tuesday 2 June 2026 (BST)." in text


async def test_the_receipt_of_a_no_repeats_what_would_change_it(
    story_so_far: Story, settings: Settings, clock: Clock
) -> None:
    [mail] = (await mails(story_so_far, settings, clock, "answer_recorded")).values()
    assert "You would sign if: Sooner." in " ".join(text_of(mail).replace(">", "").split())


async def test_an_invitation_is_not_sent_once_signing_has_closed(
    client: httpx.AsyncClient, story: Story, settings: Settings, clock: Clock
) -> None:
    await story.change_letter(signing=SigningState.CLOSED)

    assert await mails(story, settings, clock, "invitation") == {}
