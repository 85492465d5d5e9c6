"""Standing authority by program for an organisation's people, with the token in a mail that tells of it."""

from datetime import date, datetime

import msgspec
from litestar import Router, get, post
from litestar.params import FromPath, JSONBody

from campaigns.errors import NotAllowedNow
from campaigns.letters.models import LetterKind
from campaigns.signatures.calls import DEPENDENCIES, Call, Calling
from campaigns.signatures.lifecycle import SignatureState
from campaigns.signatures.models import Authority
from campaigns.standing_authority import actions, using
from campaigns.standing_authority.access import Opened, open_authority
from campaigns.standing_authority.actions import Grant
from campaigns.standing_authority.lifecycle import AuthorityState
from campaigns.standing_authority.queries import UseTold
from campaigns.standing_authority.wording import grant_sentence
from campaigns.web.dependencies import Keys, Session


class UseSeen(msgspec.Struct, frozen=True, kw_only=True):
    """One letter that was signed by it: which, why, by whom, when (UTC), and what became of the signature."""

    number: int
    letter: str
    version: int
    signature_reference: str
    why: str
    used_by: str
    used_at: datetime
    state: SignatureState


class AuthoritySeen(msgspec.Struct, frozen=True, kw_only=True):
    """A standing authority as the organisation's people see it. `attestation` is the sentence that a yes agrees to.

    `until` is the last day. `may_answer` is whether the holder of this token is asked now, `may_end` whether they can end
    it.
    """

    organisation: str
    coalition: str
    state: AuthorityState
    kinds: list[LetterKind]
    topics: str
    addressees: str
    until: date
    person_name: str
    person_title: str
    attestation: str
    may_answer: bool
    may_end: bool
    uses: list[UseSeen]


class Granting(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A yes, and on what basis; `note` says when the trustees agreed or who delegated it."""

    person_name: str
    person_title: str
    basis: Authority
    note: str = ""


class Refusing(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A no; the secretariat reads the reason."""

    reason: str = ""


@get("/{token:str}")
async def read_authority(token: FromPath[str], session: Session, keys: Keys) -> AuthoritySeen:
    """What the link in a mail about a standing authority opens. Reading changes nothing."""
    return _seen(await open_authority(session, keys, token))


@post("/{token:str}/grant", status_code=200)
async def grant_authority(token: FromPath[str], data: JSONBody[Granting], call: Calling) -> AuthoritySeen:
    """Give it, where this token is of the person who is asked. The organisation's other notice contacts are told."""
    opened = await _asked(call, token)
    answer = Grant(person_name=data.person_name, person_title=data.person_title, basis=data.basis, note=data.note)
    await actions.grant(call.session, opened.authority.id, answer, opened.actor(call.request_id), call.now)
    return _seen(await open_authority(call.session, call.keys, token))


@post("/{token:str}/refusal", status_code=200)
async def refuse_authority(token: FromPath[str], data: JSONBody[Refusing], call: Calling) -> AuthoritySeen:
    """Refuse it. The secretariat is told."""
    opened = await _asked(call, token)
    await actions.refuse(call.session, opened.authority.id, data.reason, opened.actor(call.request_id), call.now)
    return _seen(await open_authority(call.session, call.keys, token))


@post("/{token:str}/end", status_code=200)
async def end_authority(token: FromPath[str], call: Calling) -> AuthoritySeen:
    """End it at once. Signatures made by it stay, each with its own way to say no."""
    opened = await open_authority(call.session, call.keys, token)
    if opened.authority.state is AuthorityState.ASKED:
        raise NotAllowedNow("It is not given yet, so there is nothing to end.")
    await actions.end(call.session, opened.authority.id, opened.actor(call.request_id), call.now)
    return _seen(await open_authority(call.session, call.keys, token))


@post("/{token:str}/uses/{number:int}/not-this-one", status_code=200)
async def say_not_this_one(token: FromPath[str], number: FromPath[int], call: Calling) -> AuthoritySeen:
    """Take that signature off the list at once. The authority stays in force for other letters."""
    opened = await open_authority(call.session, call.keys, token)
    use = await opened.use(call.session, number)
    await using.not_this_one(call.session, use.signature_id, opened.actor(call.request_id), call.now)
    return _seen(await open_authority(call.session, call.keys, token))


async def _asked(call: Call, token: str) -> Opened:
    opened = await open_authority(call.session, call.keys, token)
    if not opened.may_answer:
        raise NotAllowedNow("This was answered already, or somebody else is asked.")
    return opened


def _seen(opened: Opened) -> AuthoritySeen:
    authority = opened.authority
    return AuthoritySeen(
        organisation=authority.organisation,
        coalition=opened.coalition.name,
        state=authority.state,
        kinds=authority.kinds,
        topics=authority.topics,
        addressees=authority.addressees,
        until=authority.until,
        person_name=authority.person_name,
        person_title=authority.person_title,
        attestation=authority.granted_words or grant_sentence(authority, opened.coalition.name),
        may_answer=opened.may_answer,
        may_end=opened.may_end,
        uses=[_use(one) for one in opened.told.uses],
    )


def _use(one: UseTold) -> UseSeen:
    return UseSeen(
        number=one.number,
        letter=one.title,
        version=one.version,
        signature_reference=one.signature_reference,
        why=one.why,
        used_by=one.used_by,
        used_at=one.used_at,
        state=one.state,
    )


ROUTER = Router(
    "/api/v1/standing-authorities",
    dependencies=DEPENDENCIES,
    tags=["Replies"],
    security=[],
    response_headers={"Cache-Control": "no-store"},
    route_handlers=[read_authority, grant_authority, refuse_authority, end_authority, say_not_this_one],
)
