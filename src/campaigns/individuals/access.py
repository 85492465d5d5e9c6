"""What a link to a signature in a personal capacity opens: its own page, and the address check."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.actors import Actor, ActorKind
from campaigns.coalitions.models import Coalition
from campaigns.coalitions.queries import CoalitionLook, look_of
from campaigns.database import hold_to, unscoped
from campaigns.errors import NotFound
from campaigns.individuals.models import IndividualSignature
from campaigns.individuals.queries import IndividualDetail, detail_of
from campaigns.languages.locales import prefer
from campaigns.letters.models import Letter, Version
from campaigns.letters.queries import LetterDetail
from campaigns.letters.queries import detail_of as letter_detail_of
from campaigns.tokens import Keys, Purpose, row_of


@dataclass(frozen=True, kw_only=True)
class Own:
    """Somebody's own signature, as the holder of a link to it sees it. The session is held to its coalition."""

    token: str
    coalition: CoalitionLook
    letter: LetterDetail
    signature: IndividualDetail

    @property
    def base(self) -> str:
        """The path that every page of this signature begins with."""
        return f"/p/{self.token}"

    def actor(self, request_id: str = "") -> Actor:
        """The person, as history rows name them."""
        return Actor(ActorKind.LINK, self.signature.name or "a signer", self.signature.id, request_id)


async def open_own(session: AsyncSession, keys: Keys, token: str) -> Own:
    """What a signature's own token opens. Reading changes nothing. Raises `NotFound`."""
    return await _open(session, keys, token, Purpose.INDIVIDUAL)


async def open_check(session: AsyncSession, keys: Keys, token: str) -> Own:
    """The signature whose address a mailed token checks. Reading changes nothing.

    Raises `NotFound` for a token never made, or ended because the signer chose another address.
    """
    return await _open(session, keys, token, Purpose.INDIVIDUAL_CHECK)


def own_token(keys: Keys, signature_id: UUID, rotation: int) -> str:
    """The token of a signature's own page."""
    return keys.token(Purpose.INDIVIDUAL, signature_id, rotation)


async def _open(session: AsyncSession, keys: Keys, token: str, purpose: Purpose) -> Own:
    found = await session.execute(
        select(IndividualSignature, Letter, Version, Coalition)
        .join(Letter, Letter.id == IndividualSignature.letter_id)
        .join(Version, Version.id == IndividualSignature.version_id)
        .join(Coalition, Coalition.id == IndividualSignature.coalition_id)
        .where(IndividualSignature.id == row_of(token))
        .execution_options(**unscoped("the token decides which coalition the session is held to"))
    )
    row = found.first()
    if row is None:
        raise NotFound
    signature, letter, version, coalition = row
    if not keys.holds(token, purpose, signature.id, signature.rotation):
        raise NotFound
    hold_to(session, signature.coalition_id)
    prefer(signature.locale)
    return Own(
        token=own_token(keys, signature.id, signature.rotation),
        coalition=look_of(coalition),
        letter=letter_detail_of(letter, version),
        signature=detail_of(signature),
    )
