"""What is understood from a real mail server's answers, and from its silence."""

import asyncio

import pytest

from campaigns.mail import transport
from campaigns.mail.transport import Accepted, Connection, Deferred, Refused
from tests.mail.mailbox import Mailbox, open_mailbox

SENDER = "letters@fair-futures.example"
AMINA, JO = "amina@wensum.example", "jo@wensum.example"
MAIL = b"Subject: Warm homes\r\n\r\nHello\r\n.a line with a dot before it\r\n"


async def test_a_mail_is_accepted_with_the_servers_words(mailbox: Mailbox) -> None:
    connection = Connection(mailbox.url, SENDER)
    assert await connection.deliver(AMINA, MAIL) == Accepted("250 OK")
    await connection.close()
    assert mailbox.envelopes == [(SENDER, AMINA)]
    assert mailbox.raw == [MAIL]


async def test_many_mails_go_over_one_connection(mailbox: Mailbox) -> None:
    connection = Connection(mailbox.url, SENDER)
    for _ in range(5):
        assert isinstance(await connection.deliver(AMINA, MAIL), Accepted)
    await connection.close()
    assert (mailbox.connections, len(mailbox.mails)) == (1, 5)


async def test_a_connection_that_the_server_closed_is_opened_again() -> None:
    async with open_mailbox() as first:
        connection = Connection(first.url, SENDER)
        await connection.deliver(AMINA, MAIL)
        port = first.port
        connection._smtp.transport.abort()  # type: ignore[union-attr] # the wire is cut
    async with open_mailbox(port) as second:
        assert isinstance(await connection.deliver(AMINA, MAIL), Accepted)
        await connection.close()
        assert len(second.mails) == 1


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        ("550 5.1.1 no such mailbox", Refused("550 5.1.1 no such mailbox")),
        ("451 4.7.1 come back later", Deferred("451 4.7.1 come back later")),
    ],
)
async def test_one_refused_recipient_does_not_spoil_the_next(
    mailbox: Mailbox, answer: str, outcome: Refused | Deferred
) -> None:
    connection = Connection(mailbox.url, SENDER)
    for answers in (mailbox.at_recipient, mailbox.at_end):
        answers[AMINA] = answer
        assert await connection.deliver(AMINA, MAIL) == outcome
        assert isinstance(await connection.deliver(JO, MAIL), Accepted)
        answers.clear()
    await connection.close()
    assert (mailbox.connections, mailbox.recipients) == (1, [JO, JO])


async def test_a_server_that_is_not_there_means_later() -> None:
    async with open_mailbox() as mailbox:
        url = mailbox.url
    outcome = await Connection(url, SENDER).deliver(AMINA, MAIL)
    assert isinstance(outcome, Deferred)
    assert outcome.unreachable


async def test_a_server_that_says_nothing_means_later(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transport, "CONNECT_SECONDS", 0.05)

    async def listen(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()

    server = await asyncio.start_server(listen, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    outcome = await Connection(f"smtp://127.0.0.1:{port}", SENDER).deliver(AMINA, MAIL)
    server.close()
    assert isinstance(outcome, Deferred)
    assert outcome.unreachable


async def test_no_answer_to_the_final_dot_means_later(mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transport, "FINAL_DOT_SECONDS", 0.05)
    answered = asyncio.Event()
    mailbox.before_answer = answered.wait
    connection = Connection(mailbox.url, SENDER)
    outcome = await connection.deliver(AMINA, MAIL)
    assert isinstance(outcome, Deferred)
    mailbox.before_answer = None
    answered.set()
    assert isinstance(await connection.deliver(JO, MAIL), Accepted)
    await connection.close()


async def test_a_fault_of_our_own_is_not_held_against_the_recipient() -> None:
    """A server that refuses us as a whole, such as for a wrong password, says nothing about any recipient."""

    async def refuse(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"554 5.7.1 you are not welcome here\r\n")
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(refuse, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    outcome = await Connection(f"smtp://127.0.0.1:{port}", SENDER).deliver(AMINA, MAIL)
    server.close()
    assert outcome == Deferred("554 5.7.1 you are not welcome here", unreachable=True)


async def test_where_tls_is_required_nothing_is_said_without_it(mailbox: Mailbox) -> None:
    outcome = await Connection(f"{mailbox.url}?starttls=required", SENDER).deliver(AMINA, MAIL)
    assert isinstance(outcome, Deferred)
    assert "STARTTLS" in outcome.reply
    outcome = await Connection(mailbox.url.replace("smtp://", "smtps://"), SENDER).deliver(AMINA, MAIL)
    assert isinstance(outcome, Deferred)
    assert mailbox.mails == []


def test_a_password_leaves_this_machine_only_over_tls() -> None:
    def starts_tls(url: str) -> bool | None:
        return Connection(url, SENDER)._smtp._start_tls_on_connect

    assert starts_tls("smtp://nia:secret@mail.harbour.example") is True
    assert starts_tls("smtp://nia:secret@127.0.0.1") is None
    assert starts_tls("smtp://mail.harbour.example") is None
    assert Connection("smtps://mail.harbour.example", SENDER)._smtp.port == 465


def test_user_and_password_are_read_as_they_were_meant() -> None:
    smtp = Connection("smtp://nia%40harbour:p%2Fss@127.0.0.1:2525", SENDER)._smtp
    assert (smtp._login_username, smtp._login_password, smtp.port) == ("nia@harbour", "p/ss", 2525)
