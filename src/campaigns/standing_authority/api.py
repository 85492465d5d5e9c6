"""Standing authority as JSON, for the secretariat: the same actions as the pages."""

from datetime import date
from uuid import UUID

import msgspec
from litestar import Router, get, post, put
from litestar.params import FromPath, FromQuery, JSONBody

from campaigns.coalitions.dependencies import By, Scope
from campaigns.coalitions.roles import Permission
from campaigns.instants import wall_clock
from campaigns.letters.dependencies import SECRETARIAT
from campaigns.letters.models import LetterKind
from campaigns.letters.pages.form import LETTER_LIMIT
from campaigns.letters.queries import letter_of_reference
from campaigns.organisations.queries import organisation_detail
from campaigns.signatures.queries import SignatureDetail, detail_of
from campaigns.standing_authority import actions
from campaigns.standing_authority.queries import (
    Askable,
    AuthorityDetail,
    Candidate,
    Told,
    askable,
    authority_of,
    candidates,
    listed,
    of_organisation,
)
from campaigns.standing_authority.scope import ScopeFields
from campaigns.standing_authority.using import Use, refusal, use
from campaigns.web.dependencies import Now, Session


class Switched(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whether the coalition has standing authority on. It is off until somebody switches it on."""

    on: bool


class OfOrganisation(msgspec.Struct, frozen=True, kw_only=True):
    """An organisation's standing authorities, the newest first, and who of its contacts can be asked for one."""

    authorities: list[AuthorityDetail]
    people: list[Askable]


class Asked(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whom to ask, and for what. `until` is the last day, at most twelve months from now."""

    contact_id: UUID
    kinds: list[LetterKind]
    topics: str
    addressees: str
    until: date


class MayBeSigned(msgspec.Struct, frozen=True, kw_only=True):
    """For whom the letter may be signed by standing authority. `refusal` says why for nobody; null where it can be."""

    version: int
    refusal: str | None
    organisations: list[Candidate]


class OneUse(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One organisation, by its authority, and why the letter is within the scope."""

    authority_id: UUID
    why: str


class Uses(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All of them are signed for, or none. `version` is the number of the version that was looked at."""

    version: int
    uses: list[OneUse]


@get("/standing-authority")
async def read_switch(place: Scope) -> Switched:
    """Whether the coalition has standing authority on."""
    place.require(Permission.MANAGE_COALITION)
    return Switched(on=place.standing_authority)


@put("/standing-authority")
async def switch(data: JSONBody[Switched], session: Session, place: Scope) -> Switched:
    """Switch it on or off. While it is off, nothing that was given can be used."""
    place.require(Permission.MANAGE_COALITION)
    await actions.switch(session, place.coalition_id, on=data.on)
    return data


@get("/standing-authorities")
async def list_authorities(session: Session, place: Scope, after: FromQuery[UUID | None] = None) -> list[AuthorityDetail]:
    """Fifty that are in force or asked for, by the organisation's name; ask on with the last id as `after`."""
    place.require(Permission.MANAGE_ORGANISATIONS)
    return await listed(session, after)


@get("/standing-authorities/{authority_id:uuid}")
async def read_authority(authority_id: FromPath[UUID], session: Session, place: Scope) -> Told:
    """One of them with its history and its uses."""
    place.require(Permission.MANAGE_ORGANISATIONS)
    return await authority_of(session, authority_id)


@post("/standing-authorities/{authority_id:uuid}/end", status_code=200)
async def end_authority(authority_id: FromPath[UUID], session: Session, place: Scope, by: By, now: Now) -> Told:
    """End it at once, or take a request back. Signatures made by it stay."""
    place.require(Permission.MANAGE_ORGANISATIONS)
    await actions.end(session, authority_id, by, now)
    return await authority_of(session, authority_id)


@get("/organisations/{organisation_id:uuid}/standing-authorities")
async def read_of_organisation(organisation_id: FromPath[UUID], session: Session, place: Scope, now: Now) -> OfOrganisation:
    """What an organisation gave or was asked for, and who can be asked."""
    place.require(Permission.MANAGE_ORGANISATIONS)
    await organisation_detail(session, organisation_id)
    today = wall_clock(now, place.zone).date()
    return OfOrganisation(
        authorities=await of_organisation(session, organisation_id),
        people=await askable(session, organisation_id, today),
    )


@post("/organisations/{organisation_id:uuid}/standing-authorities")
async def ask_for_authority(
    organisation_id: FromPath[UUID], data: JSONBody[Asked], session: Session, place: Scope, by: By, now: Now
) -> Told:
    """Ask a contact by mail. Nothing is in force before that person says yes."""
    place.require(Permission.MANAGE_ORGANISATIONS)
    scope = ScopeFields(kinds=data.kinds, topics=data.topics, addressees=data.addressees, until=data.until)
    made = await actions.ask(session, organisation_id, data.contact_id, scope, by, now)
    return await authority_of(session, made.id)


@get("/letters/{reference:str}/standing-authority")
async def list_candidates(
    reference: FromPath[str], session: Session, place: Scope, now: Now, after: FromQuery[UUID | None] = None
) -> MayBeSigned:
    """Fifty organisations that the letter may be signed for; ask on with the last authority's id as `after`."""
    place.require(Permission.REVIEW_SIGNATURES)
    letter = await letter_of_reference(session, reference)
    why_not = refusal(letter, now, switched_on=place.standing_authority)
    found = [] if why_not else await candidates(session, letter, now, after=after)
    return MayBeSigned(version=letter.version, refusal=why_not, organisations=found)


@post("/letters/{reference:str}/standing-authority", request_max_body_size=LETTER_LIMIT)
async def sign_by_authority(
    reference: FromPath[str], data: JSONBody[Uses], session: Session, place: Scope, by: By, now: Now
) -> list[SignatureDetail]:
    """Sign for organisations by their standing authority. Each counts at once, and their people are told with the text."""
    place.require(Permission.REVIEW_SIGNATURES)
    letter = await letter_of_reference(session, reference)
    wanted = [Use(authority_id=one.authority_id, why=one.why) for one in data.uses]
    return [detail_of(one) for one in await use(session, letter.id, wanted, data.version, by, now)]


ROUTER = Router(
    "/api/v1/coalitions/{coalition:str}",
    dependencies=SECRETARIAT,
    tags=["Standing authority"],
    security=[{"session": []}],
    route_handlers=[
        read_switch,
        switch,
        list_authorities,
        read_authority,
        end_authority,
        read_of_organisation,
        ask_for_authority,
        list_candidates,
        sign_by_authority,
    ],
)
