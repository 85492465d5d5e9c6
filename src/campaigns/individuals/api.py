"""Signing in a personal capacity by the JSON API: a link's token in the address, the same actions as the pages."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from litestar import Router, get, post
from litestar.params import FromPath, JSONBody
from litestar.response import Response

from campaigns.errors import Conflict, Invalid
from campaigns.individuals.access import Own, open_check, open_own, own_token
from campaigns.individuals.actions import begin, change_address, confirm, confirm_by_code, send_again, submit, withdraw
from campaigns.individuals.answers import YouAnswer, answer_consent, answer_you
from campaigns.individuals.lifecycle import IndividualState
from campaigns.letters.queries import LetterDetail
from campaigns.signatures.api_bodies import CodeTyped, Withdrawing
from campaigns.signatures.calls import DEPENDENCIES, Call, Calling
from campaigns.signatures.public_route import BEGINS_PER_HOUR, published_letter
from campaigns.web.clients import client_of
from campaigns.web.dependencies import Keys, Limits, Session
from campaigns.web.problems import handle


class IndividualSigning(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that a signature in a personal capacity takes, in one request.

    `version` is the version of the text that was read. `publish_name` has no default and must be true: it is the person's
    own consent to their name, title and affiliation being published. `email` is never published. `sort_by` are the words of
    the name by which the list files it, where that is not the last one.
    """

    version: int
    name: str
    sort_by: str = ""
    title: str = ""
    affiliation: str = ""
    email: str
    publish_name: bool | None


class AnotherAddress(msgspec.Struct, frozen=True, kw_only=True):
    """The address to check in place of the one given."""

    email: str


class IndividualSeen(msgspec.Struct, frozen=True, kw_only=True):
    """A signature in a personal capacity, as its signer sees it. `token` opens `/api/v1/individuals/{token}`.

    `letter` and `version` say what was signed; `review_note` is the secretariat's reason where it refused or removed it.
    """

    reference: str
    letter: str
    title_of_letter: str
    version: int
    fingerprint: str
    state: IndividualState
    name: str
    title: str
    affiliation: str
    email: str
    consent: str
    attested: str
    submitted_at: datetime | None
    review_note: str
    token: str


@post("/letters/{coalition:str}/{slug:str}/individuals", status_code=201)
async def sign_from_outside(
    coalition: FromPath[str], slug: FromPath[str], data: JSONBody[IndividualSigning], call: Calling, limits: Limits
) -> IndividualSeen:
    """Sign a published letter in a personal capacity, where it takes individuals: an address check, then a review."""
    await limits.count("begin to sign", client_of(call.request), BEGINS_PER_HOUR, 3600, call.now)
    _, letter = await published_letter(call.session, coalition, slug)
    return await _sign(call, letter, data)


@post("/invitations/{token:str}/individuals", status_code=201)
async def sign_as_invited(
    token: FromPath[str], data: JSONBody[IndividualSigning], call: Calling, limits: Limits
) -> IndividualSeen:
    """Sign in a personal capacity by the link of an organisation's invitation. The organisation's reply stays as it is."""
    await limits.count("begin to sign", client_of(call.request), BEGINS_PER_HOUR, 3600, call.now)
    reply, _ = await call.invited(token)
    return await _sign(call, reply.letter, data, reply.opened.link_id if reply.opened else None)


@get("/individuals/{token:str}")
async def read_own(token: FromPath[str], session: Session, keys: Keys) -> IndividualSeen:
    """How a signature stands, for whoever sent it. Reading changes nothing."""
    return _seen(await open_own(session, keys, token))


@post("/individuals/{token:str}/code", status_code=200)
async def confirm_with_code(token: FromPath[str], data: JSONBody[CodeTyped], call: Calling) -> Response[Any]:
    """Confirm the address by the code that was mailed to it. After five wrong codes only the mailed link works."""
    own = await open_own(call.session, call.keys, token)
    if own.signature.submitted_at is None:
        raise Conflict("Nothing was sent yet, so there is no address to confirm.")
    by = own.actor(call.request_id)
    if not await confirm_by_code(call.session, call.keys, own.signature.id, data.code, by, call.now):
        # Answered and not raised, so that the wrong code stays counted.
        return handle(call.request, Invalid({"code": "This is not the code of the newest mail."}))
    return Response(_seen(await open_own(call.session, call.keys, token)), status_code=200)


@post("/individuals/{token:str}/again", status_code=200)
async def send_mail_again(token: FromPath[str], call: Calling) -> IndividualSeen:
    """Ask for the same link and code once more."""
    own = await open_own(call.session, call.keys, token)
    await send_again(call.session, own.signature.id, call.now)
    return _seen(own)


@post("/individuals/{token:str}/address", status_code=200)
async def check_another_address(token: FromPath[str], data: JSONBody[AnotherAddress], call: Calling) -> IndividualSeen:
    """Check another address. Links mailed before end, and so does this token: go on with the one in the answer."""
    own = await open_own(call.session, call.keys, token)
    changed = await change_address(call.session, own.signature.id, data.email, own.actor(call.request_id), call.now)
    return _seen(await open_own(call.session, call.keys, own_token(call.keys, changed.id, changed.rotation)))


@post("/individuals/{token:str}/withdrawal", status_code=200)
async def withdraw_own(token: FromPath[str], data: JSONBody[Withdrawing], call: Calling) -> IndividualSeen:
    """Withdraw the signature. The name leaves every page at once."""
    own = await open_own(call.session, call.keys, token)
    await withdraw(call.session, own.signature.id, data.reason, own.actor(call.request_id), call.now)
    return _seen(await open_own(call.session, call.keys, token))


@post("/individual-checks/{token:str}", status_code=200)
async def confirm_by_link(token: FromPath[str], call: Calling) -> IndividualSeen:
    """Confirm the address by the link that was mailed to it. Doing it again changes nothing."""
    own = await open_check(call.session, call.keys, token)
    await confirm(call.session, own.signature.id, own.actor(call.request_id), call.now)
    return _seen(await open_check(call.session, call.keys, token))


async def _sign(call: Call, letter: LetterDetail, data: IndividualSigning, from_link: UUID | None = None) -> IndividualSeen:
    signature = await begin(call.session, letter, call.now, from_link=from_link)
    if data.version != letter.version:
        raise Conflict(f"Version {letter.version} is open for signature, not version {data.version}. Read it first.")
    problems: dict[str, str] = {}
    you = YouAnswer(**{name: getattr(data, name) for name in YouAnswer.__struct_fields__})
    try:
        answer_you(signature, you)
    except Invalid as invalid:
        problems |= invalid.problems
    try:
        answer_consent(signature, publish=data.publish_name, now=call.now)
    except Invalid as invalid:
        problems |= invalid.problems
    if problems:
        raise Invalid(problems)
    await call.session.flush()
    token = own_token(call.keys, signature.id, signature.rotation)
    own = await open_own(call.session, call.keys, token)
    await submit(call.session, signature.id, None, own.actor(call.request_id), call.now)
    return _seen(await open_own(call.session, call.keys, token))


def _seen(own: Own) -> IndividualSeen:
    signature, letter = own.signature, own.letter
    refused = signature.state in {IndividualState.REJECTED, IndividualState.REMOVED}
    return IndividualSeen(
        reference=signature.reference(letter.reference),
        letter=letter.reference,
        title_of_letter=letter.words.title,
        version=letter.version,
        fingerprint=letter.content_hash or "",
        state=signature.state,
        name=signature.name,
        title=signature.title,
        affiliation=signature.affiliation,
        email=signature.email,
        consent=signature.consent,
        attested=signature.attested,
        submitted_at=signature.submitted_at,
        review_note=signature.review_note if refused else "",
        token=own.token,
    )


ROUTER = Router(
    "/api/v1",
    route_handlers=[
        sign_from_outside,
        sign_as_invited,
        read_own,
        confirm_with_code,
        send_mail_again,
        check_another_address,
        withdraw_own,
        confirm_by_link,
    ],
    dependencies=DEPENDENCIES,
    tags=["Personal capacity"],
    security=[],
    response_headers={"Cache-Control": "no-store"},
)
