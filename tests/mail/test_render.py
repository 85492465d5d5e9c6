"""From what a feature says to the bytes that go out."""

import re
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from jinja2 import UndefinedError

from campaigns.mail.compose import LONGEST_LINK, Composing, Mail
from campaigns.mail.models import Message, Stream
from campaigns.mail.render import TEXT_WIDTH, environment, written
from campaigns.mail.safety import UnsafeMail
from campaigns.settings import Settings
from campaigns.tokens import Keys, Purpose
from tests.mail.reading import html_of, links, text_of, words, words_of_html

ROW = UUID("01980000-0000-7000-8000-000000000001")
LETTERS = "letters@fair-futures.example"


def message(kind: str = "sign_in") -> Message:
    return Message(id=ROW, kind=kind, stream=Stream.NOTICE, recipient_name="Amina", recipient_email="amina@wensum.example")


def mail(**changes: Any) -> Mail:
    context = {
        "name": "Amina Cole",
        "link": "https://letters.example/sign-in/link/" + "a" * 43,
        "digits": "012345",
        "until": "10:10",
    }
    return Mail(**{"from_name": "Fair Futures Alliance secretariat", "context": context, **changes})


def read(data: bytes) -> EmailMessage:
    return message_from_bytes(data, policy=policy.default)


def test_the_headers_are_these_and_no_other(now: datetime) -> None:
    mail_with_all = mail(reply_to="nia@harbour.example", list_unsubscribe="https://letters.example/stop/x", language="cy")
    got = read(written(message(), mail_with_all, LETTERS, now))
    assert {name: str(value) for name, value in got.items() if name != "Content-Type"} == {
        "MIME-Version": "1.0",
        "From": "Fair Futures Alliance secretariat <letters@fair-futures.example>",
        "To": "amina@wensum.example",
        "Reply-To": "nia@harbour.example",
        "Subject": "Eich dolen i fewngofnodi",
        "Date": "Tue, 02 Jun 2026 09:00:00 +0000",
        "Message-ID": f"<sign_in.{ROW.hex}@fair-futures.example>",
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
        "Content-Language": "cy",
        "List-Unsubscribe": "<https://letters.example/stop/x>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
    assert len(got.keys()) == 13


def test_a_long_address_stays_on_the_line_of_its_header(now: datetime) -> None:
    address = "https://letters.example/u/" + "a" * 60
    data = written(
        message("a_kind_with_a_name_that_is_rather_long_for_a_kind"),
        mail(list_unsubscribe=address, template="sign_in"),
        LETTERS,
        now,
    )
    lines = data.decode().split("\r\n")
    assert f"List-Unsubscribe: <{address}>" in lines
    assert [line for line in lines if line.startswith("Message-ID: <") and line.endswith(">")]
    assert all(len(line) <= 78 for line in lines if line.startswith(("Subject", "From")))


def test_the_message_id_is_the_same_however_often_it_is_sent(now: datetime) -> None:
    first, again = (read(written(message(), mail(), LETTERS, now)) for _ in range(2))
    assert first["Message-ID"] == again["Message-ID"]


def test_a_senders_name_cannot_look_like_another_address(now: datetime) -> None:
    got = read(written(message(), mail(from_name="ceo@bank.example"), LETTERS, now))
    assert [address.addr_spec for address in got["From"].addresses] == [LETTERS]
    assert "@" not in got["From"].addresses[0].display_name


def test_quotes_and_commas_in_a_name_stay_in_the_name(now: datetime) -> None:
    got = read(written(message(), mail(from_name='"Fair", <Futures>; secretariat'), LETTERS, now))
    [sender] = got["From"].addresses
    assert (sender.display_name, sender.addr_spec) == ('"Fair", <Futures>; secretariat', LETTERS)


def test_a_name_with_an_encoded_header_is_not_sent(now: datetime) -> None:
    with pytest.raises(UnsafeMail):
        written(message(), mail(from_name="=?utf-8?q?x=0D=0ABcc=3A_v=40rivers.example?="), LETTERS, now)


@pytest.mark.parametrize("name", ["Amina Cole", "Ósk Żubr", "مركز الأمل", "希望中心", ""])
def test_both_forms_say_the_same_words(now: datetime, name: str) -> None:
    got = read(written(message(), mail(context={**mail().context, "name": name}), LETTERS, now))
    assert words(text_of(got)) == words_of_html(got)
    assert [part.get_content_type() for part in got.iter_parts()] == ["text/plain", "text/html"]


def test_what_people_typed_is_text_in_the_html(now: datetime) -> None:
    name = '<img src="https://spy.example/x.gif">&"'
    got = read(written(message(), mail(context={**mail().context, "name": name}), LETTERS, now))
    assert name in " ".join(text_of(got).split())
    assert "<img" not in html_of(got)
    assert "&lt;img" in html_of(got)


def test_nothing_is_fetched_from_the_net(now: datetime) -> None:
    html = html_of(read(written(message(), mail(), LETTERS, now)))
    assert not re.search(r"<(img|link|script|iframe|object|video|audio|source)\b|url\(|@import|\bsrc\s*=", html)
    assert set(links(html)) == {mail().context["link"]}


@pytest.mark.parametrize("name", ["Amina", "Amina Żubr"])
def test_links_are_short_and_whole_and_printed_bare(now: datetime, keys: Keys, settings: Settings, name: str) -> None:
    link = Composing(settings, keys, now).link(Purpose.SIGN_IN, ROW, 0, "/sign-in/link/{token}")
    data = written(message(), mail(context={**mail().context, "link": link, "name": name}), LETTERS, now)
    got = read(data)
    assert len(link) <= LONGEST_LINK
    assert link in text_of(got).splitlines()
    assert f'href="{link}"' in html_of(got)
    assert f">{link}</a>" in html_of(got)
    if name.isascii():
        assert link.encode() in data


def test_lines_are_wrapped_but_never_within_a_word(now: datetime) -> None:
    long_name = "Wensum " * 40 + "w" * 200
    text = text_of(read(written(message(), mail(context={**mail().context, "name": long_name}), LETTERS, now)))
    assert all(len(line) <= TEXT_WIDTH or " " not in line.strip() for line in text.splitlines())
    assert "w" * 200 in text


def test_the_direction_follows_the_language(now: datetime) -> None:
    assert '<html lang="ar" dir="rtl">' in html_of(read(written(message(), mail(language="ar"), LETTERS, now)))
    assert '<html lang="en-GB" dir="ltr">' in html_of(read(written(message(), mail(), LETTERS, now)))


def test_the_postal_address_stands_at_the_end_of_both(now: datetime) -> None:
    got = read(written(message(), mail(postal_address="1 Quay Street\nHarbour"), LETTERS, now))
    assert text_of(got).rstrip().endswith("Fair Futures Alliance secretariat\n1 Quay Street\nHarbour")
    assert "<br>1 Quay Street<br>Harbour" in html_of(got)


def test_a_word_the_composer_forgot_is_an_error_and_not_a_gap(now: datetime) -> None:
    with pytest.raises(UndefinedError):
        written(message(), mail(context={"name": ""}), LETTERS, now)


def test_the_parts_make_the_same_words_in_both_forms(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, now: datetime) -> None:
    folder = tmp_path / "emails" / "signed"
    folder.mkdir(parents=True)
    body = (
        '{{% extends "layouts/email.{0}" %}}{{% from "emails/parts.{0}" import facts, passage with context %}}'
        "{{% block content %}}{{{{ facts([('Reference', 'FFA-7'), ('Row', name)]) }}}}"
        "{{{{ passage(text) }}}}{{% endblock %}}"
    )
    (folder / "subject.txt").write_text("Signed:\n  {{ name }}\n")
    (folder / "body.txt").write_text(body.format("txt"))
    (folder / "body.html").write_text(body.format("html"))
    loader: Any = environment().loader
    monkeypatch.setattr(loader, "searchpath", [*loader.searchpath, str(tmp_path)])
    text = "We ask:\n\n1. Fix the <roof>.\n2. Soon.\n\nYours"
    got = read(written(message("signed"), mail(context={"name": "Wensum & Co", "text": text}), LETTERS, now))
    assert got["Subject"] == "Signed: Wensum & Co"
    assert words(text_of(got)) == words_of_html(got)
    assert text in text_of(got)
