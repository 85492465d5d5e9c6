"""Nothing that anybody typed becomes a header."""

import sys
from email import message_from_bytes, policy
from email.headerregistry import Address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.mail.safety import UnsafeMail, naive, self_test, serialise, verified, why_unsafe

HTML, TEXT = "<p>Hello</p>\n", "Hello\n"
ATTACK = "Please sign: =?utf-8?q?x=0D=0ABcc=3A_victim=40rivers.example=0D=0A=0D=0ABuy_this?="
#: From these versions on CVE-2024-6923 is mended everywhere; distributions have mended it in older ones as well.
MENDED = sys.version_info >= (3, 12, 5) or (3, 11, 10) <= sys.version_info < (3, 12)

#: Text as the database can hold it, salted with what attacks are made of.
typed = st.lists(
    st.one_of(
        st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=40),
        st.sampled_from(
            ["=?", "?=", "=?utf-8?q?x=0D=0AX:_y?=", "\r\n", "\r\nBcc: a@b.example", ":", "\u202e", " ", '"', "<a@b.example>"]
        ),
    ),
    max_size=8,
).map("".join)


def test_the_program_attacks_itself_before_it_sends() -> None:
    self_test()


def test_without_our_care_this_title_could_send_a_copy_to_a_stranger() -> None:
    written = message_from_bytes(naive(ATTACK), policy=policy.default)
    assert written["Bcc"] in ([None] if MENDED else [None, "victim@rivers.example"])
    # Whichever Python this is, what it would write by itself is not sent.
    with pytest.raises(UnsafeMail):
        verified(naive(ATTACK), {"Subject": ATTACK}, "Hello", "<p>Hello</p>")


def test_with_our_care_it_is_refused() -> None:
    for headers in ({"Subject": ATTACK}, {"From": Address(ATTACK, addr_spec="letters@fair-futures.example")}):
        with pytest.raises(UnsafeMail):
            serialise(headers, TEXT, HTML)


@pytest.mark.parametrize(
    ("title", "word"),
    [
        (ATTACK, "=?"),
        ("Warm homes\r\nBcc: victim@rivers.example", "line breaks"),
        ("Warm homes\u2028for all", "line breaks"),
        ("Warm\u0000homes", "control"),
        ("Warm homes \u202egnp.exe", "direction"),
        ("Warm homes \u2066now", "direction"),
    ],
)
def test_what_a_title_may_not_hold_is_said_in_a_sentence(title: str, word: str) -> None:
    assert word in (why_unsafe(title) or "")


@pytest.mark.parametrize(
    "title",
    [
        "Llais Ynys Môn",
        "مركز الأمل",
        "希望中心",
        "আশা কেন্দ্র",
        "Re'New: 100% = ours?",
        "می\u200cخواهیم",
        "Żubr “Polonia” & Co",
    ],
)
def test_every_script_may_be_written_and_reads_back(title: str) -> None:
    assert why_unsafe(title) is None
    read = message_from_bytes(serialise({"Subject": title}, TEXT, HTML), policy=policy.default)
    assert read["Subject"] == title


@given(subject=typed, name=typed, text=typed, html=typed)
def test_whatever_is_typed_the_mail_has_the_headers_we_set(subject: str, name: str, text: str, html: str) -> None:
    headers = {
        "From": Address(" ".join(name.split()), addr_spec="letters@fair-futures.example") if not why_unsafe(name) else "x",
        "Subject": subject,
        "Message-ID": "<invitation.1@fair-futures.example>",
    }
    text, html = ("\n".join(words.splitlines()) for words in (text, html))
    try:
        written = serialise(headers, text, html)
    except UnsafeMail:
        assert why_unsafe(subject)
        return
    assert not why_unsafe(subject)
    read = message_from_bytes(written, policy=policy.default)
    assert sorted(read.keys()) == ["Content-Type", "From", "MIME-Version", "Message-ID", "Subject"]
    assert len(list(read.iter_parts())) == 2
    assert max(len(line) for line in written.split(b"\r\n")) <= 998
    assert written.isascii()


@given(typed)
def test_reading_the_bytes_again_finds_every_injection(value: str) -> None:
    """The second wall alone: headers as the standard library writes them, for better or worse."""
    try:
        written = naive(" ".join(value.splitlines()))
    except ValueError:
        return
    try:
        verified(written, {"Subject": value}, "Hello", "<p>Hello</p>")
    except UnsafeMail:
        return
    read = message_from_bytes(written, policy=policy.default)
    assert sorted(read.keys()) == ["Content-Type", "MIME-Version", "Subject"]
