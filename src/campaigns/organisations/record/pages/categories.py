"""The coalition's categories and interests: a list of each with a form for each, and one for another."""

from typing import Annotated
from uuid import UUID

from litestar import get, post
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect, Template
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.coalitions.roles import Permission
from campaigns.coalitions.scope import Scope
from campaigns.errors import Invalid, NotFound
from campaigns.jobs import abandon
from campaigns.organisations.dependencies import Place
from campaigns.organisations.pages.frame import organisations_address, organisations_page, sent_on
from campaigns.organisations.record.categories import add_category, categories, remove_category, rename_category
from campaigns.organisations.record.fields import CategoryFields, LabelFields
from campaigns.organisations.relations import CATEGORY_KINDS, CategoryKind
from campaigns.web.bodies import AnyRequest
from campaigns.web.dependencies import Session
from campaigns.web.forms import Form, begun, read_form
from campaigns.web.labels import label


class CategoryForm(LabelFields, frozen=True, kw_only=True):
    """The form of a category or an interest; `remove` is its second button."""

    remove: Annotated[bool, label("whether the category is taken away")] = False


@get("/organisations/categories", include_in_schema=False)
async def show_categories(session: Session, place: Place, done: FromQuery[str | None] = None) -> Template:
    place.require(Permission.MANAGE_ORGANISATIONS)
    return await _page(session, place, begun(CategoryFields, kind=CategoryKind.CATEGORY), done=done)


@post("/organisations/categories", include_in_schema=False)
async def add(request: AnyRequest, session: Session, place: Place) -> Template | Redirect:
    place.require(Permission.MANAGE_ORGANISATIONS)
    form = await read_form(request, CategoryFields)
    if not form.problems:
        try:
            added = await add_category(session, place.coalition_id, form.value)
        except Invalid as invalid:
            form = form.with_problems(invalid.problems)
        else:
            return sent_on(f"{organisations_address(place)}/categories", done=f"{added.kind}-added")
    abandon(session)
    return await _page(session, place, form, 422)


@get("/organisations/categories/{category_id:uuid}", include_in_schema=False)
async def ask_change(category_id: FromPath[UUID], session: Session, place: Place) -> Template:
    place.require(Permission.MANAGE_ORGANISATIONS)
    return await _change_page(session, place, category_id, None)


@post("/organisations/categories/{category_id:uuid}", include_in_schema=False)
async def change(category_id: FromPath[UUID], request: AnyRequest, session: Session, place: Place) -> Template | Redirect:
    place.require(Permission.MANAGE_ORGANISATIONS)
    form = await read_form(request, CategoryForm)
    here = f"{organisations_address(place)}/categories"
    if form.typed("remove"):
        kind = await remove_category(session, category_id)
        return sent_on(here, done=f"{kind}-removed")
    if not form.problems:
        try:
            changed = await rename_category(session, category_id, form.value)
        except Invalid as invalid:
            form = form.with_problems(invalid.problems)
        else:
            return sent_on(here, done=f"{changed.kind}-changed")
    abandon(session)
    return await _change_page(session, place, category_id, form)


async def _page(
    session: AsyncSession, place: Scope, form: Form[CategoryFields], status: int = 200, done: str | None = None
) -> Template:
    labels = await categories(session)
    return organisations_page("categories", place, status, done=done, form=form, categories=labels, kinds=CATEGORY_KINDS)


async def _change_page(session: AsyncSession, place: Scope, category_id: UUID, form: Form[CategoryForm] | None) -> Template:
    category = next((one for one in await categories(session) if one.id == category_id), None)
    if category is None:
        raise NotFound
    shown = begun(CategoryForm, label=category.label) if form is None else form
    return organisations_page("category", place, 422 if form else 200, form=shown, category=category)


HANDLERS = [show_categories, add, ask_change, change]
