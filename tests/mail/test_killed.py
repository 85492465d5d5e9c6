"""A worker process that is killed, in earnest, while the mail server has its message in hand."""

import asyncio
import sys
from datetime import timedelta

import msgspec
from sqlalchemy import select

from campaigns.mail.claims import LEASE
from campaigns.mail.delivery import deliver_due
from campaigns.mail.lifecycle import MessageState
from campaigns.mail.models import Message
from campaigns.people.actions import LINK_LIFE, find_or_create, request_sign_in
from campaigns.people.mails import COMPOSERS
from campaigns.people.models import SignInRequest
from campaigns.settings import Settings
from campaigns.tokens import Keys
from tests.conftest import Clock
from tests.mail.conftest import Sessions
from tests.mail.mailbox import Mailbox

WORKER = """
import asyncio, datetime, sys
import msgspec
from campaigns.database import make_engine, make_sessions
from campaigns.mail.delivery import deliver_due
from campaigns.people.mails import COMPOSERS
from campaigns.settings import Settings
from campaigns.tokens import Keys

settings = msgspec.json.decode(sys.argv[1], type=Settings)
now = datetime.datetime.fromisoformat(sys.argv[2])
sessions = make_sessions(make_engine(settings.database_url))
asyncio.run(deliver_due(sessions, settings, Keys(settings.secret), COMPOSERS, lambda: now))
"""


async def test_a_killed_workers_message_goes_out_after_the_lease_by_another(
    own_sessions: Sessions, database_url: str, with_mail: Settings, keys: Keys, clock: Clock, mailbox: Mailbox
) -> None:
    async with own_sessions.begin() as session:
        await find_or_create(session, "nia@harbour.example", "Nia Rees", clock.now())
        request_id = await request_sign_in(session, keys, "nia@harbour.example", "192.0.2.1", clock.now())
        request = await session.get_one(SignInRequest, request_id)
        request.expires_at += LEASE + LINK_LIFE  # so that the mail is still wanted when the lease has passed
    handed_over, never = asyncio.Event(), asyncio.Event()

    async def hold() -> None:
        handed_over.set()
        await never.wait()

    mailbox.before_answer = hold
    settings = msgspec.structs.replace(with_mail, database_url=database_url)
    arguments = (msgspec.json.encode(settings).decode(), clock.now().isoformat())
    worker = await asyncio.create_subprocess_exec(sys.executable, "-c", WORKER, *arguments)
    await handed_over.wait()
    worker.kill()
    await worker.wait()
    mailbox.before_answer = None

    async def deliver() -> int:
        return await deliver_due(own_sessions, settings, keys, COMPOSERS, clock.now)

    async with own_sessions() as session:
        assert (await session.scalars(select(Message.state))).all() == [MessageState.SENDING]
    clock.set(clock.now() + LEASE - timedelta(seconds=1))
    assert await deliver() == 0
    clock.advance(seconds=1)
    assert await deliver() == 1
    assert mailbox.recipients == ["nia@harbour.example"]
