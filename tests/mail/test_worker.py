"""The job that the worker runs, with every composer there is."""

import asyncio

from campaigns.mailings import COMPOSERS
from campaigns.paths import TEMPLATES
from campaigns.people.actions import find_or_create, request_sign_in
from campaigns.settings import Settings
from campaigns.tokens import Keys, Purpose
from tests.conftest import Clock
from tests.mail.conftest import Sessions
from tests.mail.mailbox import Mailbox
from tests.mail.reading import text_of
from workers.mail import deliver_mail


async def test_the_job_sends_once_however_often_its_bell_is_rung(
    own_sessions: Sessions, with_mail: Settings, keys: Keys, clock: Clock, mailbox: Mailbox
) -> None:
    async with own_sessions.begin() as session:
        await find_or_create(session, "nia@harbour.example", "Nia Rees", clock.now())
        request_id = await request_sign_in(session, keys, "nia@harbour.example", "192.0.2.1", clock.now())
    context = {"sessions": own_sessions, "settings": with_mail, "keys": keys}
    await asyncio.gather(*(deliver_mail(context) for _ in range(3)))
    await deliver_mail(context)
    [mail] = mailbox.mails
    assert keys.token(Purpose.SIGN_IN, request_id) in text_of(mail)


def test_every_kind_of_mail_has_its_three_templates() -> None:
    for kind in COMPOSERS:
        folder = TEMPLATES / "emails" / kind
        assert sorted(file.name for file in folder.iterdir()) == ["body.html", "body.txt", "subject.txt"], kind
