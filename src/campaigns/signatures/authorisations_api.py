"""Authority by a second person, by program: changing who is asked, and answering with the token in the mail that asks."""

from datetime import datetime

import msgspec
from litestar import Router, get, post
from litestar.params import FromPath, JSONBody

from campaigns.errors import Conflict
from campaigns.signatures.access import Reply
from campaigns.signatures.answers import AuthoriserAnswer, authorisation, stands_for
from campaigns.signatures.api_bodies import Asked, ReplySeen, seen
from campaigns.signatures.authorising import (
    Authorisation,
    Ground,
    Refusal,
    Request,
    authorise,
    open_request,
    refuse,
    take_back,
)
from campaigns.signatures.authority_requests import ask_again, change_authoriser
from campaigns.signatures.calls import DEPENDENCIES, Call, Calling
from campaigns.signatures.lifecycle import SignatureState
from campaigns.signatures.models import Authority
from campaigns.signatures.queries import SignatureDetail
from campaigns.text.plain_letter import plain_words
from campaigns.web.dependencies import Keys, Session


class RequestSeen(msgspec.Struct, frozen=True, kw_only=True):
    """A signature as the person sees it who is asked to authorise it.

    `attestation` is the sentence that a yes agrees to. `plain_text` is the whole letter and `fingerprint` its SHA-256 in
    hexadecimal. Instants are in UTC.
    """

    display_name: str
    reference: str
    letter: str
    version: int
    fingerprint: str
    plain_text: str
    signer_name: str
    signer_title: str
    signer_email: str
    submitted_at: datetime | None
    attestation: str
    authoriser_name: str
    answered_at: datetime | None
    authorised: bool
    state: SignatureState


class Authorising(msgspec.Struct, frozen=True, kw_only=True):
    """A yes, and on what basis; `note` says when the trustees agreed or who delegated it."""

    person_name: str
    person_title: str
    basis: Authority
    note: str = ""


class Refusing(msgspec.Struct, frozen=True, kw_only=True):
    """A no; the signer and the secretariat read the reason."""

    person_name: str
    person_title: str
    ground: Ground
    reason: str = ""


@get("/authorisations/{token:str}")
async def read_request(token: FromPath[str], session: Session, keys: Keys) -> RequestSeen:
    """What the link in a request for authority opens. Reading changes nothing."""
    return _seen(await open_request(session, keys, token))


@post("/authorisations/{token:str}/approval", status_code=200)
async def authorise_by_link(token: FromPath[str], data: JSONBody[Authorising], call: Calling) -> RequestSeen:
    """Authorise the signature.

    It counts at once where the secretariat knows the address at the organisation and nothing else asks for a review.
    """
    asked = await open_request(call.session, call.keys, token)
    answer = Authorisation(person_name=data.person_name, person_title=data.person_title, basis=data.basis, note=data.note)
    await authorise(call.session, asked, answer, call.now, call.request_id)
    return _seen(await open_request(call.session, call.keys, token))


@post("/authorisations/{token:str}/refusal", status_code=200)
async def refuse_by_link(token: FromPath[str], data: JSONBody[Refusing], call: Calling) -> RequestSeen:
    """Refuse to authorise the signature. It comes to nothing, and its signer is told."""
    asked = await open_request(call.session, call.keys, token)
    refusal = Refusal(person_name=data.person_name, person_title=data.person_title, ground=data.ground, reason=data.reason)
    await refuse(call.session, asked, refusal, call.now, call.request_id)
    return _seen(await open_request(call.session, call.keys, token))


@post("/authorisations/{token:str}/withdrawal", status_code=200)
async def withdraw_by_request(token: FromPath[str], call: Calling) -> RequestSeen:
    """Withdraw what this person authorised. Doing it again changes nothing."""
    await take_back(call.session, await open_request(call.session, call.keys, token), call.now, call.request_id)
    return _seen(await open_request(call.session, call.keys, token))


@post("/invitations/{token:str}/authoriser", status_code=200)
async def change_authoriser_by_invitation(token: FromPath[str], data: JSONBody[Asked], call: Calling) -> ReplySeen:
    """Ask another person to authorise the signature that was sent by this link; the link of the one asked before ends."""
    reply, _ = await call.invited(token)
    await _change(call, reply, data)
    return seen((await call.invited(token))[0], call.keys, call.now)


@post("/invitations/{token:str}/authoriser/again", status_code=200)
async def ask_again_by_invitation(token: FromPath[str], call: Calling) -> ReplySeen:
    """Send the person who is asked the same link again."""
    reply, _ = await call.invited(token)
    await ask_again(call.session, _own(reply).id, call.now)
    return seen((await call.invited(token))[0], call.keys, call.now)


@post("/replies/{token:str}/authoriser", status_code=200)
async def change_own_authoriser(token: FromPath[str], data: JSONBody[Asked], call: Calling) -> ReplySeen:
    """Ask another person to authorise a signature, by its own link; the link of the one asked before ends."""
    await _change(call, await call.replied(token), data)
    return seen(await call.replied(token), call.keys, call.now)


@post("/replies/{token:str}/authoriser/again", status_code=200)
async def ask_again_by_reply(token: FromPath[str], call: Calling) -> ReplySeen:
    """Send the person who is asked the same link again, by the signature's own link."""
    await ask_again(call.session, _own(await call.replied(token)).id, call.now)
    return seen(await call.replied(token), call.keys, call.now)


async def _change(call: Call, reply: Reply, data: Asked) -> None:
    whom = AuthoriserAnswer(name=data.authoriser_name, email=data.authoriser_email)
    await change_authoriser(call.session, _own(reply).id, whom, reply.actor(call.request_id), call.now)


def _own(reply: Reply) -> SignatureDetail:
    """The signature that was sent by this very link. Raises `Conflict`."""
    if reply.signature is None or not reply.own:
        raise Conflict("Nothing that was sent by this link waits for somebody to authorise it.")
    return reply.signature


def _seen(asked: Request) -> RequestSeen:
    signature, letter = asked.signature, asked.letter
    return RequestSeen(
        display_name=signature.display_name,
        reference=signature.reference(letter.reference),
        letter=letter.words.title,
        version=letter.version,
        fingerprint=letter.content_hash or "",
        plain_text=plain_words(letter.words),
        signer_name=signature.signer_name,
        signer_title=signature.signer_title,
        signer_email=signature.signer_email,
        submitted_at=signature.submitted_at,
        attestation=authorisation(
            stands_for(signature),
            letter.words.title,
            letter.version,
            signature.signer_name,
            several=bool(signature.joint_names),
        ),
        authoriser_name=signature.authoriser_name,
        answered_at=signature.authority_answered_at,
        authorised=signature.authorised,
        state=signature.state,
    )


ROUTER = Router(
    "/api/v1",
    dependencies=DEPENDENCIES,
    tags=["Replies"],
    security=[],
    response_headers={"Cache-Control": "no-store"},
    route_handlers=[
        read_request,
        authorise_by_link,
        refuse_by_link,
        withdraw_by_request,
        change_authoriser_by_invitation,
        ask_again_by_invitation,
        change_own_authoriser,
        ask_again_by_reply,
    ],
)
