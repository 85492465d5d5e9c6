"""Mail that comes back, read: delivery status notifications (RFC 3464) and complaints (RFC 5965), and nothing else.

An automatic reply, such as one of somebody who is away (RFC 3834), is no report, whatever it says: it is never read as a
return, as a wish to get no more, or as an answer.
"""

import re
from collections.abc import Iterator
from email import message_from_bytes
from email.message import Message as Mail
from enum import StrEnum

import msgspec

from campaigns.text.characters import clean

#: More than any server returns with the whole of a mail of ours in it.
LARGEST = 1024 * 1024
LONGEST_WORDS = 500
_MESSAGE_ID = re.compile(r"<[^<>\s]*\b([0-9a-f]{32})@[^<>\s]+>", re.IGNORECASE)
_STATUS = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")
_PLAIN_CODE = re.compile(r"(?:smtp;\s*)?(55[013])\b", re.IGNORECASE)
_RETURNED_TO = ("To", "Delivered-To", "X-Original-To", "Envelope-To")
_GIVEN = {"message/rfc822", "text/rfc822-headers", "message/global", "message/global-headers"}
_STATUS_PARTS = {"message/delivery-status", "message/global-delivery-status"}


class ReportKind(StrEnum):
    """What became of a mail after our server had taken it. Delayed means that a server further on still tries."""

    BOUNCED = "bounced"
    DELAYED = "delayed"
    COMPLAINED = "complained"


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """One report. `returned_to` has the addresses it was sent to, `about` the id in the returned mail's Message-ID.

    `recipients` are the addresses that failed, as far as they are told; `words` is the status and what the server said.
    `trusted` is one that a mail service told us itself, with the secret that only it has.
    """

    kind: ReportKind
    words: str = ""
    recipients: list[str] = []
    returned_to: list[str] = []
    about: str = ""
    trusted: bool = False


def read_report(data: bytes) -> Report | None:
    """The report that a mail is; None for any other mail. Never raises, whatever the bytes are."""
    try:
        return _read(data)
    except Exception:  # noqa: BLE001 - anybody may send us a mail that its parser stumbles over, such as one nested 2,000 deep
        return None


def _read(data: bytes) -> Report | None:
    mail = message_from_bytes(data)
    if mail.get_content_type() != "multipart/report" or not mail.is_multipart():
        return None
    kind = str(mail.get_param("report-type") or "").lower()
    found = _complaint(mail) if kind == "feedback-report" else _status(mail) if "delivery-status" in kind else None
    if found is None:
        return None
    returned_to = [str(value) for name in _RETURNED_TO for value in mail.get_all(name, [])]
    return msgspec.structs.replace(found, returned_to=returned_to, about=_about(mail))


def id_in(message_id: str) -> str:
    """The row's id, 32 hexadecimal digits, in a Message-ID as `render` writes it; empty for any other."""
    found = _MESSAGE_ID.search(message_id)
    return found[1].lower() if found else ""


def names_a_bad_address(words: str) -> bool:
    """Whether a refusal is about the mailbox itself (RFC 3463, 3.2), so that no mail to it will ever arrive.

    A full mailbox, a mail that is too large, or a server that mistrusts ours says nothing about the address.
    """
    status = _STATUS.search(words)
    if status is None:
        return _PLAIN_CODE.match(words) is not None
    kind, subject, detail = status.groups()
    # 5.1.7 and 5.1.8 are about the sender's address; 5.2.1 is a mailbox that was closed.
    return kind == "5" and ((subject == "1" and detail not in {"7", "8", "9"}) or (subject, detail) == ("2", "1"))


def _status(mail: Mail) -> Report | None:
    failed: list[Mail] = []
    delayed: list[Mail] = []
    for fields in _groups(mail):
        action = str(fields.get("Action", "")).strip().lower()
        if action == "failed":
            failed.append(fields)
        elif action == "delayed":
            delayed.append(fields)
    if not failed and not delayed:
        return None
    groups = failed or delayed
    return Report(
        kind=ReportKind.BOUNCED if failed else ReportKind.DELAYED,
        words=_words(groups[0]),
        recipients=[
            address
            for fields in groups
            for name in ("Original-Recipient", "Final-Recipient")
            if (address := str(fields.get(name, "")).partition(";")[2].strip())
        ],
    )


def _groups(mail: Mail) -> Iterator[Mail]:
    """The fields about each recipient; the parser makes a message of each group of fields (RFC 3464, 2.1)."""
    for part in mail.walk():
        if part.get_content_type() in _STATUS_PARTS and isinstance(groups := part.get_payload(), list):
            yield from (group for group in groups if isinstance(group, Mail))


def _words(fields: Mail) -> str:
    status = str(fields.get("Status", "")).strip()
    said = str(fields.get("Diagnostic-Code", "")).partition(";")[2]
    words = " ".join(clean(said).split())
    return (words if status and status in words else f"{status} {words}".strip())[:LONGEST_WORDS]


def _complaint(mail: Mail) -> Report | None:
    for part in mail.walk():
        if part.get_content_type() == "message/feedback-report":
            text = part.as_string().lower()
            # Other types tell of fraud in transit or take an earlier complaint back.
            return (
                Report(kind=ReportKind.COMPLAINED) if re.search(r"^feedback-type:\s*abuse\s*$", text, re.MULTILINE) else None
            )
    return None


def _about(mail: Mail) -> str:
    for part in mail.walk():
        if part.get_content_type() not in _GIVEN:
            continue
        inner = part.get_payload()
        if isinstance(inner, list) and inner and isinstance(inner[0], Mail):
            found = id_in(str(inner[0].get("Message-ID", "")))
        else:
            returned = part.get_payload(decode=True)
            headers = message_from_bytes(returned) if isinstance(returned, bytes) else Mail()
            found = id_in(str(headers.get("Message-ID", "")))
        if found:
            return found
    return ""
