"""Recording the answers to an invitation that are not a signature."""

from datetime import date, datetime

import msgspec
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.errors import Invalid, NotAllowedNow
from campaigns.instants import wall_clock
from campaigns.invitations.access import Opened
from campaigns.invitations.models import Answer, AnswerKind, WhoSees
from campaigns.invitations.reasons import Reason
from campaigns.invitations.window import accepts
from campaigns.languages.catalogues import gettext
from campaigns.mail.models import Stream
from campaigns.mail.outbox import Outgoing, Recipient, send_many
from campaigns.names.tidy import tidy
from campaigns.organisations.models import Contact
from campaigns.text.characters import clean

ANSWER_RECORDED = "answer_recorded"
LONGEST_TEXT = 4000
LONGEST_NAME = 200


class Decline(msgspec.Struct, frozen=True, kw_only=True):
    """Why an organisation does not sign, and who may see it."""

    person_name: str
    reasons: list[Reason]
    explanation: str = ""
    would_sign_if: str = ""
    who_sees: WhoSees = WhoSees.SECRETARIAT

    def cleaned(self) -> "Decline":
        """The same without what nobody can see, such as characters that turn the direction of writing around."""
        return msgspec.structs.replace(
            self,
            person_name=tidy(self.person_name),
            explanation=clean(self.explanation).strip(),
            would_sign_if=clean(self.would_sign_if).strip(),
        )


class MoreTime(msgspec.Struct, frozen=True, kw_only=True):
    """By when an organisation expects to answer, and what it waits for."""

    person_name: str
    needed_by: date | None
    explanation: str = ""

    def cleaned(self) -> "MoreTime":
        """The same without what nobody can see."""
        return msgspec.structs.replace(self, person_name=tidy(self.person_name), explanation=clean(self.explanation).strip())


async def decline(session: AsyncSession, opened: Opened, answer: Decline, now: datetime) -> None:
    """Record that an organisation does not sign, in confidence. Raises `Invalid`, `NotAllowedNow`.

    Its other contacts who are told of signatures hear that it does not, and by whom, but not why: anybody with the link can
    answer, and whoever knows better can still change it.
    """
    _require_open(opened, now)
    answer = answer.cleaned()
    problems = {}
    if not answer.reasons:
        problems["reasons"] = gettext("Choose at least one reason, or “Prefer not to say”.")
    _refuse(problems | _too_long(explanation=answer.explanation, would_sign_if=answer.would_sign_if) | _nameless(answer))
    await _record(
        session,
        opened,
        now,
        Answer(
            kind=AnswerKind.DECLINED,
            person_name=answer.person_name,
            reasons=[str(reason) for reason in answer.reasons],
            explanation=answer.explanation,
            would_sign_if=answer.would_sign_if,
            who_sees=answer.who_sees,
        ),
    )


async def ask_for_more_time(session: AsyncSession, opened: Opened, answer: MoreTime, now: datetime) -> None:
    """Record that an organisation cannot answer yet. Raises `Invalid`, `NotAllowedNow`."""
    _require_open(opened, now)
    answer = answer.cleaned()
    problems = {}
    if answer.needed_by is None:
        problems["needed_by"] = gettext("Enter the date by which you expect to answer.")
    elif answer.needed_by < wall_clock(now, opened.letter.zone).date():
        problems["needed_by"] = gettext("The date must be today or later.")
    _refuse(problems | _too_long(explanation=answer.explanation) | _nameless(answer))
    await _record(
        session,
        opened,
        now,
        Answer(
            kind=AnswerKind.MORE_TIME,
            person_name=answer.person_name,
            explanation=answer.explanation,
            needed_by=answer.needed_by,
        ),
    )


def _require_open(opened: Opened, now: datetime) -> None:
    if not accepts(opened.letter, now):
        raise NotAllowedNow(gettext("Signing has closed, so an answer can no longer be recorded here."))


def _too_long(**texts: str) -> dict[str, str]:
    told = gettext("Use {most} characters or fewer.", most=format(LONGEST_TEXT, ","))
    return {name: told for name, text in texts.items() if len(text) > LONGEST_TEXT}


def _nameless(answer: Decline | MoreTime) -> dict[str, str]:
    name = answer.person_name
    if not name:
        return {"person_name": gettext("Enter your name, so that the secretariat knows who answered.")}
    if len(name) > LONGEST_NAME:
        return {"person_name": gettext("Use {most} characters or fewer.", most=LONGEST_NAME)}
    return {}


def _refuse(problems: dict[str, str]) -> None:
    if problems:
        raise Invalid(problems)


async def _record(session: AsyncSession, opened: Opened, now: datetime, answer: Answer) -> None:
    answer.coalition_id = opened.letter.coalition_id
    answer.invitation_id = opened.invitation_id
    answer.invitation_link_id = opened.link_id
    answer.at = now
    session.add(answer)
    await session.flush()
    told = [Recipient(opened.contact_name, opened.contact_email)]
    if answer.kind is AnswerKind.DECLINED:
        others = await session.execute(
            select(Contact.name, Contact.email)
            .where(
                Contact.organisation_id == opened.organisation_id,
                Contact.gets_notices,
                Contact.ended_at.is_(None),
                Contact.email_key != opened.contact_email_key,
            )
            .order_by(Contact.id)
        )
        told += [Recipient(name, email) for name, email in others]
    mails = [Outgoing(ANSWER_RECORDED, answer.id, one, Stream.NOTICE) for one in told]
    await send_many(session, mails, now=now, coalition_id=opened.letter.coalition_id)
