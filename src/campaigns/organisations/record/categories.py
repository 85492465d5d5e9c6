"""The labels by which a coalition tells its organisations apart."""

from uuid import UUID

import msgspec
from sqlalchemy import delete, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.errors import Invalid, NotFound
from campaigns.languages.catalogues import gettext
from campaigns.organisations.models import Category, InCategory
from campaigns.organisations.record.fields import CategoryFields

MOST_LABELS = 100


class CategoryDetail(msgspec.Struct, frozen=True, kw_only=True):
    """A category, and how many organisations it is on."""

    id: UUID
    label: str
    organisations: int


async def categories(session: AsyncSession) -> list[CategoryDetail]:
    """The coalition's categories in alphabetical order."""
    found = await session.execute(
        select(Category.id, Category.label, func.count(InCategory.id).label("organisations"))
        .outerjoin(InCategory, InCategory.category_id == Category.id)
        .group_by(Category.id)
        .order_by(Category.label_key)
        .limit(MOST_LABELS)
    )
    return [CategoryDetail(**row) for row in found.mappings()]


async def add_category(session: AsyncSession, coalition_id: UUID, fields: CategoryFields) -> Category:
    """Add a label. Raises `Invalid`, also for one that is there already."""
    checked = fields.checked()
    if (await session.scalar(select(func.count()).select_from(Category)) or 0) >= MOST_LABELS:
        raise Invalid({"label": gettext("A coalition may have {most} categories.", most=MOST_LABELS)})
    category = Category(coalition_id=coalition_id)
    await _write(session, category, checked.label)
    return category


async def rename_category(session: AsyncSession, category_id: UUID, fields: CategoryFields) -> Category:
    """Write a label differently, on every organisation that has it. Raises `Invalid`, `NotFound`."""
    checked = fields.checked()
    category = await session.get(Category, category_id, with_for_update=True)
    if category is None:
        raise NotFound
    await _write(session, category, checked.label)
    return category


async def remove_category(session: AsyncSession, category_id: UUID) -> None:
    """Take a label away, also from the organisations that have it. Raises `NotFound`."""
    category = await session.get(Category, category_id, with_for_update=True)
    if category is None:
        raise NotFound
    await session.execute(delete(InCategory).where(InCategory.category_id == category_id))
    await session.delete(category)
    await session.flush()


async def _write(session: AsyncSession, category: Category, label: str) -> None:
    try:
        async with session.begin_nested():
            category.label, category.label_key = label, label_key(label)
            session.add(category)
            await session.flush()
    except IntegrityError:
        raise Invalid({"label": gettext("There is a category “{label}” already.", label=label)}) from None


def label_key(label: str) -> str:
    """What two writings of one label share."""
    return " ".join(label.casefold().split())
