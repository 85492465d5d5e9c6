"""What a report about a message changes: its state, and whether its address is written to again."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.errors import Invalid
from campaigns.jobs import Job, after_commit
from campaigns.mail.lifecycle import LIFECYCLE, MessageFacts, MessageState, MessageStep
from campaigns.mail.models import Message, SuppressionReason
from campaigns.mail.reports import LONGEST_WORDS, Report, ReportKind, id_in, names_a_bad_address, read_report
from campaigns.mail.return_address import message_at
from campaigns.mail.suppression import suppress
from campaigns.text.characters import clean
from campaigns.tokens import Keys


class Taken(StrEnum):
    """What was done with mail that came back. `EARLY`: bring it again, our own server's answer is not written down yet."""

    BOUNCED = "bounced"
    DELAYED = "delayed"
    COMPLAINED = "complained"
    NO_REPORT = "no_report"
    NOT_OURS = "not_ours"
    EARLY = "early"


async def take_mail(session: AsyncSession, keys: Keys, data: bytes, now: datetime) -> Taken:
    """Take a whole mail as it came back. Anything but a report about a message of ours changes nothing; twice is once."""
    report = read_report(data)
    return Taken.NO_REPORT if report is None else await take_report(session, keys, report, now)


async def take_report(session: AsyncSession, keys: Keys, report: Report, now: datetime) -> Taken:
    """Take a report that was read already. The row is locked until the transaction ends.

    Which message it is about is decided by the address it came back to, whose mark only we can make, and without one by the
    Message-ID of the returned mail. Never by the text. Whoever was forwarded a mail knows its Message-ID, so that alone says
    how a message fared and stops no notices.
    """
    marked = _marked(keys, report)
    message = await _message_of(session, report, marked)
    if message is None:
        return Taken.NOT_OURS
    certain = marked is not None or report.trusted
    if message.state in {MessageState.QUEUED, MessageState.SENDING}:
        return Taken.EARLY
    match report.kind:
        case ReportKind.COMPLAINED:
            # It stops invitations alone, and mail services report complaints to another address than the marked one.
            await suppress(session, message, SuppressionReason.COMPLAINED, now)
            return Taken.COMPLAINED
        case ReportKind.DELAYED:
            if message.state is MessageState.SENT:
                message.delayed_at, message.smtp_reply = now, report.words
            return Taken.DELAYED
    if message.state is MessageState.SENT:
        message.state = LIFECYCLE.after(message.state, MessageStep.BOUNCE, MessageFacts())
        message.smtp_reply = report.words
        await bounced(session, message, report.words, now, own_address=certain and _names(report, message))
    return Taken.BOUNCED


async def bounced(session: AsyncSession, message: Message, words: str, now: datetime, *, own_address: bool = True) -> None:
    """What follows once a message has come back for good: its address may be written to no more, and somebody else is asked.

    `own_address` is false where it was another that failed, such as one that the recipient forwards to.
    """
    if own_address and names_a_bad_address(words):
        await suppress(session, message, SuppressionReason.BOUNCED, now, words)
    after_commit(session, Job.FOLLOW_UP_BOUNCES)


def report_about(kind: ReportKind, message_id: str, words: str) -> Report:
    """A report as a mail service tells it by program. Raises `Invalid` for a Message-ID that is not of our making."""
    about = id_in(message_id)
    if not about:
        raise Invalid({"message_id": "This is no Message-ID of a mail that was sent from here."})
    return Report(kind=kind, words=" ".join(clean(words).split())[:LONGEST_WORDS], about=about, trusted=True)


def _marked(keys: Keys, report: Report) -> UUID | None:
    """The message whose own return address the report came back to, by the mark that only we can make."""
    return next((found for text in report.returned_to if (found := message_at(keys, text)) is not None), None)


async def _message_of(session: AsyncSession, report: Report, marked: UUID | None) -> Message | None:
    message_id = marked or (UUID(report.about) if report.about else None)
    if message_id is None:
        return None
    return await session.scalar(select(Message).where(Message.id == message_id).with_for_update())


def _names(report: Report, message: Message) -> bool:
    key = message.recipient_email.casefold()
    return not report.recipients or key in {one.casefold() for one in report.recipients}
