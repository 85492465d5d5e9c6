"""The members' part of the JSON API: a link's token in the address, no account, no cookie, the same actions as the pages."""

from functools import partial
from typing import Any
from uuid import UUID

import msgspec
from litestar import Router, get, post
from litestar.params import FromPath, JSONBody
from litestar.response import Response

from campaigns.errors import Conflict, Invalid
from campaigns.invitations.access import open_link
from campaigns.invitations.answering import Decline, MoreTime
from campaigns.signatures.access import Reply, open_address_check, open_invitation, open_reply, reply_token
from campaigns.signatures.answers import (
    AuthoriserAnswer,
    AuthorityAnswer,
    NameAnswer,
    SignerAnswer,
    answer_authoriser,
    answer_authority,
    answer_name,
    answer_signer,
    ask_nobody,
)
from campaigns.signatures.api_bodies import (
    CodeTyped,
    Declining,
    ReplySeen,
    SharedSeen,
    Signing,
    SigningForAnother,
    Waiting,
    Whose,
    Withdrawing,
    seen,
    shared_seen,
)
from campaigns.signatures.branches import Branch, BranchSaid, begin_for_another, begin_for_branch, branches_of
from campaigns.signatures.calls import DEPENDENCIES, Call, Calling
from campaigns.signatures.cascade_route import open_shared, require_open
from campaigns.signatures.confirming import confirm_address, confirm_by_code
from campaigns.signatures.leaving import withdraw
from campaigns.signatures.models import Signature
from campaigns.signatures.public_route import BEGINS_PER_HOUR, published_letter
from campaigns.signatures.replying import ask_for_more_time, decline, sign
from campaigns.signatures.signing import begin_by_invitation, begin_by_public_route
from campaigns.unusual_use.models import PublicPage, Used
from campaigns.unusual_use.pausing import require_not_paused
from campaigns.web.clients import client_of
from campaigns.web.dependencies import Keys, Limits, Now, Session
from campaigns.web.problems import handle


@get("/invitations/{token:str}")
async def read_invitation(token: FromPath[str], session: Session, keys: Keys, now: Now) -> ReplySeen:
    """What an invitation's link opens: the letter, and how the organisation's reply stands. Reading changes nothing."""
    return seen(await open_invitation(session, keys, token), keys, now)


@post("/invitations/{token:str}/signature", status_code=201)
async def sign_by_invitation(token: FromPath[str], data: JSONBody[Signing], call: Calling) -> Response[ReplySeen]:
    """Sign for the invited organisation.

    It counts at once only with an address that the invitation went to, and under the name that the secretariat knows. After
    the deadline nothing is signed: the answers are kept, `late` says so, and the status is 202.
    """
    reply, opened = await call.invited(token)
    signature = await begin_by_invitation(call.session, opened, call.now)
    await _sign(call, reply, signature, data)
    after = await _as_invited(call, token)
    return Response(after, status_code=201 if after.late is None else 202)


@get("/invitations/{token:str}/branches")
async def list_branches(token: FromPath[str], session: Session, keys: Keys) -> list[Branch]:
    """The branches and projects of the invited organisation that are on record, at most two hundred."""
    opened = await open_link(session, keys, token)
    return await branches_of(session, opened.organisation_id)


@post("/invitations/{token:str}/other-signature", status_code=201)
async def sign_for_another(
    token: FromPath[str], data: JSONBody[SigningForAnother], call: Calling, limits: Limits
) -> ReplySeen:
    """Sign for a branch or project of the invited organisation, or for a different one. It is always reviewed.

    The answer is the new reply. The invitation itself is still to be answered.
    """
    await limits.count("begin to sign", client_of(call.request), BEGINS_PER_HOUR, 3600, call.now)
    _, opened = await call.invited(token)
    if data.whose is Whose.BRANCH:
        said = BranchSaid(id=data.branch_id, name=data.display_name, place=data.place)
        try:
            signature = await begin_for_branch(call.session, opened, said, None, call.now)
        except Invalid as invalid:
            names = {"branch": "branch_id", "branch_name": "display_name", "branch_place": "place"}
            raise Invalid({names[field]: words for field, words in invalid.problems.items()}) from None
        data = msgspec.structs.replace(data, display_name=signature.display_name)
    else:
        signature = await begin_for_another(call.session, opened, "", None, call.now)
    own = reply_token(call.keys, signature.id, signature.rotation)
    await _sign(call, await call.replied(own), signature, data)
    return await _as_signer(call, own)


@post("/invitations/{token:str}/decline", status_code=200)
async def decline_invitation(token: FromPath[str], data: JSONBody[Declining], call: Calling) -> ReplySeen:
    """Answer that the organisation does not sign. It is private everywhere; the newest answer counts."""
    reply, opened = await call.invited(token)
    answer = Decline(
        person_name=data.person_name,
        reasons=data.reasons,
        explanation=data.explanation,
        would_sign_if=data.would_sign_if,
        who_sees=data.who_sees,
    )
    await decline(call.session, opened, answer, _newest_of(reply), call.now)
    return await _as_invited(call, token)


@post("/invitations/{token:str}/more-time", status_code=200)
async def need_more_time(token: FromPath[str], data: JSONBody[Waiting], call: Calling) -> ReplySeen:
    """Answer that the organisation cannot decide yet."""
    reply, opened = await call.invited(token)
    answer = MoreTime(person_name=data.person_name, needed_by=data.needed_by, explanation=data.explanation)
    await ask_for_more_time(call.session, opened, answer, _newest_of(reply), call.now)
    return await _as_invited(call, token)


@post("/invitations/{token:str}/withdrawal", status_code=200)
async def withdraw_by_invitation(token: FromPath[str], data: JSONBody[Withdrawing], call: Calling) -> ReplySeen:
    """Withdraw the organisation's signature, whichever of its people sent it."""
    reply, _ = await call.invited(token)
    await _withdraw(call, reply, data)
    return await _as_invited(call, token)


@post("/letters/{coalition:str}/{slug:str}/signatures", status_code=201)
async def sign_from_outside(
    coalition: FromPath[str], slug: FromPath[str], data: JSONBody[Signing], call: Calling, limits: Limits
) -> ReplySeen:
    """Sign a published letter for an organisation that nobody invited: an address check, then a review."""
    await limits.count("begin to sign", client_of(call.request), BEGINS_PER_HOUR, 3600, call.now)
    _, letter = await published_letter(call.session, coalition, slug)
    await call.count_use(Used.PUBLIC, letter.id, letter.id)
    await require_not_paused(call.session, letter.id, PublicPage.PUBLIC)
    signature = await begin_by_public_route(call.session, letter, call.now)
    token = reply_token(call.keys, signature.id, signature.rotation)
    await _sign(call, await call.replied(token), signature, data)
    return await _as_signer(call, token)


@get("/cascades/{token:str}")
async def read_shared_letter(token: FromPath[str], session: Session, keys: Keys, now: Now) -> SharedSeen:
    """What a cascade link opens: the letter, and who shared it. Reading changes nothing."""
    return shared_seen(await open_shared(session, keys, token, now), now)


@post("/cascades/{token:str}/signatures", status_code=201)
async def sign_by_cascade(token: FromPath[str], data: JSONBody[Signing], call: Calling, limits: Limits) -> ReplySeen:
    """Sign by a cascade link: an address check, then always a review. The link may be paused, or have its fill."""
    await limits.count("begin to sign", client_of(call.request), BEGINS_PER_HOUR, 3600, call.now)
    shared = await open_shared(call.session, call.keys, token, call.now)
    await call.count_use(Used.CASCADE, shared.link_id, shared.letter.id)
    require_open(shared)
    signature = await begin_by_public_route(call.session, shared.letter, call.now, shared.link_id)
    own = reply_token(call.keys, signature.id, signature.rotation)
    await _sign(call, await call.replied(own), signature, data)
    return await _as_signer(call, own)


@get("/replies/{token:str}")
async def read_reply(token: FromPath[str], session: Session, keys: Keys, now: Now) -> ReplySeen:
    """How a signature stands, for whoever sent it. Reading changes nothing."""
    return seen(await open_reply(session, keys, token), keys, now)


@post("/replies/{token:str}/code", status_code=200)
async def confirm_with_code(token: FromPath[str], data: JSONBody[CodeTyped], call: Calling) -> Response[Any]:
    """Confirm the signer's address by the code that was mailed to it. After five wrong codes only the mailed link works."""
    reply = await call.replied(token)
    signature = reply.signature
    if signature is None:
        raise Conflict("Nothing was sent yet, so there is no address to confirm.")
    by = reply.actor(call.request_id)
    if not await confirm_by_code(call.session, call.keys, signature.id, data.code, by, call.now):
        # Answered and not raised, so that the wrong code stays counted.
        return handle(call.request, Invalid({"code": "This is not the code of the newest mail."}))
    return Response(await _as_signer(call, token), status_code=200)


@post("/replies/{token:str}/withdrawal", status_code=200)
async def withdraw_own(token: FromPath[str], data: JSONBody[Withdrawing], call: Calling) -> ReplySeen:
    """Withdraw a signature, by its own link."""
    await _withdraw(call, await call.replied(token), data)
    return await _as_signer(call, token)


@post("/address-checks/{token:str}", status_code=200)
async def confirm_by_link(token: FromPath[str], call: Calling) -> ReplySeen:
    """Confirm the signer's address by the link that was mailed to it. Doing it again changes nothing."""
    reply = await open_address_check(call.session, call.keys, token)
    if reply.signature is not None:
        await confirm_address(call.session, reply.signature.id, reply.actor(call.request_id), call.now)
    return seen(await open_address_check(call.session, call.keys, token), call.keys, call.now)


async def _sign(call: Call, reply: Reply, signature: Signature, data: Signing) -> None:
    if data.version != reply.letter.version:
        raise Conflict(f"Version {reply.letter.version} is open for signature, not version {data.version}. Read it first.")
    problems: dict[str, str] = {}
    person = SignerAnswer(
        signer_name=data.signer_name,
        signer_title=data.signer_title,
        signer_email=data.signer_email,
        signer_phone=data.signer_phone,
        show_person=data.show_person,
    )
    named = NameAnswer(display_name=data.display_name, joint_names=data.joint_names, group=data.group)
    puts = [partial(answer_name, signature, named), partial(answer_signer, signature, person)]
    ask_nobody(signature)
    if data.authoriser is not None:
        whom = AuthoriserAnswer(name=data.authoriser.authoriser_name, email=data.authoriser.authoriser_email)
        puts.append(partial(answer_authoriser, signature, whom))
    if data.authority is not None or data.authoriser is None:
        basis = AuthorityAnswer(authority=data.authority, authority_note=data.authority_note)
        puts.append(partial(answer_authority, signature, basis))
    else:
        signature.authority, signature.authority_note = None, ""
    for put in puts:
        try:
            put()
        except Invalid as invalid:
            problems |= invalid.problems
    if problems:
        raise Invalid(problems)
    await call.session.flush()
    await sign(call.session, reply, signature.id, None, reply.actor(call.request_id), call.now)


async def _withdraw(call: Call, reply: Reply, data: Withdrawing) -> None:
    if reply.signature is None:
        raise Conflict("There is no signature to withdraw.")
    await withdraw(call.session, reply.signature.id, data.reason, reply.actor(call.request_id), call.now)


def _newest_of(reply: Reply) -> UUID | None:
    return reply.answer.id if reply.answer else None


async def _as_invited(call: Call, token: str) -> ReplySeen:
    return seen(await open_invitation(call.session, call.keys, token), call.keys, call.now)


async def _as_signer(call: Call, token: str) -> ReplySeen:
    return seen(await open_reply(call.session, call.keys, token), call.keys, call.now)


HANDLERS = [
    Router(
        "/api/v1",
        route_handlers=[
            read_invitation,
            sign_by_invitation,
            list_branches,
            sign_for_another,
            decline_invitation,
            need_more_time,
            withdraw_by_invitation,
            sign_from_outside,
            read_shared_letter,
            sign_by_cascade,
            read_reply,
            confirm_with_code,
            withdraw_own,
            confirm_by_link,
        ],
        dependencies=DEPENDENCIES,
        tags=["Replies"],
        security=[],
        response_headers={"Cache-Control": "no-store"},
    )
]
