"""Reviews as JSON: the same queries and actions as the secretariat's pages."""

from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID

import msgspec
from litestar import Router, get, post
from litestar.params import FromPath, JSONBody

from campaigns.coalitions.dependencies import By, Scope
from campaigns.coalitions.roles import Permission
from campaigns.letters.dependencies import SECRETARIAT
from campaigns.letters.pages.form import LETTER_LIMIT
from campaigns.letters.queries import letter_of_reference
from campaigns.review import actions
from campaigns.review.known_names import Known, Wanted, near
from campaigns.review.queries import Item, item
from campaigns.review.recording import Agreement, record
from campaigns.signatures.answers import AuthoriserAnswer
from campaigns.signatures.authority_requests import ask_for_authority
from campaigns.signatures.models import Authority, EvidenceKind
from campaigns.signatures.queries import SignatureDetail, detail_of
from campaigns.signatures.replacing import replace_own_link
from campaigns.web.dependencies import Now, Session


class Reviewed(msgspec.Struct, frozen=True, kw_only=True):
    """A signature with, for each name in its row, the known organisations that it may be."""

    item: Item
    near: list[list[Known]]


class Acceptance(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How the authority was checked, and for each name by its place the organisation's id, or null to add a new one.

    `in_place_of` are the ids of signatures of these organisations that stand, in whose place this one is to stand.
    """

    check: str
    organisations: list[UUID | None]
    in_place_of: list[UUID] = []
    row_version: int


class Recorded(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A signature that an organisation gave by email or on the phone.

    `words` are the message, or what was said and on which number; `agreed_at` is when (RFC 3339, with an offset), and
    `version` the number of the version they agreed to. `second_name` and `second_words` are the second person and what they
    said, wanted where the organisation's rule is two people.
    """

    organisation_id: UUID
    display_name: str
    group: bool = False
    signer_name: str
    signer_title: str
    signer_email: str
    authority: Authority
    authority_note: str = ""
    kind: EvidenceKind
    words: str
    agreed_at: Annotated[datetime, msgspec.Meta(tz=True)]
    version: int
    second_name: str = ""
    second_words: str = ""


class Rejection(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Why, in words that the signer reads."""

    reason: str
    row_version: int


class OwnLinkReplacing(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Why a signature's own link is replaced."""

    reason: str
    row_version: int


class Asking(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whom to ask to authorise a signature."""

    authoriser_name: str
    authoriser_email: str
    row_version: int


@get("/{reference:str}/signatures/{signature_id:uuid}")
async def read_signature(
    reference: FromPath[str], signature_id: FromPath[UUID], session: Session, place: Scope, now: Now
) -> Reviewed:
    """Everything said with one signature, its history, and the organisations that it may be for."""
    place.require(Permission.SEE_RESPONSES)
    letter = await letter_of_reference(session, reference)
    found = await item(session, letter.id, signature_id)
    wanted = [Wanted(name=one.name, known_id=one.organisation_id) for one in found.named]
    signature = found.signature
    known = await near(session, letter.id, signature.version_id, wanted, signature.signer_email, now)
    return Reviewed(item=found, near=known)


@post("/{reference:str}/signatures/{signature_id:uuid}/accept", status_code=200)
async def accept_signature(
    reference: FromPath[str],
    signature_id: FromPath[UUID],
    data: JSONBody[Acceptance],
    session: Session,
    place: Scope,
    by: By,
    now: Now,
) -> SignatureDetail:
    """Accept a reviewed signature."""
    place.require(Permission.REVIEW_SIGNATURES)
    letter = await letter_of_reference(session, reference)
    await item(session, letter.id, signature_id)
    decision = actions.Decision(check=data.check, organisations=data.organisations, in_place_of=data.in_place_of)
    return detail_of(await actions.accept(session, signature_id, decision, data.row_version, by, now))


@post("/{reference:str}/signatures/{signature_id:uuid}/reject", status_code=200)
async def reject_signature(
    reference: FromPath[str],
    signature_id: FromPath[UUID],
    data: JSONBody[Rejection],
    session: Session,
    place: Scope,
    by: By,
    now: Now,
) -> SignatureDetail:
    """Reject a reviewed signature."""
    place.require(Permission.REVIEW_SIGNATURES)
    letter = await letter_of_reference(session, reference)
    await item(session, letter.id, signature_id)
    return detail_of(await actions.reject(session, signature_id, data.reason, data.row_version, by, now))


@post("/{reference:str}/signatures", status_code=201, request_max_body_size=LETTER_LIMIT)
async def record_signature(
    reference: FromPath[str], data: JSONBody[Recorded], session: Session, place: Scope, by: By, now: Now
) -> SignatureDetail:
    """Record a signature with its evidence. It counts at once, and the organisation's people are told."""
    place.require(Permission.REVIEW_SIGNATURES)
    letter = await letter_of_reference(session, reference)
    said = {name: getattr(data, name) for name in Agreement.__struct_fields__}
    agreement = Agreement(**{**said, "agreed_at": data.agreed_at.astimezone(UTC)})
    return detail_of(await record(session, letter.id, data.organisation_id, agreement, by, now))


@post("/{reference:str}/signatures/{signature_id:uuid}/ask-authority", status_code=200)
async def ask_authority(
    reference: FromPath[str],
    signature_id: FromPath[UUID],
    data: JSONBody[Asking],
    session: Session,
    place: Scope,
    by: By,
    now: Now,
) -> SignatureDetail:
    """Have somebody at the organisation authorise a signature under review, by mail, before it is decided."""
    place.require(Permission.REVIEW_SIGNATURES)
    letter = await letter_of_reference(session, reference)
    await item(session, letter.id, signature_id)
    whom = AuthoriserAnswer(name=data.authoriser_name, email=data.authoriser_email)
    return detail_of(await ask_for_authority(session, signature_id, whom, data.row_version, by, now))


@post("/{reference:str}/signatures/{signature_id:uuid}/link", status_code=200)
async def replace_signature_link(
    reference: FromPath[str],
    signature_id: FromPath[UUID],
    data: JSONBody[OwnLinkReplacing],
    session: Session,
    place: Scope,
    by: By,
    now: Now,
) -> SignatureDetail:
    """End a signature's own link, because it got out, and mail its signer another one."""
    place.require(Permission.REVIEW_SIGNATURES)
    letter = await letter_of_reference(session, reference)
    await item(session, letter.id, signature_id)
    return detail_of(await replace_own_link(session, signature_id, data.reason, data.row_version, by, now))


ROUTER = Router(
    "/api/v1/coalitions/{coalition:str}/letters",
    dependencies=SECRETARIAT,
    tags=["Responses"],
    security=[{"session": []}],
    route_handlers=[
        read_signature,
        accept_signature,
        reject_signature,
        ask_authority,
        record_signature,
        replace_signature_link,
    ],
)
