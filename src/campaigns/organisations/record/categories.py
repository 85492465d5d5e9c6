"""The labels by which a coalition tells its organisations apart: categories, and interests."""

from uuid import UUID

import msgspec
from sqlalchemy import delete, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.errors import Invalid, NotFound
from campaigns.languages.catalogues import gettext, gettext_noop
from campaigns.organisations.models import Category, InCategory
from campaigns.organisations.record.fields import CategoryFields, LabelFields
from campaigns.organisations.relations import CategoryKind

#: Of each kind.
MOST_LABELS = 100


class CategoryDetail(msgspec.Struct, frozen=True, kw_only=True):
    """A category or an interest, and how many organisations it is on."""

    id: UUID
    kind: CategoryKind
    label: str
    organisations: int


async def categories(session: AsyncSession) -> list[CategoryDetail]:
    """The coalition's categories in alphabetical order, and then its interests."""
    found = await session.execute(
        select(Category.id, Category.kind, Category.label, func.count(InCategory.id).label("organisations"))
        .outerjoin(InCategory, InCategory.category_id == Category.id)
        .group_by(Category.id)
        .order_by(Category.kind, Category.label_key)
        .limit(MOST_LABELS * len(CategoryKind))
    )
    return [CategoryDetail(**row) for row in found.mappings()]


async def add_category(session: AsyncSession, coalition_id: UUID, fields: CategoryFields) -> Category:
    """Add a label. Raises `Invalid`, also for one that is there already."""
    checked = fields.checked()
    there = await session.scalar(select(func.count()).select_from(Category).where(Category.kind == checked.kind))
    if (there or 0) >= MOST_LABELS:
        raise Invalid({"label": gettext(_TOO_MANY[checked.kind], most=MOST_LABELS)})
    category = Category(coalition_id=coalition_id, kind=checked.kind)
    await _write(session, category, checked.label)
    return category


async def rename_category(session: AsyncSession, category_id: UUID, fields: LabelFields) -> Category:
    """Write a label differently, on every organisation that has it; its kind stays. Raises `Invalid`, `NotFound`."""
    checked = fields.checked()
    category = await session.get(Category, category_id, with_for_update=True)
    if category is None:
        raise NotFound
    await _write(session, category, checked.label)
    return category


async def remove_category(session: AsyncSession, category_id: UUID) -> CategoryKind:
    """Take a label away, also from the organisations that have it, and say of which kind it was. Raises `NotFound`."""
    category = await session.get(Category, category_id, with_for_update=True)
    if category is None:
        raise NotFound
    await session.execute(delete(InCategory).where(InCategory.category_id == category_id))
    await session.delete(category)
    await session.flush()
    return category.kind


_TOO_MANY = {
    CategoryKind.CATEGORY: gettext_noop("A coalition may have {most} categories."),
    CategoryKind.INTEREST: gettext_noop("A coalition may have {most} interests."),
}
_THERE = {
    CategoryKind.CATEGORY: gettext_noop("There is a category “{label}” already."),
    CategoryKind.INTEREST: gettext_noop("There is an interest “{label}” already."),
}


async def _write(session: AsyncSession, category: Category, label: str) -> None:
    kind = category.kind
    try:
        async with session.begin_nested():
            category.label, category.label_key = label, label_key(label)
            session.add(category)
            await session.flush()
    except IntegrityError:
        raise Invalid({"label": gettext(_THERE[kind], label=label)}) from None


def label_key(label: str) -> str:
    """What two writings of one label share."""
    return " ".join(label.casefold().split())
