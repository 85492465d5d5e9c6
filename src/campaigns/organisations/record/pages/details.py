"""How an organisation stands to the coalition; and where it is, its language, parent, categories and interests."""

from typing import Annotated
from uuid import UUID

import msgspec
from litestar import get, post
from litestar.params import FromPath
from litestar.response import Redirect, Template
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.coalitions.roles import Permission
from campaigns.coalitions.scope import Scope
from campaigns.errors import Conflict, Invalid, NotAllowedNow
from campaigns.instants import wall_clock
from campaigns.jobs import abandon
from campaigns.organisations.dependencies import By, Place
from campaigns.organisations.known_by import found_by_name
from campaigns.organisations.pages.frame import address_of, organisations_page, sent_on
from campaigns.organisations.record.categories import categories
from campaigns.organisations.record.details import set_details, set_relation
from campaigns.organisations.record.fields import DetailFields, RelationFields
from campaigns.organisations.record.queries import OrganisationRecord, organisation_record
from campaigns.organisations.relations import LANGUAGES, WORDS, Language
from campaigns.web.bodies import AnyRequest
from campaigns.web.dependencies import Now, Session
from campaigns.web.forms import Form, begun, read_form
from campaigns.web.labels import hidden, label, line


class RelationForm(RelationFields, frozen=True, kw_only=True):
    row_version: Annotated[int, hidden()]


class DetailForm(msgspec.Struct, frozen=True, kw_only=True):
    """`DetailFields` as people type them: the organisation that it is a branch of is named, not chosen by its id."""

    locality: Annotated[str, line("the locality", most=5000, required=False)] = ""
    language: Annotated[Language | None, label("the language")] = None
    branch_of: Annotated[str, line("the organisation that it is a branch of", most=5000, required=False)] = ""
    categories: Annotated[list[UUID], label("the categories")] = []
    interests: Annotated[list[UUID], label("the interests")] = []
    row_version: Annotated[int, hidden()]


@get("/organisations/{organisation_id:uuid}/relation", include_in_schema=False)
async def ask_relation(organisation_id: FromPath[UUID], session: Session, place: Place) -> Template:
    place.require(Permission.MANAGE_ORGANISATIONS)
    record = await organisation_record(session, organisation_id)
    values = {name: getattr(record, name) for name in RelationFields.__struct_fields__}
    return _relation_page(place, record, begun(RelationForm, row_version=record.row_version, **values))


@post("/organisations/{organisation_id:uuid}/relation", include_in_schema=False)
async def change_relation(
    organisation_id: FromPath[UUID], request: AnyRequest, session: Session, place: Place, by: By, now: Now
) -> Template | Redirect:
    place.require(Permission.MANAGE_ORGANISATIONS)
    form, conflict = await read_form(request, RelationForm), ""
    if not form.problems:
        today = wall_clock(now, place.zone).date()
        try:
            await set_relation(session, organisation_id, form.value, form.value.row_version, by, now, today)
        except Invalid as invalid:
            form = form.with_problems(invalid.problems)
        except NotAllowedNow as refusal:
            form = form.with_problems({"relation": str(refusal)})
        except Conflict as refusal:
            conflict = str(refusal)
        else:
            return sent_on(address_of(place, organisation_id), done="changed")
    abandon(session)
    record = await organisation_record(session, organisation_id)
    return _relation_page(place, record, form, 409 if conflict else 422, conflict)


@get("/organisations/{organisation_id:uuid}/details", include_in_schema=False)
async def ask_details(organisation_id: FromPath[UUID], session: Session, place: Place) -> Template:
    place.require(Permission.MANAGE_ORGANISATIONS)
    record = await organisation_record(session, organisation_id)
    form = begun(
        DetailForm,
        locality=record.locality,
        language=record.language,
        branch_of=record.branch_of.name if record.branch_of else "",
        categories=[category.id for category in record.categories],
        interests=[interest.id for interest in record.interests],
        row_version=record.row_version,
    )
    return await _details_page(session, place, record, form)


@post("/organisations/{organisation_id:uuid}/details", include_in_schema=False)
async def change_details(
    organisation_id: FromPath[UUID], request: AnyRequest, session: Session, place: Place, by: By, now: Now
) -> Template | Redirect:
    place.require(Permission.MANAGE_ORGANISATIONS)
    form, conflict = await read_form(request, DetailForm), ""
    if not form.problems:
        typed = form.value
        try:
            parent = await found_by_name(session, typed.branch_of, "branch_of") if typed.branch_of else None
            fields = DetailFields(
                locality=typed.locality,
                language=typed.language,
                branch_of_id=parent,
                categories=typed.categories,
                interests=typed.interests,
            )
            await set_details(session, organisation_id, fields, typed.row_version, by, now)
        except Invalid as invalid:
            form = form.with_problems(invalid.problems)
        except Conflict as refusal:
            conflict = str(refusal)
        else:
            return sent_on(address_of(place, organisation_id), done="changed")
    abandon(session)
    record = await organisation_record(session, organisation_id)
    return await _details_page(session, place, record, form, 409 if conflict else 422, conflict)


def _relation_page(
    place: Scope, record: OrganisationRecord, form: Form[RelationForm], status: int = 200, conflict: str = ""
) -> Template:
    # After a conflict the form is as good as one that was opened now: saving it again is a decision.
    row_version = record.row_version if conflict else form.typed("row_version")
    return organisations_page(
        "relation",
        place,
        status,
        organisation=record,
        form=form,
        conflict=conflict,
        row_version=row_version,
        relations=WORDS,
    )


async def _details_page(
    session: AsyncSession,
    place: Scope,
    record: OrganisationRecord,
    form: Form[DetailForm],
    status: int = 200,
    conflict: str = "",
) -> Template:
    row_version = record.row_version if conflict else form.typed("row_version")
    return organisations_page(
        "details",
        place,
        status,
        organisation=record,
        form=form,
        conflict=conflict,
        row_version=row_version,
        languages=LANGUAGES,
        categories=await categories(session),
    )


HANDLERS = [ask_relation, change_relation, ask_details, change_details]
