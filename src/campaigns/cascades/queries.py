"""Cascade links as the secretariat sees them, with figures of what came by each."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.cascades.lifecycle import LinkState
from campaigns.cascades.models import CASCADE_PACK, CASCADE_PAGE, CascadeEvent, state_of
from campaigns.errors import NotFound
from campaigns.letters.models import Letter
from campaigns.mail.models import Message
from campaigns.organisations.models import Contact, Organisation
from campaigns.signatures.lifecycle import FALLEN, LIVE, PENDING, SignatureState
from campaigns.signatures.models import BodyAnswer, CascadeLink, Signature

#: More bodies than any coalition has.
MOST = 500


class Figures(msgspec.Struct, frozen=True, kw_only=True):
    """How many signatures came by a link, by what has become of them.

    `signed` are on the list, `waiting` for the body's word, `with_secretariat` for the secretariat after it, `not_ours` too,
    because the body says that they are none of its own. `unconfirmed` wait for their signer's address or for somebody to
    authorise them, `suspended` are off the list for now, `fallen` came to nothing. `taken` counts against the cap.
    """

    signed: int
    waiting: int
    with_secretariat: int
    not_ours: int
    unconfirmed: int
    suspended: int
    fallen: int

    @property
    def taken(self) -> int:
        """How many stand or wait."""
        return self.signed + self.waiting + self.with_secretariat + self.not_ours + self.unconfirmed + self.suspended


class CascadeRow(msgspec.Struct, frozen=True, kw_only=True):
    """One cascade link of a letter, with its body and its figures."""

    id: UUID
    organisation_id: UUID
    body: str
    cap: int
    state: LinkState
    created_at: datetime
    row_version: int
    figures: Figures


class CascadeStepTold(msgspec.Struct, frozen=True, kw_only=True):
    """One step of a link's history. `at` is in UTC."""

    at: datetime
    step: str
    by: str
    reason: str


class PackSent(msgspec.Struct, frozen=True, kw_only=True):
    """One mail: `cascade_pack` with the text to send on, or `cascade_page` with the link to the body's own page.

    `sent_at` is when a mail server took it; `smtp_reply` why one was not sent.
    """

    kind: str
    name: str
    email: str
    state: str
    sent_at: datetime | None
    smtp_reply: str


class BodyOption(msgspec.Struct, frozen=True, kw_only=True):
    """An infrastructure body that has no link to the letter. `contacts` counts those who get invitations."""

    id: UUID
    name: str
    contacts: int


#: What the body has still to say a word to.
WAITS = (Signature.state == SignatureState.AWAITING_REVIEW) & Signature.body_answer.is_(None)


def is_with_secretariat(answer: BodyAnswer) -> ColumnElement[bool]:
    """SQL for a signature that waits for the secretariat after the body's answer."""
    return (Signature.state == SignatureState.AWAITING_REVIEW) & (Signature.body_answer == answer)


def _counts() -> tuple[ColumnElement[int], ...]:
    unconfirmed = Signature.state.in_(PENDING - {SignatureState.AWAITING_REVIEW})
    return (
        func.count().filter(Signature.state == SignatureState.ACCEPTED).label("signed"),
        func.count().filter(WAITS).label("waiting"),
        func.count().filter(is_with_secretariat(BodyAnswer.VOUCHED)).label("with_secretariat"),
        func.count().filter(is_with_secretariat(BodyAnswer.NOT_OURS)).label("not_ours"),
        func.count().filter(unconfirmed).label("unconfirmed"),
        func.count().filter(Signature.state.in_(LIVE - {SignatureState.ACCEPTED})).label("suspended"),
        func.count().filter(Signature.state.in_(FALLEN) & Signature.number.is_not(None)).label("fallen"),
    )


async def figures_of(session: AsyncSession, link_id: UUID) -> Figures:
    """The figures of one link, by one statement."""
    counted = await session.execute(select(*_counts()).where(Signature.cascade_link_id == link_id))
    return Figures(**counted.mappings().one())


async def cascades_of(session: AsyncSession, letter_id: UUID, limit: int = MOST) -> list[CascadeRow]:
    """The links of a letter, the newest first, with their figures: two statements, however many there are."""
    newest = select(CascadeLink.id).where(CascadeLink.letter_id == letter_id).order_by(CascadeLink.id.desc()).limit(limit)
    return await _rows(session, newest)


async def cascade(session: AsyncSession, letter_id: UUID, link_id: UUID) -> CascadeRow:
    """One link of a letter. Raises `NotFound`."""
    which = select(CascadeLink.id).where(CascadeLink.letter_id == letter_id, CascadeLink.id == link_id)
    rows = await _rows(session, which)
    if not rows:
        raise NotFound
    return rows[0]


async def _rows(session: AsyncSession, which: Select[UUID]) -> list[CascadeRow]:
    found = (
        await session.execute(
            select(CascadeLink, Organisation.display_name)
            .join(Organisation, Organisation.id == CascadeLink.organisation_id)
            .where(CascadeLink.id.in_(which))
            .order_by(CascadeLink.id.desc())
        )
    ).all()
    counted = await session.execute(
        select(Signature.cascade_link_id, *_counts())
        .where(Signature.cascade_link_id.in_([link.id for link, _ in found]))
        .group_by(Signature.cascade_link_id)
    )
    figures = {
        row["cascade_link_id"]: Figures(**{name: row[name] for name in Figures.__struct_fields__})
        for row in counted.mappings()
    }
    none = Figures(**dict.fromkeys(Figures.__struct_fields__, 0))
    return [
        CascadeRow(
            id=link.id,
            organisation_id=link.organisation_id,
            body=body,
            cap=link.cap,
            state=state_of(link),
            created_at=link.created_at,
            row_version=link.row_version,
            figures=figures.get(link.id, none),
        )
        for link, body in found
    ]


async def bodies_without_link(session: AsyncSession, letter_id: UUID, limit: int = MOST) -> list[BodyOption]:
    """Infrastructure bodies that may be given a link to a letter, in filing order."""
    has = select(CascadeLink.organisation_id).where(CascadeLink.letter_id == letter_id, CascadeLink.ended_at.is_(None))
    contacts = (
        select(func.count())
        .select_from(Contact)
        .where(Contact.organisation_id == Organisation.id, Contact.gets_invitations, Contact.ended_at.is_(None))
        .correlate(Organisation)
        .scalar_subquery()
    )
    found = await session.execute(
        select(Organisation.id, Organisation.display_name, contacts)
        .where(Organisation.is_infrastructure, Organisation.id.not_in(has))
        .order_by(Organisation.sort_key, Organisation.id)
        .limit(limit)
    )
    return [BodyOption(id=id_, name=name, contacts=number) for id_, name, number in found]


async def history_of(session: AsyncSession, link_id: UUID, limit: int = 50) -> list[CascadeStepTold]:
    """The newest steps of a link, newest first."""
    found = await session.scalars(
        select(CascadeEvent).where(CascadeEvent.link_id == link_id).order_by(CascadeEvent.id.desc()).limit(limit)
    )
    return [CascadeStepTold(at=one.at, step=one.step, by=one.actor_name, reason=one.reason) for one in found]


async def packs_of(session: AsyncSession, link_id: UUID, limit: int = 50) -> list[PackSent]:
    """The newest mails with a link, newest first."""
    found: Sequence[Message] = (
        await session.scalars(
            select(Message)
            .where(Message.kind.in_([CASCADE_PACK, CASCADE_PAGE]), Message.subject_id == link_id)
            .order_by(Message.id.desc())
            .limit(limit)
        )
    ).all()
    return [
        PackSent(
            kind=one.kind,
            name=one.recipient_name,
            email=one.recipient_email,
            state=one.state.value,
            sent_at=one.sent_at,
            smtp_reply=one.smtp_reply,
        )
        for one in found
    ]


async def letter_and_body(session: AsyncSession, link_id: UUID) -> tuple[CascadeLink, Letter, Organisation]:
    """A link with its letter and its body. Raises `NotFound`."""
    found = await session.execute(
        select(CascadeLink, Letter, Organisation)
        .join(Letter, Letter.id == CascadeLink.letter_id)
        .join(Organisation, Organisation.id == CascadeLink.organisation_id)
        .where(CascadeLink.id == link_id)
    )
    row = found.first()
    if row is None:
        raise NotFound
    return row[0], row[1], row[2]
