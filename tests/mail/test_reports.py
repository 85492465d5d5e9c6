"""What is read in mail that comes back: reports of servers, and nothing that a person or a machine merely wrote."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.mail.reports import Report, ReportKind, id_in, names_a_bad_address, read_report
from campaigns.mail.return_address import message_at, return_address
from campaigns.tokens import Keys
from tests.mail.returns import AUTO_REPLY, COMPLAINT, ROW, TICKET, status_notification


def test_a_failed_delivery_is_read() -> None:
    report = read_report(status_notification("failed", "5.1.1", "smtp; 550 5.1.1 <jo@wensum.example>: user unknown"))
    assert report == Report(
        kind=ReportKind.BOUNCED,
        words="550 5.1.1 <jo@wensum.example>: user unknown",
        recipients=["jo@wensum.example", "jo@wensum.example"],
        returned_to=["letters@fair-futures.example"],
        about=ROW.hex,
    )


def test_a_delay_is_no_return() -> None:
    report = read_report(status_notification("delayed", "4.4.1", "smtp; connect to mx.wensum.example: timed out"))
    assert report is not None
    assert (report.kind, report.words) == (ReportKind.DELAYED, "4.4.1 connect to mx.wensum.example: timed out")


@pytest.mark.parametrize("action", ["delivered", "relayed", "expanded", "", "Failed to be funny"])
def test_any_other_action_says_nothing(action: str) -> None:
    assert read_report(status_notification(action, "2.0.0", "smtp; 250 OK")) is None


def test_headers_alone_are_enough_to_know_the_mail() -> None:
    report = read_report(status_notification("failed", "5.1.1", "smtp; 550 no", returned="text/rfc822-headers"))
    assert report is not None
    assert report.about == ROW.hex


def test_a_complaint_is_read() -> None:
    report = read_report(COMPLAINT)
    assert report is not None
    assert (report.kind, report.about) == (ReportKind.COMPLAINED, ROW.hex)
    assert read_report(COMPLAINT.replace(b"Feedback-Type: abuse", b"Feedback-Type: not-spam")) is None


@pytest.mark.parametrize("data", [AUTO_REPLY, TICKET, b"", b"\0\xff", b"Content-Type: multipart/report\r\n\r\nnothing"])
def test_whoever_is_away_is_not_read_as_a_return(data: bytes) -> None:
    assert read_report(data) is None


@given(st.binary(max_size=400))
def test_no_bytes_make_it_fail(junk: bytes) -> None:
    notification = status_notification("failed", "5.1.1", "smtp; 550 no")
    for data in (junk, notification[:300] + junk + notification[300:], notification[: len(junk) * 4] + junk):
        read_report(data)


@pytest.mark.parametrize(
    ("words", "bad"),
    [
        ("550 5.1.1 no such user", True),
        ("5.1.2 no such domain", True),
        ("5.2.1 mailbox disabled", True),
        ("550 no such mailbox", True),
        ("smtp; 550 unknown", True),
        ("552 5.2.2 mailbox full", False),
        ("550 5.7.1 your server is blocked", False),
        ("554 transaction failed", False),
        ("550 5.1.8 bad sender", False),
        ("451 4.1.1 try later", False),
        ("The mail server could not be reached: timeout", False),
        ("", False),
    ],
)
def test_only_what_names_the_mailbox_names_a_bad_address(words: str, *, bad: bool) -> None:
    assert names_a_bad_address(words) is bad


def test_a_return_address_is_known_again_in_either_case_and_nobody_elses_is(keys: Keys) -> None:
    address = return_address(keys, "bounces@letters.example", ROW)
    assert len(address.partition("@")[0]) <= 64
    assert message_at(keys, f"<{address}>") == message_at(keys, address.upper()) == ROW
    assert message_at(Keys("another secret, of more than thirty-two characters"), address) is None
    assert message_at(keys, address.replace(ROW.hex, "0" * 32)) is None
    assert message_at(keys, "bounces@letters.example") is None


def test_only_a_message_id_of_ours_names_a_row() -> None:
    assert id_in(f"<invitation.{ROW.hex}@letters.example>") == ROW.hex
    assert id_in("<20260602090000.12345@mx.wensum.example>") == ""


def test_a_mail_that_no_parser_can_read_is_no_report() -> None:
    """Anybody may send one; the mails behind it have to be read all the same."""
    part = "Content-Type: message/rfc822\r\n\r\n" * 3000
    head = 'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n--b\r\n'
    assert read_report((head + part + "x\r\n--b--\r\n").encode()) is None
