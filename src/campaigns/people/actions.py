"""Asking to sign in, and using up the mailed link or the code beside it."""

from datetime import datetime, timedelta
from uuid import UUID

import msgspec
from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.errors import NotAllowedNow, NotFound, TooMany
from campaigns.languages.catalogues import gettext, ngettext
from campaigns.mail.addresses import checked, match_key
from campaigns.mail.lifecycle import MessageState
from campaigns.mail.models import Stream
from campaigns.mail.outbox import Recipient, send
from campaigns.people.models import Person, SignInRequest
from campaigns.tokens import Keys, Purpose, row_of

#: The kind of the mail with the link and the code.
SIGN_IN = "sign_in"
#: How long both work (OWASP ASVS 5.0, 6.5.5).
LINK_LIFE = timedelta(minutes=10)
MOST_WRONG_CODES = 5
#: How often one client may ask for one address.
LIMITS = ((5, timedelta(minutes=15)), (20, timedelta(days=1)))
#: How often one address may be asked for by all clients that never signed in with it. With the wrong codes above, strangers
#: guess one code in two thousand each day at best; they cannot keep out whoever signs in from where they did before.
BY_STRANGERS = (100, timedelta(days=1))
#: How long a client at which an address was signed in with is known by it.
KNOWN_FOR = timedelta(days=30)

#: Stands in the outbox for an address nobody has; RFC 2606 keeps the domain from existing, and nothing is sent there.
NOBODY = Recipient("", "nobody@sign-in.invalid")


class LinkOver(NotAllowedNow):
    """A sign-in link that was real, and works no more."""


class CodeRefused(msgspec.Struct, frozen=True):
    """Why a code did not sign anybody in. Returned and not raised, because the wrong try must be committed.

    `over` says that no other code will do either: ask for a new mail.
    """

    words: str
    over: bool


async def find_or_create(session: AsyncSession, email: str, name: str, now: datetime) -> Person:
    """The person with this address, made if there is none yet. Raises `Invalid` (field `email`)."""
    address = checked(email)
    key = match_key(address)
    row = {"name": name, "email": address, "email_key": key, "created_at": now}
    await session.execute(insert(Person).values(row).on_conflict_do_nothing(index_elements=[Person.email_key]))
    return await _person_with(session, key)


async def _person_with(session: AsyncSession, email_key: str) -> Person:
    found = await session.scalars(select(Person).where(Person.email_key == email_key))
    return found.one()


async def request_sign_in(session: AsyncSession, keys: Keys, email: str, client: str, now: datetime) -> UUID:
    """Have a link and a code mailed to whoever has this address; the id of the request.

    For an address nobody has, the same statements run and the same answer is given; the mail is dropped from the start.
    Mail goes to the address we know, never to the one typed. `client` is the network address that asks
    (`web.clients.client_of`). Raises `Invalid` (field `email`) and `TooMany`.
    """
    key = match_key(checked(email))
    email_hash, client_hash = keys.hashed("sign-in address", key), keys.hashed("sign-in client", client)
    await _hold_to_limits(session, email_hash, client_hash, now)
    person = await session.scalar(select(Person).where(Person.email_key == key))
    request = SignInRequest(
        person_id=person.id if person else None,
        email_hash=email_hash,
        client_hash=client_hash,
        created_at=now,
        expires_at=now + LINK_LIFE,
        used_at=None,
    )
    session.add(request)
    await session.flush()
    recipient = Recipient(person.name, person.email) if person else NOBODY
    # Mail to nobody must not stand in the way of mail to somebody.
    state = MessageState.QUEUED if person else MessageState.CANCELLED
    await send(session, SIGN_IN, request.id, to=recipient, stream=Stream.NOTICE, now=now, state=state)
    return request.id


async def _hold_to_limits(session: AsyncSession, email_hash: str, client_hash: str, now: datetime) -> None:
    # One request for an address at a time, or twenty at once would all find room.
    await session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(email_hash, 0))))
    asked = SignInRequest.email_hash == email_hash
    here = SignInRequest.client_hash == client_hash
    waits = [await _wait(session, (asked, here), limit, now) for limit in LIMITS]
    signed_in_here = select(SignInRequest.id).where(
        asked, here, SignInRequest.used_at.is_not(None), SignInRequest.created_at > now - KNOWN_FOR
    )
    if await session.scalar(select(~signed_in_here.exists())):
        waits.append(await _wait(session, (asked,), BY_STRANGERS, now))
    wait = max(waits)
    if wait > timedelta(0):
        minutes = -(-int(wait.total_seconds()) // 60)
        raise TooMany(
            gettext(
                "Too many links were asked for with this address. Use the newest one, or ask again in {minutes} minutes.",
                minutes=str(minutes),
            ),
            retry_after=int(wait.total_seconds()) + 1,
        )


async def _wait(
    session: AsyncSession, which: tuple[ColumnElement[bool], ...], limit: tuple[int, timedelta], now: datetime
) -> timedelta:
    """How long until one more of these requests finds room; nothing or less where it does now."""
    most, window = limit
    fullest = (
        select(SignInRequest.created_at).where(*which).order_by(SignInRequest.created_at.desc()).offset(most - 1).limit(1)
    )
    counts_from = await session.scalar(fullest)
    return counts_from + window - now if counts_from else timedelta(0)


async def redeem_link(session: AsyncSession, keys: Keys, token: str, now: datetime) -> Person:
    """Use up a link and say whom to sign in. Of any number of tries at once, one succeeds.

    Raises `NotFound` for what is no link of ours, `LinkOver` for one that was used or is older than ten minutes.
    """
    request_id = row_of(token)
    if not keys.holds(token, Purpose.SIGN_IN, request_id):
        raise NotFound
    person = await _redeem(session, request_id, now)
    if person is None:
        raise LinkOver(gettext("This link has been used or is older than ten minutes."))
    return person


async def redeem_code(session: AsyncSession, keys: Keys, request_id: UUID, code: str, now: datetime) -> Person | CodeRefused:
    """Use up a request by its code and say whom to sign in. Commit the transaction whatever is returned.

    Five wrong codes end the code, counted without gaps however many come at once; the link goes on working.
    """
    if keys.code_holds(code, Purpose.SIGN_IN, request_id):
        person = await _redeem(session, request_id, now, SignInRequest.wrong_codes < MOST_WRONG_CODES)
        if person is not None:
            return person
    wrong = await session.scalar(
        update(SignInRequest)
        .where(SignInRequest.id == request_id, *_open(now), SignInRequest.wrong_codes < MOST_WRONG_CODES)
        .values(wrong_codes=SignInRequest.wrong_codes + 1)
        .returning(SignInRequest.wrong_codes)
        .execution_options(synchronize_session=False)
    )
    if wrong is None:
        return CodeRefused(gettext("This code has been used, was wrong too often or is older than ten minutes."), over=True)
    if (left := MOST_WRONG_CODES - wrong) == 0:
        return CodeRefused(gettext("This is not the code in the mail, and there are no tries left."), over=True)
    return CodeRefused(
        ngettext(
            "This is not the code in the mail. You can try {number} more time.",
            "This is not the code in the mail. You can try {number} more times.",
            left,
        ),
        over=False,
    )


async def _redeem(session: AsyncSession, request_id: UUID, now: datetime, *more: ColumnElement[bool]) -> Person | None:
    """Use a request up, by one statement, and say whose it was; None where there is nothing to use up any more."""
    person_id = await session.scalar(
        update(SignInRequest)
        .where(SignInRequest.id == request_id, *_open(now), SignInRequest.person_id.is_not(None), *more)
        .values(used_at=now)
        .returning(SignInRequest.person_id)
        .execution_options(synchronize_session=False)
    )
    return None if person_id is None else await session.get_one(Person, person_id)


def _open(now: datetime) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return SignInRequest.used_at.is_(None), SignInRequest.expires_at > now
