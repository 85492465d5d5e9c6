"""The mails with which a body gets its links (E3c): both parts say the same, and what may be sent on holds no secret."""

from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from sqlalchemy import select, update

from campaigns.cascades import actions
from campaigns.cascades.mails import COMPOSERS
from campaigns.cascades.models import CASCADE_PACK, CASCADE_PAGE
from campaigns.letters.lifecycles.signing import SigningState
from campaigns.mail.compose import LONGEST_LINK, Composing
from campaigns.mail.models import Message
from campaigns.mail.render import written
from campaigns.settings import Settings
from campaigns.signatures.models import CascadeLink
from tests.cascades.sharing import PAT, QUAY, Sharing, begin_sharing
from tests.mail.reading import links, text_of, words, words_of_html
from tests.signatures.story import Story


@pytest.fixture
async def sharing(story: Story, now: datetime) -> Sharing:
    return await begin_sharing(story, now)


async def mail_to_pat(sharing: Sharing, settings: Settings, now: datetime, kind: str) -> EmailMessage | None:
    """The newest mail of a kind to Pat as it is written now; None where it is no longer wanted."""
    async with sharing.held() as session:
        newest = select(Message).where(Message.recipient_email == PAT, Message.kind == kind).order_by(Message.id.desc())
        message = (await session.scalars(newest.limit(1))).one()
        mail = await COMPOSERS[kind](session, message, Composing(settings, sharing.keys, now))
        if mail is None:
            return None
        raw = written(message, mail, "letters@harbour.example", now)
    return message_from_bytes(raw, policy=policy.default)


async def test_what_may_be_sent_on_holds_the_link_to_share_and_nothing_private(
    sharing: Sharing, settings: Settings, now: datetime
) -> None:
    mail = await mail_to_pat(sharing, settings, now, CASCADE_PACK)
    assert mail is not None
    told = text_of(mail)
    assert set(links(told)) == {settings.public_url + sharing.path}
    assert QUAY in told
    assert "You need not give us anybody’s address" in told
    assert "noted as having come through you" in told.replace("\n", " ")
    assert str(mail["Subject"]).startswith("For your members, by 5pm on Friday 5 June 2026 (BST)")
    assert [word for word in words(told) if word not in words_of_html(mail)] == []


async def test_a_link_that_was_replaced_says_so_so_that_the_new_one_is_sent_on(
    sharing: Sharing, settings: Settings, now: datetime
) -> None:
    before = await mail_to_pat(sharing, settings, now, CASCADE_PACK)
    assert before is not None
    assert "The link is new" not in text_of(before)
    async with sharing.held() as session:
        await session.execute(update(CascadeLink).values(rotation=1))
        await session.commit()
    mail = await mail_to_pat(sharing, settings, now, CASCADE_PACK)
    assert mail is not None
    told = " ".join(text_of(mail).split())
    assert "The link is new, and the old one opens nothing any more: please send this to everybody" in told
    assert [word for word in words(text_of(mail)) if word not in words_of_html(mail)] == []


async def test_the_link_to_the_bodys_own_page_comes_by_itself(sharing: Sharing, settings: Settings, now: datetime) -> None:
    mail = await mail_to_pat(sharing, settings, now, CASCADE_PAGE)
    assert mail is not None
    told = text_of(mail)
    [link] = links(told)
    assert link == settings.public_url + await sharing.page()
    assert len(link) <= LONGEST_LINK
    assert "Please do not forward this mail." in told
    assert [word for word in words(told) if word not in words_of_html(mail)] == []


async def test_neither_is_sent_once_the_link_or_the_letter_has_ended(
    sharing: Sharing, story: Story, settings: Settings, now: datetime
) -> None:
    await story.change_letter(signing=SigningState.CLOSED)
    assert [await mail_to_pat(sharing, settings, now, kind) for kind in COMPOSERS] == [None, None]
    await story.change_letter(signing=SigningState.OPEN)
    async with sharing.held() as session:
        await actions.end(session, sharing.link_id, None, story.company.actor("Nia"), now)
    assert [await mail_to_pat(sharing, settings, now, kind) for kind in COMPOSERS] == [None, None]
