"""What is on record of an organisation for programs, below `/api/v1/coalitions/{coalition}/organisations`."""

from typing import Any
from uuid import UUID

import msgspec
from litestar import delete, get, post, put
from litestar.params import FromPath, FromQuery, JSONBody
from litestar.response import Response

from campaigns.coalitions.roles import Permission
from campaigns.instants import wall_clock
from campaigns.organisations.dependencies import By, Place
from campaigns.organisations.record import details, names, signers
from campaigns.organisations.record.boilerplate import BoilerplateDetail, boilerplate_versions
from campaigns.organisations.record.boilerplate import set_boilerplate as write_boilerplate
from campaigns.organisations.record.categories import (
    CategoryDetail,
    add_category,
    categories,
    remove_category,
    rename_category,
)
from campaigns.organisations.record.fields import (
    CategoryFields,
    DetailFields,
    IdentifierFields,
    LabelFields,
    OtherNameFields,
    RelationFields,
    SignerFields,
)
from campaigns.organisations.record.logo import picture_of
from campaigns.organisations.record.logo import remove_logo as take_logo_away
from campaigns.organisations.record.logo import set_logo as draw_logo
from campaigns.organisations.record.queries import ChangesPage, OrganisationRecord, changes_page, organisation_record
from campaigns.web.bodies import FORM_LIMIT
from campaigns.web.dependencies import Now, Session
from campaigns.web.logos import LARGEST_BYTES


class RelationChange(RelationFields, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The relation as it shall be; 409 if the organisation was changed since the answer that had this `row_version`."""

    row_version: int


class DetailChange(DetailFields, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The details as they shall be; 409 if the organisation was changed since the answer that had this `row_version`."""

    row_version: int


class Logo(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A picture (PNG, JPEG or WebP, up to 2 MB, in base64), what it shows, and that the organisation lets you use it.

    Without a picture only the words change.
    """

    picture: bytes | None = None
    alt: str
    rights: bool = False


class BoilerplateText(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A new version, of a hundred words at most; empty takes the boilerplate away."""

    text: str


@post("/organisations/{organisation_id:uuid}/names")
async def add_name(
    organisation_id: FromPath[UUID], data: JSONBody[OtherNameFields], session: Session, place: Place, by: By, now: Now
) -> OrganisationRecord:
    """Add a name by which the organisation is found. Another legal name takes the place of the one there was."""
    place.require(Permission.MANAGE_ORGANISATIONS)
    await names.add_name(session, organisation_id, data, by, now)
    return await organisation_record(session, organisation_id)


@delete("/organisations/{organisation_id:uuid}/names/{name_id:uuid}", status_code=204)
async def remove_name(
    organisation_id: FromPath[UUID], name_id: FromPath[UUID], session: Session, place: Place, by: By, now: Now
) -> None:
    """Take a name away."""
    place.require(Permission.MANAGE_ORGANISATIONS)
    await names.remove_name(session, organisation_id, name_id, by, now)


@post("/organisations/{organisation_id:uuid}/identifiers")
async def add_identifier(
    organisation_id: FromPath[UUID], data: JSONBody[IdentifierFields], session: Session, place: Place, by: By, now: Now
) -> OrganisationRecord:
    """Add a number in a register: GB-CHC, GB-SC, GB-NIC or GB-COH. No two organisations may have the same."""
    place.require(Permission.MANAGE_ORGANISATIONS)
    await names.add_identifier(session, organisation_id, data, by, now)
    return await organisation_record(session, organisation_id)


@delete("/organisations/{organisation_id:uuid}/identifiers/{identifier_id:uuid}", status_code=204)
async def remove_identifier(
    organisation_id: FromPath[UUID], identifier_id: FromPath[UUID], session: Session, place: Place, by: By, now: Now
) -> None:
    """Take a number away."""
    place.require(Permission.MANAGE_ORGANISATIONS)
    await names.remove_identifier(session, organisation_id, identifier_id, by, now)


@put("/organisations/{organisation_id:uuid}/relation")
async def set_relation(
    organisation_id: FromPath[UUID], data: JSONBody[RelationChange], session: Session, place: Place, by: By, now: Now
) -> OrganisationRecord:
    """Say how the organisation stands to the coalition: member, partner, was a member, or neither."""
    place.require(Permission.MANAGE_ORGANISATIONS)
    today = wall_clock(now, place.zone).date()
    await details.set_relation(session, organisation_id, data, data.row_version, by, now, today)
    return await organisation_record(session, organisation_id)


@put("/organisations/{organisation_id:uuid}/details")
async def set_details(
    organisation_id: FromPath[UUID], data: JSONBody[DetailChange], session: Session, place: Place, by: By, now: Now
) -> OrganisationRecord:
    """Say where the organisation is, its language, of which organisation it is a branch, its categories and interests."""
    place.require(Permission.MANAGE_ORGANISATIONS)
    await details.set_details(session, organisation_id, data, data.row_version, by, now)
    return await organisation_record(session, organisation_id)


@post("/organisations/{organisation_id:uuid}/signers")
async def add_signer(
    organisation_id: FromPath[UUID], data: JSONBody[SignerFields], session: Session, place: Place, by: By, now: Now
) -> OrganisationRecord:
    """Add a person who may sign for the organisation."""
    place.require(Permission.MANAGE_ORGANISATIONS)
    await signers.add_signer(session, organisation_id, data, by, now)
    return await organisation_record(session, organisation_id)


@put("/organisations/{organisation_id:uuid}/signers/{signer_id:uuid}")
async def change_signer(
    organisation_id: FromPath[UUID],
    signer_id: FromPath[UUID],
    data: JSONBody[SignerFields],
    session: Session,
    place: Place,
    by: By,
    now: Now,
) -> OrganisationRecord:
    """Change a person who may sign, or say until when."""
    place.require(Permission.MANAGE_ORGANISATIONS)
    await signers.change_signer(session, organisation_id, signer_id, data, by, now)
    return await organisation_record(session, organisation_id)


@delete("/organisations/{organisation_id:uuid}/signers/{signer_id:uuid}", status_code=204)
async def remove_signer(
    organisation_id: FromPath[UUID], signer_id: FromPath[UUID], session: Session, place: Place, by: By, now: Now
) -> None:
    """Take a person off the record."""
    place.require(Permission.MANAGE_ORGANISATIONS)
    await signers.remove_signer(session, organisation_id, signer_id, by, now)


@put("/organisations/{organisation_id:uuid}/logo", request_max_body_size=2 * LARGEST_BYTES + FORM_LIMIT)
async def set_logo(
    organisation_id: FromPath[UUID], data: JSONBody[Logo], session: Session, place: Place, by: By, now: Now
) -> OrganisationRecord:
    """Give the organisation a logo, drawn anew as a PNG."""
    place.require(Permission.MANAGE_ORGANISATIONS)
    await draw_logo(session, organisation_id, data.picture, data.alt, rights=data.rights, actor=by, now=now)
    return await organisation_record(session, organisation_id)


@get("/organisations/{organisation_id:uuid}/logo")
async def read_logo(organisation_id: FromPath[UUID], session: Session, place: Place) -> Response[Any]:
    """The picture, as PNG."""
    place.require(Permission.MANAGE_ORGANISATIONS)
    png, _ = await picture_of(session, organisation_id)
    return Response(png, media_type="image/png")


@delete("/organisations/{organisation_id:uuid}/logo", status_code=204)
async def remove_logo(organisation_id: FromPath[UUID], session: Session, place: Place, by: By, now: Now) -> None:
    """Take the logo away."""
    place.require(Permission.MANAGE_ORGANISATIONS)
    await take_logo_away(session, organisation_id, by, now)


@get("/organisations/{organisation_id:uuid}/boilerplate")
async def list_boilerplate(organisation_id: FromPath[UUID], session: Session, place: Place) -> list[BoilerplateDetail]:
    """Every version of the boilerplate; the first counts."""
    place.require(Permission.MANAGE_ORGANISATIONS)
    return await boilerplate_versions(session, organisation_id)


@put("/organisations/{organisation_id:uuid}/boilerplate")
async def set_boilerplate(
    organisation_id: FromPath[UUID], data: JSONBody[BoilerplateText], session: Session, place: Place, by: By, now: Now
) -> list[BoilerplateDetail]:
    """Add a version of the boilerplate; those before it are kept."""
    place.require(Permission.MANAGE_ORGANISATIONS)
    await write_boilerplate(session, organisation_id, data.text, by, now)
    return await boilerplate_versions(session, organisation_id)


@get("/organisations/{organisation_id:uuid}/changes")
async def list_changes(
    organisation_id: FromPath[UUID], session: Session, place: Place, before: FromQuery[UUID | None] = None
) -> ChangesPage:
    """What was changed on the organisation's record, the newest first; ask on with `earlier` as `before`."""
    place.require(Permission.MANAGE_ORGANISATIONS)
    return await changes_page(session, organisation_id, before)


@get("/organisations/categories")
async def list_categories(session: Session, place: Place) -> list[CategoryDetail]:
    """The coalition's categories in alphabetical order, and then its interests, with how many organisations each is on."""
    place.require(Permission.MANAGE_ORGANISATIONS)
    return await categories(session)


@post("/organisations/categories")
async def new_category(data: JSONBody[CategoryFields], session: Session, place: Place) -> list[CategoryDetail]:
    """Add a category, or with `kind: interest` an interest."""
    place.require(Permission.MANAGE_ORGANISATIONS)
    await add_category(session, place.coalition_id, data)
    return await categories(session)


@put("/organisations/categories/{category_id:uuid}")
async def change_category(
    category_id: FromPath[UUID], data: JSONBody[LabelFields], session: Session, place: Place
) -> list[CategoryDetail]:
    """Write a category or an interest differently. Which of them it is stays."""
    place.require(Permission.MANAGE_ORGANISATIONS)
    await rename_category(session, category_id, data)
    return await categories(session)


@delete("/organisations/categories/{category_id:uuid}", status_code=204)
async def drop_category(category_id: FromPath[UUID], session: Session, place: Place) -> None:
    """Take a category or an interest away, also from the organisations that have it."""
    place.require(Permission.MANAGE_ORGANISATIONS)
    await remove_category(session, category_id)


HANDLERS = [
    add_name,
    remove_name,
    add_identifier,
    remove_identifier,
    set_relation,
    set_details,
    add_signer,
    change_signer,
    remove_signer,
    set_logo,
    read_logo,
    remove_logo,
    list_boilerplate,
    set_boilerplate,
    list_changes,
    list_categories,
    new_category,
    change_category,
    drop_category,
]
