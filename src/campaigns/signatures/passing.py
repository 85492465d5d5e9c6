"""Passing an invitation on to a colleague, who gets a link of their own to the organisation's reply."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

import msgspec
from sqlalchemy import ColumnElement, SQLColumnExpression, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from campaigns.errors import Conflict, Invalid, NotAllowedNow, NotFound, TooMany
from campaigns.invitations.access import Opened
from campaigns.invitations.actions import PASSED_ON
from campaigns.invitations.models import Answer, Invitation, InvitationLink, PassedOn
from campaigns.invitations.window import accepts
from campaigns.languages.catalogues import gettext
from campaigns.letters.steps import lock_letter
from campaigns.mail.addresses import checked, match_key
from campaigns.mail.lifecycle import MessageState
from campaigns.mail.models import Message, Stream
from campaigns.mail.outbox import Recipient, send
from campaigns.names.tidy import holds_web_address, tidy
from campaigns.organisations.models import Contact
from campaigns.signatures.answers import unusable_line
from campaigns.signatures.late.lifecycle import LateState
from campaigns.signatures.late.models import LateRequest
from campaigns.signatures.mail_limits import is_mail_to
from campaigns.signatures.models import Signature
from campaigns.signatures.queries import live_signature_of
from campaigns.text.characters import clean

#: How many colleagues one organisation's invitation is passed on to, those included from whom it was taken back.
MOST = 5
#: How many of these mails one address gets from a coalition in a day, whoever names it and for whatever letter.
MOST_TO_AN_ADDRESS = 3
LONGEST_WORDS = 1000
_A_DAY = timedelta(days=1)


class Colleague(msgspec.Struct, frozen=True, kw_only=True):
    """Whom to pass it on to, as typed; `words` go with the mail."""

    name: str
    email: str
    words: str = ""


class PassedTold(msgspec.Struct, frozen=True, kw_only=True):
    """Who passed an invitation on to whom; instants are in UTC.

    `mail` is how far the mail came: "" where none was sent, because the address gets no invitations. `answered` means that
    the colleague has declined, asked for time or sent a signature.
    """

    id: UUID
    by: str
    from_link_id: UUID
    name: str
    email: str
    words: str
    passed_at: datetime
    taken_back_at: datetime | None
    taken_back_by: str
    confirmed_at: datetime | None
    mail: str
    answered: bool

    @property
    def may_be_taken_back(self) -> bool:
        """Whether the colleague's link can still be ended by whoever passed it on."""
        return self.taken_back_at is None and self.confirmed_at is None and not self.answered

    @property
    def ends_with_its_link(self) -> bool:
        """Whether the colleague's link ends where that of whoever passed it on is replaced."""
        return self.taken_back_at is None and self.confirmed_at is None


async def pass_on(session: AsyncSession, opened: Opened, typed: Colleague, now: datetime) -> PassedOn:
    """Give a colleague a link of their own and mail it. It is no answer: whoever passed it on has not answered either.

    Raises `Invalid` (`name`, `email`, `words`), `NotAllowedNow` where signing is not open or the link is not a contact's,
    `Conflict` where the organisation has signed, `TooMany` at a limit.
    """
    if not accepts(opened.letter, now):
        raise NotAllowedNow(gettext("Signing has closed, so the invitation cannot be passed on."))
    if not opened.known:
        raise NotAllowedNow(
            gettext("A colleague passed this to you. Tell them, or the secretariat, who else should have it.")
        )
    typed = _checked(typed)
    await lock_letter(session, opened.letter.id)
    await _refuse_ended(session, opened)
    if (taken := await live_signature_of(session, opened.letter.id, opened.organisation_id)) is not None:
        raise Conflict(taken.sentence(opened.letter.zone))
    key = match_key(typed.email)
    await _refuse_known(session, opened.invitation_id, key)
    await _refuse_too_many(session, opened, key, now)
    link = InvitationLink(
        coalition_id=opened.letter.coalition_id, invitation_id=opened.invitation_id, contact_id=None, rotation=0
    )
    session.add(link)
    await session.flush()
    passed = PassedOn(
        coalition_id=opened.letter.coalition_id,
        from_link_id=opened.link_id,
        link_id=link.id,
        name=typed.name,
        email=typed.email,
        email_key=key,
        words=typed.words,
        passed_at=now,
    )
    session.add(passed)
    await session.flush()
    # The name was typed, so it stands in no header of the mail.
    to = Recipient("", typed.email)
    await send(
        session, PASSED_ON, link.id, to=to, stream=Stream.INVITATION, now=now, coalition_id=opened.letter.coalition_id
    )
    return passed


async def take_back(
    session: AsyncSession, invitation_id: UUID, passed_id: UUID, by: str, now: datetime, *, from_link: UUID | None = None
) -> None:
    """End a colleague's link, while they have not answered. Doing it again changes nothing.

    `from_link` is the link of whoever takes back what they passed on; the secretariat has none. Raises `NotFound`,
    `Conflict` once the colleague has answered or is a contact.
    """
    letter_id = await session.scalar(select(Invitation.letter_id).where(Invitation.id == invitation_id))
    if letter_id is None:
        raise NotFound
    await lock_letter(session, letter_id)
    found = await session.execute(
        select(PassedOn, InvitationLink)
        .join(InvitationLink, InvitationLink.id == PassedOn.link_id)
        .where(PassedOn.id == passed_id, InvitationLink.invitation_id == invitation_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    row = found.first()
    if row is None or (from_link is not None and row[0].from_link_id != from_link):
        raise NotFound
    passed, link = row
    if passed.taken_back_at is not None:
        return
    if passed.confirmed_at is not None:
        raise Conflict(gettext("The secretariat has made this person a contact, so their link stays."))
    if await session.scalar(select(answered_by(InvitationLink.id)).where(InvitationLink.id == link.id)):
        raise Conflict(gettext("They have answered already, so their link stays."))
    passed.taken_back_at, passed.taken_back_by = now, by
    link.ended_at = now
    await session.flush()


async def passed_by(session: AsyncSession, invitation_id: UUID, limit: int = 50) -> Sequence[PassedTold]:
    """To whom an organisation's invitation was passed on, and by which contact, the first first."""
    own, theirs = aliased(InvitationLink), aliased(InvitationLink)
    mail = (
        select(Message.state)
        .where(Message.subject_id == PassedOn.link_id, Message.kind == PASSED_ON)
        .order_by(Message.id.desc())
        .limit(1)
        .correlate(PassedOn)
        .scalar_subquery()
    )
    found = await session.execute(
        select(PassedOn, Contact.name, Contact.email, mail.label("mail"), answered_by(theirs.id).label("answered"))
        .join(theirs, theirs.id == PassedOn.link_id)
        .join(own, own.id == PassedOn.from_link_id)
        .outerjoin(Contact, Contact.id == own.contact_id)
        .where(theirs.invitation_id == invitation_id)
        .order_by(PassedOn.id)
        .limit(limit)
    )
    return [
        PassedTold(
            id=passed.id,
            by=name or email or "",
            from_link_id=passed.from_link_id,
            name=passed.name,
            email=passed.email,
            words=passed.words,
            passed_at=passed.passed_at,
            taken_back_at=passed.taken_back_at,
            taken_back_by=passed.taken_back_by,
            confirmed_at=passed.confirmed_at,
            mail="" if state in (None, MessageState.SUPPRESSED) else state.value,
            answered=answered,
        )
        for passed, name, email, state, answered in found
    ]


def _checked(typed: Colleague) -> Colleague:
    name, words, problems = tidy(typed.name), clean(typed.words).strip(), {}
    if not name:
        problems["name"] = gettext("Enter your colleague’s name.")
    elif wrong := unusable_line(name):
        problems["name"] = wrong
    if len(words) > LONGEST_WORDS:
        problems["words"] = gettext("Use {most} characters or fewer.", most=format(LONGEST_WORDS, ","))
    elif holds_web_address(words):
        problems["words"] = gettext("Leave web addresses out of this. The mail has the link already.")
    email = ""
    try:
        email = checked(typed.email)
    except Invalid as invalid:
        problems["email"] = str(invalid)
    if problems:
        raise Invalid(problems)
    return Colleague(name=name, email=email, words=words)


async def _refuse_ended(session: AsyncSession, opened: Opened) -> None:
    """Whoever opened a link that was ended or replaced a moment ago makes no other one of it."""
    link = await session.scalar(
        select(InvitationLink)
        .where(InvitationLink.id == opened.link_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if link is None or link.ended_at is not None or link.rotation != opened.rotation:
        raise NotFound


async def _refuse_known(session: AsyncSession, invitation_id: UUID, key: str) -> None:
    """Nobody gets two links to one reply."""
    has_one = await session.scalar(
        select(InvitationLink.id)
        .outerjoin(Contact, Contact.id == InvitationLink.contact_id)
        .outerjoin(PassedOn, PassedOn.link_id == InvitationLink.id)
        .where(
            InvitationLink.invitation_id == invitation_id,
            InvitationLink.ended_at.is_(None),
            Contact.ended_at.is_(None),
            func.coalesce(Contact.email_key, PassedOn.email_key) == key,
        )
        .limit(1)
    )
    if has_one is not None:
        raise Invalid({"email": gettext("This address has the invitation already.")})


async def _refuse_too_many(session: AsyncSession, opened: Opened, key: str, now: datetime) -> None:
    passed = await session.scalar(
        select(func.count())
        .select_from(PassedOn)
        .join(InvitationLink, InvitationLink.id == PassedOn.link_id)
        .where(InvitationLink.invitation_id == opened.invitation_id)
    )
    if (passed or 0) >= MOST:
        raise TooMany(
            gettext(
                "This invitation was passed on {most} times. If somebody else should have it, forward the mail or ask the"
                " secretariat.",
                most=MOST,
            ),
            int(_A_DAY.total_seconds()),
        )
    today = await session.scalar(
        select(func.count())
        .select_from(Message)
        .where(
            Message.coalition_id == opened.letter.coalition_id,
            Message.created_at > now - _A_DAY,
            *is_mail_to(PASSED_ON, key),
        )
    )
    if (today or 0) >= MOST_TO_AN_ADDRESS:
        raise TooMany(
            gettext("This address was written to often enough today. Try again tomorrow, or ask the secretariat."),
            int(_A_DAY.total_seconds()),
        )


def answered_by(link_id: SQLColumnExpression[UUID]) -> ColumnElement[bool]:
    """SQL for whether the holder of a link has declined, asked for time, or sent a signature, whatever became of it.

    What they signed for a branch is no answer to the invitation.
    """
    own = (Signature.invitation_link_id == link_id) & Signature.branch_of_id.is_(None)
    return or_(
        exists().where(Answer.invitation_link_id == link_id),
        exists().where(own, Signature.submitted_at.is_not(None)),
        exists().where(
            own,
            LateRequest.signature_id == Signature.id,
            LateRequest.state == LateState.ASKED,
        ),
    )
