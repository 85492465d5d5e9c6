"""The mail with which a body gets its links (E3c): both parts say the same, and what stands to be sent on stands alone."""

from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from sqlalchemy import select

from campaigns.cascades import actions
from campaigns.cascades.mails import COMPOSERS
from campaigns.letters.lifecycles.signing import SigningState
from campaigns.mail.compose import LONGEST_LINK, Composing
from campaigns.mail.models import Message
from campaigns.mail.render import written
from campaigns.settings import Settings
from tests.cascades.sharing import PAT, QUAY, Sharing, begin_sharing
from tests.mail.reading import links, text_of, words, words_of_html
from tests.signatures.story import Story


@pytest.fixture
async def sharing(story: Story, now: datetime) -> Sharing:
    return await begin_sharing(story, now)


async def pack(sharing: Sharing, settings: Settings, now: datetime) -> EmailMessage | None:
    """The newest mail to Pat as it is written now; None where it is no longer wanted."""
    async with sharing.held() as session:
        newest = select(Message).where(Message.recipient_email == PAT).order_by(Message.id.desc()).limit(1)
        message = (await session.scalars(newest)).one()
        mail = await COMPOSERS[message.kind](session, message, Composing(settings, sharing.keys, now))
        if mail is None:
            return None
        raw = written(message, mail, "letters@harbour.example", now)
    return message_from_bytes(raw, policy=policy.default)


async def test_it_has_text_to_send_on_and_two_links(sharing: Sharing, settings: Settings, now: datetime) -> None:
    mail = await pack(sharing, settings, now)
    assert mail is not None
    told = text_of(mail)
    shared, own = settings.public_url + sharing.path, settings.public_url + await sharing.page()
    assert set(links(told)) == {shared, own}
    assert all(len(link) <= LONGEST_LINK for link in links(told))
    assert QUAY in told
    assert "You need not give us anybody’s address" in told
    assert "noted as having come through you" in told.replace("\n", " ")
    assert str(mail["Subject"]).startswith("For your members, by 5pm on Friday 5 June 2026 (BST)")
    text, html = words(told), words_of_html(mail)
    assert [word for word in text if word not in html] == []


async def test_it_is_not_sent_once_the_link_or_the_letter_has_ended(
    sharing: Sharing, story: Story, settings: Settings, now: datetime
) -> None:
    await story.change_letter(signing=SigningState.CLOSED)
    assert await pack(sharing, settings, now) is None
    await story.change_letter(signing=SigningState.OPEN)
    async with sharing.held() as session:
        await actions.end(session, sharing.link_id, None, story.company.actor("Nia"), now)
    assert await pack(sharing, settings, now) is None
