import smtplib
from email.message import EmailMessage

import httpx
import pytest

from campaigns.services.mailbox.letters import pieces
from campaigns.services.mailbox.pages import PAGE, create_app
from campaigns.services.mailbox.store import Store

SIGN = "http://127.0.0.1:8000/r/abc123"


def mail_to_amina(subject="Please sign: «Llais Ynys Môn» and 希望中心"):
    message = EmailMessage()
    message["From"] = "Fair Futures Alliance <letters@harbour.example>"
    message["To"] = "Amina Cole <amina@wensum.example>"
    message["Subject"] = subject
    message.set_content(f"Dear Amina,\n\nSign here: {SIGN}.\nOr not ({SIGN}/decline).\n")
    message.add_alternative(
        f'<html><head><title>Sign</title></head><body><a href="{SIGN}">Sign</a> <a href="{SIGN}/more-time">Later</a> '
        "<script>fetch('/api/messages')</script></body></html>",
        subtype="html",
    )
    return message


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path / "Nia's mail")


@pytest.fixture
async def browser(store):
    async with httpx.AsyncClient(transport=httpx.ASGITransport(create_app(store)), base_url="http://localhost") as client:
        yield client


def test_a_script_follows_the_link_in_a_mail_that_came_by_smtp(mailbox):
    pages, smtp_port = mailbox
    with smtplib.SMTP("127.0.0.1", smtp_port) as smtp:
        smtp.send_message(mail_to_amina(), to_addrs=["amina@wensum.example", "jo@wensum.example"])

    [summary] = httpx.get(f"{pages}/api/messages", params={"to": "Jo@wensum.example", "subject": "ynys môn"}).json()
    mail = httpx.get(f"{pages}/api/messages/{summary['id']}").json()

    assert summary["recipients"] == ["amina@wensum.example", "jo@wensum.example"]
    assert mail["subject"] == "Please sign: «Llais Ynys Môn» and 希望中心"
    assert mail["links"] == [SIGN, f"{SIGN}/decline", f"{SIGN}/more-time"]
    assert mail["text"].startswith("Dear Amina,\n\n")
    assert ["To", "Amina Cole <amina@wensum.example>"] in mail["headers"]


async def test_mail_is_filtered_and_deleted(store, browser):
    first = store.accept("letters@harbour.example", ["amina@wensum.example"], bytes(mail_to_amina("First")))
    second = store.accept("letters@harbour.example", ["jo@wensum.example"], bytes(mail_to_amina("Second")))

    async def ids(**query):
        return [found["id"] for found in (await browser.get("/api/messages", params=query)).json()]

    assert await ids() == [second.id, first.id]
    assert await ids(to="amina@wensum.example") == [first.id]
    assert await ids(to="wensum.example") == []
    assert await ids(subject="fir") == [first.id]
    assert await ids(after=first.id) == [second.id]
    assert (await browser.delete("/api/messages")).status_code == 204
    assert await ids() == []


def test_mail_outlives_a_restart_and_a_line_half_written(store, tmp_path):
    kept = store.accept("letters@harbour.example", ["amina@wensum.example"], bytes(mail_to_amina()))
    with (tmp_path / "Nia's mail" / "accepted.jsonl").open("ab") as log:
        log.write(b'{"id":"2026')
    reopened = Store(tmp_path / "Nia's mail")
    assert [mail.id for mail in reopened.newest()] == [kept.id]
    assert reopened.mail(kept.id).links[0] == SIGN


async def test_the_page_of_a_mail_shows_it_all_and_runs_nothing_of_it(store, browser):
    mail = store.accept("letters@harbour.example", ["amina@wensum.example"], bytes(mail_to_amina("<b>Bold</b>")))
    page = await browser.get(f"/messages/{mail.id}")
    framed = await browser.get(f"/messages/{mail.id}/html")

    assert page.status_code == 200
    assert f'<a href="{SIGN}" rel="noreferrer">{SIGN}</a>' in page.text
    assert "&lt;b&gt;Bold&lt;/b&gt;" in page.text
    assert "<b>Bold</b>" not in page.text
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]
    assert "unsafe" not in page.headers["Content-Security-Policy"]
    assert '<base target="_blank">' in framed.text
    assert "sandbox" in framed.headers["Content-Security-Policy"]
    assert "allow-scripts" not in framed.headers["Content-Security-Policy"]
    assert (await browser.get(f"/messages/{mail.id}/source")).text.startswith("From: Fair Futures Alliance")


async def test_a_full_mailbox_is_shown_page_by_page(store, browser):
    for number in range(PAGE + 1):
        store.accept("letters@harbour.example", ["amina@wensum.example"], bytes(mail_to_amina(f"Number {number}")))
    newest, oldest = (await browser.get("/")).text, (await browser.get("/?page=2")).text
    assert f">Number {PAGE}<" in newest
    assert ">Number 0<" not in newest
    assert ">Number 0<" in oldest
    assert "Page 2 of 2" in oldest
    assert (await browser.get("/?page=-7")).status_code == 200


async def test_what_is_not_there_is_said_in_words(browser):
    missing = await browser.get("/messages/nothing")
    assert missing.status_code == 404
    assert "There is no such mail" in missing.text
    assert "Content-Security-Policy" in missing.headers
    assert (await browser.get("/api/messages/nothing")).json()["detail"].startswith("There is no such mail")


async def test_another_site_that_points_its_name_here_reads_nothing(store, browser):
    store.accept("letters@harbour.example", ["amina@wensum.example"], bytes(mail_to_amina()))
    stolen = await browser.get("/api/messages", headers={"Host": "evil.example"})
    assert stolen.status_code == 403
    assert "amina" not in stolen.text


def test_a_mail_in_an_unknown_character_set_can_still_be_read(store):
    strange = b'Subject: Strange\r\nContent-Type: text/plain; charset="klingon"\r\n\r\nqapla\r\n'
    mail = store.accept("", ["amina@wensum.example"], strange)
    assert "qapla" in store.mail(mail.id).text


def test_a_full_stop_after_an_address_is_not_part_of_it():
    assert [piece.text for piece in pieces(f"See {SIGN}.") if piece.link] == [SIGN]
    assert "".join(piece.text for piece in pieces(f"({SIGN}), then {SIGN}/decline!")) == f"({SIGN}), then {SIGN}/decline!"


async def test_one_of_each_kind_is_shown_and_mail_from_elsewhere_has_none(store, browser):
    def sent(kind, subject):
        mail = mail_to_amina(subject)
        mail["Message-ID"] = f"<{kind}.{'0' * 32}@fair-futures.example>"
        return store.accept("letters@harbour.example", ["amina@wensum.example"], bytes(mail))

    sent("invitation", "The first")
    newest = sent("invitation", "The second")
    withdrawn = sent("signature_withdrawn", "Withdrawn")
    other = store.accept("letters@harbour.example", ["amina@wensum.example"], bytes(mail_to_amina("Hello")))

    page = (await browser.get("/kinds")).text

    assert [summary.id for summary in store.newest_of_each_kind()] == [newest.id, withdrawn.id]
    assert (newest.kind, other.kind) == ("invitation", "")
    assert "The second" in page
    assert "The first" not in page
    assert "Hello" not in page
    again = Store(store._directory)
    assert [summary.kind for summary in again.newest()] == ["", "signature_withdrawn", "invitation", "invitation"]
