"""Jo Pratt, or somebody else, asks for their details to be erased: what goes, what stays, and who is told."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

import httpx
import pytest
from sqlalchemy import select, text, update
from sqlalchemy.exc import DBAPIError

from campaigns.actors import REMOVED
from campaigns.database import hold_to
from campaigns.erasure.actions import Wish, answer_by, erase
from campaigns.erasure.models import Erasure, Ground
from campaigns.erasure.queries import Held, Subject, erasures, find, held, was_erased
from campaigns.errors import Conflict, Invalid, NotAllowedNow, NotFound
from campaigns.mail.lifecycle import MessageState
from campaigns.mail.models import Message, Suppression
from campaigns.organisations.actions import add_contact
from campaigns.organisations.fields import ContactFields
from campaigns.organisations.models import Contact
from campaigns.responses.models import NoteKind, ResponseNote
from campaigns.signatures.models import Signature, SignatureEvent
from campaigns.signatures.queries import count_accepted
from tests import cast
from tests.conftest import Clock

from tests.signatures.story import BEN, JO, Story, Window, sign

TODAY = date(2026, 5, 20)


async def look_up(story: Story, **who: str) -> Held:
    async with story.sessions() as session:
        hold_to(session, story.company.id)
        return await held(session, story.company.id, Subject(**who))


async def forget(story: Story, clock: Clock, email: str = JO, name: str = "", words: list[str] | None = None) -> UUID:
    wish = Wish(ground=Ground.ASKED, received_on=clock.now().date(), words=words or [])
    async with story.sessions.begin() as session:
        hold_to(session, story.company.id)
        subject = Subject(email=email, name=name)
        nia, now = story.company.actor("Nia"), clock.now()
        done = await erase(session, story.keys, story.company.id, subject, wish, nia, now, now.date())
        return done.id


async def everything(story: Story) -> str:
    """The whole database as one text."""
    rows = await story.everything()
    return "\n".join(f"{table}: {row}" for table, of_table in rows.items() for row in of_table)


async def test_what_jo_signed_stays_and_nothing_says_that_it_was_jo(
    client: httpx.AsyncClient, story: Story, clock: Clock
) -> None:
    await sign(Window(client), story.path(JO))
    before = await story.newest()
    assert (before.signer_name, before.state) == ("Jo Pratt", "accepted")

    await forget(story, clock)

    async with story.sessions() as session:
        hold_to(session, story.company.id)
        assert await count_accepted(session, story.letter_id) == 1
        [event] = (await session.scalars(select(SignatureEvent))).all()
        assert (event.actor_name, event.version_hash) == (REMOVED, event.version_hash)
        [mail] = (await session.scalars(select(Message).where(Message.recipient_email == JO))).all()
        assert (mail.kind, mail.state) == ("details_removed", MessageState.QUEUED)
    after = await story.newest()
    assert (after.state, after.number, after.display_name) == (before.state, before.number, before.display_name)
    assert (after.signer_name, after.signer_title, after.signer_email, after.signer_phone) == (REMOVED, "", "", "")
    assert not after.show_person
    whole = await everything(story)
    assert "Jo Pratt" not in whole
    assert whole.count(JO) == 2, "the recipient of the one mail, and the key that it is sent once by"
    answer = await client.get(story.path(JO))
    assert answer.status_code == 404, "a link of hers opens nothing any more"
    assert (await client.get(story.path("amina@wensum.example"))).status_code == 200
