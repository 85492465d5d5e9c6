"""Mail as it comes back from other people's servers. All of it is invented."""

from uuid import UUID

ROW = UUID("01980000-0000-7000-8000-000000000001")
OURS = "letters@fair-futures.example"


def message_id(row: UUID = ROW) -> str:
    return f"<invitation.{row.hex}@fair-futures.example>"


def status_notification(
    action: str,
    status: str,
    diagnostic: str,
    row: UUID = ROW,
    *,
    recipient: str = "jo@wensum.example",
    to: str = OURS,
    returned: str = "message/rfc822",
) -> bytes:
    """A delivery status notification (RFC 3464) as a mail server writes it."""
    return f"""Return-Path: <>
Received: from mx.wensum.example by mail.fair-futures.example; Tue, 2 Jun 2026 09:05:00 +0000
From: MAILER-DAEMON@mx.wensum.example (Mail Delivery System)
To: {to}
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status;
 boundary="B1/mx.wensum.example"

--B1/mx.wensum.example
Content-Type: text/plain; charset=us-ascii

I'm sorry to have to inform you that your message could not be delivered.

--B1/mx.wensum.example
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.wensum.example
Arrival-Date: Tue, 2 Jun 2026 09:00:10 +0000

Final-Recipient: rfc822; {recipient}
Original-Recipient: rfc822;{recipient}
Action: {action}
Status: {status}
Diagnostic-Code: {diagnostic}

--B1/mx.wensum.example
Content-Type: {returned}

From: Fair Futures Alliance secretariat <{OURS}>
To: {recipient}
Subject: Sign by 5pm
Message-ID: {message_id(row)}

Hello

--B1/mx.wensum.example--
""".replace("\n", "\r\n").encode()


def complaint(row: UUID) -> bytes:
    """A report of a reader who pressed "This is spam" (RFC 5965)."""
    return f"""From: feedback@post.example
To: {OURS}
Subject: Complaint
MIME-Version: 1.0
Content-Type: multipart/report; report-type=feedback-report; boundary="B2"

--B2
Content-Type: text/plain

A reader reported this mail.

--B2
Content-Type: message/feedback-report

Feedback-Type: abuse
User-Agent: Post/1.0
Version: 1

--B2
Content-Type: message/rfc822

From: {OURS}
Message-ID: {message_id(row)}

Hello

--B2--
""".replace("\n", "\r\n").encode()


COMPLAINT = complaint(ROW)
AUTO_REPLY = f"""From: Jo Pratt <jo@wensum.example>
To: {OURS}
Subject: Out of office: failed, 5.1.1, unsubscribe, STOP
Auto-Submitted: auto-replied
X-Auto-Response-Suppress: All
In-Reply-To: {message_id()}
Content-Type: text/plain

Action: failed
Status: 5.1.1
I am away until Monday. Please add us.
""".encode()
TICKET = f"""From: help@wensum.example
To: {OURS}
Subject: [#4711] We have got your mail
Auto-Submitted: auto-generated
Precedence: auto_reply
Content-Type: multipart/mixed; boundary="B3"

--B3
Content-Type: text/plain

Your ticket is 4711.
--B3
Content-Type: message/rfc822

Message-ID: {message_id()}

Hello
--B3--
""".encode()
