"""What the sign-in pages show."""

from datetime import datetime

import msgspec
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.errors import NotFound
from campaigns.people.models import Person, SignInRequest
from campaigns.tokens import Keys, Purpose, row_of


class SignInLink(msgspec.Struct, frozen=True):
    """A mailed link as it is now: whom it signs in, and whether it still would."""

    email: str
    works: bool
    used: bool


async def sign_in_link(session: AsyncSession, keys: Keys, token: str, now: datetime) -> SignInLink:
    """What a link would do, without doing it. Raises `NotFound` for what is no link of ours."""
    request_id = row_of(token)
    if not keys.holds(token, Purpose.SIGN_IN, request_id):
        raise NotFound
    found = await session.execute(
        select(Person.email, SignInRequest.used_at, SignInRequest.expires_at)
        .join(SignInRequest, SignInRequest.person_id == Person.id)
        .where(SignInRequest.id == request_id)
    )
    row = found.first()
    if row is None:
        raise NotFound
    return SignInLink(row.email, works=row.used_at is None and row.expires_at > now, used=row.used_at is not None)
