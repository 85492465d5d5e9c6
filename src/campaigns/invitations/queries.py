"""Whom a letter can go to, and what an invitation wave would do. The session is held to the coalition by the caller."""

from collections.abc import Sequence
from enum import StrEnum
from uuid import UUID

import msgspec
from sqlalchemy import ColumnElement, Select, case, exists, func, literal, select, true, tuple_
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from campaigns.invitations.models import Invitation
from campaigns.languages.catalogues import gettext_noop
from campaigns.mail.models import Stream, Suppression
from campaigns.mail.suppression import stands_for, stopped
from campaigns.names.tidy import tidy
from campaigns.organisations.known_by import name_has
from campaigns.organisations.models import Category, Contact, InCategory, Organisation
from campaigns.organisations.record.categories import MOST_LABELS
from campaigns.organisations.relations import CategoryKind

PAGE = 50
#: How many organisations that cannot be reached are named; the others are counted.
NAMED = 20


#: Why nobody at an organisation can be invited, as people read it.
WHY_WORDS: dict[str, str] = {
    "no_contact": gettext_noop("nobody gets invitations"),
    "ended": gettext_noop("every contact has ended"),
    "unsubscribed": gettext_noop("wants no invitations"),
    "complained": gettext_noop("reported an invitation as unwanted"),
    "bounced": gettext_noop("mail comes back"),
}


class Who(StrEnum):
    """Whom a wave goes to, of those that are not invited yet."""

    MEMBERS = "members"
    EVERYBODY = "everybody"
    CATEGORIES = "categories"
    CHOSEN = "chosen"


class CategoryOption(msgspec.Struct, frozen=True, kw_only=True):
    """A category or an interest, and how many organisations that have it are not invited yet."""

    id: UUID
    kind: CategoryKind
    label: str
    organisations: int


class Option(msgspec.Struct, frozen=True, kw_only=True):
    """An organisation that may be invited. `contacts` counts those that get invitations and can be written to.

    With none it cannot be reached, and `why` is a key of `WHY_WORDS`; otherwise it is empty.
    """

    id: UUID
    name: str
    is_member: bool
    contacts: int
    invited: bool
    why: str


class Reach(msgspec.Struct, frozen=True, kw_only=True):
    """What a wave would do: organisations not invited yet, mails to their contacts, and those nobody can be written to for.

    `unreachable_names` are the first twenty of them, and `unreachable_why` has a key of `WHY_WORDS` for each.
    """

    organisations: int
    mails: int
    unreachable: int
    unreachable_names: list[str]
    unreachable_why: list[str]


async def options(
    session: AsyncSession, letter_id: UUID, *, search: str = "", after: UUID | None = None, limit: int = PAGE
) -> list[Option]:
    """Organisations in filing order whose name or acronym has `search` in it; ask on with the last id as `after`."""
    query = _options(letter_id).where(_matching(search)).limit(limit)
    if after is not None:
        other = aliased(Organisation)
        place = select(other.sort_key, other.id).where(other.id == after).scalar_subquery()
        query = query.where(tuple_(Organisation.sort_key, Organisation.id) > place)
    return await _read(session, query)


async def chosen(session: AsyncSession, letter_id: UUID, ids: Sequence[UUID]) -> list[Option]:
    """The organisations with these ids, in filing order; unknown ids are left out."""
    return await _read(session, _options(letter_id).where(Organisation.id.in_(ids))) if ids else []


def wanted(who: Who, ids: Sequence[UUID] = ()) -> ColumnElement[bool]:
    """SQL for the organisations that are meant, invited or not.

    `ids` are organisations for `CHOSEN`, and categories or interests for `CATEGORIES`, where any is enough; otherwise they
    do not count.
    """
    match who:
        case Who.MEMBERS:
            return Organisation.is_member.is_(True)
        case Who.EVERYBODY:
            return true()
        case Who.CATEGORIES:
            return exists().where(InCategory.organisation_id == Organisation.id, InCategory.category_id.in_(ids))
        case Who.CHOSEN:
            return Organisation.id.in_(ids)


async def to_invite(session: AsyncSession, letter_id: UUID, who: Who, ids: Sequence[UUID] = ()) -> Sequence[UUID]:
    """Everyone of these organisations that is not invited yet; `ids` as in `wanted`."""
    found = await session.scalars(select(Organisation.id).where(wanted(who, ids), ~_invited(letter_id)))
    return found.all()


async def categories_to_invite(session: AsyncSession, letter_id: UUID) -> list[CategoryOption]:
    """The coalition's categories with somebody to invite in alphabetical order, and then its interests."""
    found = await session.execute(
        select(Category.id, Category.kind, Category.label, func.count().label("organisations"))
        .join(InCategory, InCategory.category_id == Category.id)
        .join(Organisation, Organisation.id == InCategory.organisation_id)
        .where(~_invited(letter_id))
        .group_by(Category.id)
        .order_by(Category.kind, Category.label_key)
        .limit(MOST_LABELS * len(CategoryKind))
    )
    return [CategoryOption(**row) for row in found.mappings()]


async def reach(session: AsyncSession, letter_id: UUID, who: Who = Who.MEMBERS, ids: Sequence[UUID] = ()) -> Reach:
    """What inviting these organisations would do."""
    each = (
        select(Organisation.display_name, Organisation.sort_key, _contacts().label("contacts"), _why().label("why"))
        .where(wanted(who, ids), ~_invited(letter_id))
        .subquery()
    )
    unreachable = each.c.contacts == 0
    counted = await session.execute(
        select(
            func.count(),
            func.coalesce(func.sum(each.c.contacts), 0),
            func.count().filter(unreachable),
        ).select_from(each)
    )
    organisations, mails, without = counted.one()
    named: Sequence[tuple[str, str]] = []
    if without:
        found = await session.execute(
            select(each.c.display_name, each.c.why).where(unreachable).order_by(each.c.sort_key).limit(NAMED)
        )
        named = [(name, why) for name, why in found]
    return Reach(
        organisations=organisations,
        mails=int(mails),
        unreachable=without,
        unreachable_names=[name for name, _ in named],
        unreachable_why=[why for _, why in named],
    )


async def count_invited(session: AsyncSession, letter_id: UUID) -> int:
    """How many organisations were invited to sign a letter."""
    counted = await session.scalar(select(func.count()).select_from(Invitation).where(Invitation.letter_id == letter_id))
    return counted or 0


def not_invited(letter_id: UUID) -> ColumnElement[bool]:
    """SQL that is true for an organisation that was not invited to sign a letter."""
    return ~_invited(letter_id)


def _contacts() -> ColumnElement[int]:
    return (
        select(func.count())
        .select_from(Contact)
        .where(*_INVITED_CONTACTS, ~stopped(Contact.email_key, Contact.coalition_id, Stream.INVITATION))
        .correlate(Organisation)
        .scalar_subquery()
    )


def _why() -> ColumnElement[str]:
    """A key of `WHY_WORDS` for an organisation without anybody to invite."""
    suppressed = (
        select(func.min(Suppression.reason))
        .join(Contact, Contact.email_key == Suppression.email_key)
        .where(*_INVITED_CONTACTS, Suppression.coalition_id == Contact.coalition_id, stands_for(Stream.INVITATION))
        .correlate(Organisation)
        .scalar_subquery()
    )
    current = exists().where(Contact.organisation_id == Organisation.id, Contact.ended_at.is_(None))
    ended = exists().where(Contact.organisation_id == Organisation.id, Contact.ended_at.is_not(None))
    alone = case((ended & ~current, literal("ended")), else_=literal("no_contact"))
    return case((_contacts() > 0, literal("")), else_=func.coalesce(suppressed, alone))


_INVITED_CONTACTS = (Contact.organisation_id == Organisation.id, Contact.gets_invitations, Contact.ended_at.is_(None))


def _invited(letter_id: UUID) -> ColumnElement[bool]:
    return exists().where(Invitation.letter_id == letter_id, Invitation.organisation_id == Organisation.id)


def _options(letter_id: UUID) -> Select[UUID, str, bool, int, bool, str]:
    return select(
        Organisation.id,
        Organisation.display_name,
        Organisation.is_member,
        _contacts().label("contacts"),
        _invited(letter_id).label("invited"),
        _why().label("why"),
    ).order_by(Organisation.sort_key, Organisation.id)


async def _read(session: AsyncSession, query: Select[UUID, str, bool, int, bool, str]) -> list[Option]:
    return [
        Option(id=id_, name=name, is_member=is_member, contacts=contacts, invited=invited, why=why)
        for id_, name, is_member, contacts, invited, why in await session.execute(query)
    ]


def _matching(search: str) -> ColumnElement[bool]:
    words = tidy(search)
    if not words:
        return Organisation.id.is_not(None)
    return name_has(words)
