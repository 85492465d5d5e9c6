"""The route of a cascade link: what the link opens, whether it takes a signature now, and in words why it does not.

Many people open the same link. Whether it takes one more is asked when the answers are sent, under the letter's row lock,
which pausing it and changing its cap take too: so the cap holds to the last place, however many come at once.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.coalitions.models import Coalition
from campaigns.coalitions.queries import CoalitionLook, look_of
from campaigns.database import hold_to, unscoped
from campaigns.errors import NotAllowedNow, NotFound, Replaced
from campaigns.invitations.window import accepts
from campaigns.languages.catalogues import gettext
from campaigns.letters.models import Letter, Version
from campaigns.letters.queries import LetterDetail, detail_of
from campaigns.organisations.models import Organisation
from campaigns.signatures.lifecycle import LIVE, PENDING
from campaigns.signatures.models import CascadeLink, Signature
from campaigns.tokens import Keys, Purpose, row_of


class Shut(StrEnum):
    """Why a cascade link takes no signature now."""

    CLOSED = "closed"
    ENDED = "ended"
    PAUSED = "paused"
    FULL = "full"


@dataclass(frozen=True, kw_only=True)
class SharedLetter:
    """A letter as whoever opens a cascade link sees it. The session is held to its coalition."""

    token: str
    link_id: UUID
    body: str
    coalition: CoalitionLook
    letter: LetterDetail
    shut: Shut | None

    @property
    def base(self) -> str:
        """The path of the page."""
        return f"/c/{self.token}"

    @property
    def why(self) -> str:
        """Why nothing can be signed here now, in a sentence; empty where it can."""
        return why_shut(self.shut, self.body)


async def open_shared(session: AsyncSession, keys: Keys, token: str, now: datetime) -> SharedLetter:
    """What a cascade link opens, also once it takes nothing more. Reading changes nothing.

    Raises `NotFound`, and `Replaced` for one in whose place there is another.
    """
    found = await session.execute(
        select(CascadeLink, Organisation.display_name, Letter, Version, Coalition)
        .join(Organisation, Organisation.id == CascadeLink.organisation_id)
        .join(Letter, Letter.id == CascadeLink.letter_id)
        .join(Version, (Version.letter_id == Letter.id) & (Version.number == Letter.version_number))
        .join(Coalition, Coalition.id == CascadeLink.coalition_id)
        .where(CascadeLink.id == row_of(token))
        .execution_options(**unscoped("the token decides which coalition the session is held to"))
    )
    row = found.first()
    if row is None:
        raise NotFound
    if keys.was_replaced(token, Purpose.CASCADE, row[0].id, row[0].rotation):
        raise Replaced(row[4].contact_email)
    if not keys.holds(token, Purpose.CASCADE, row[0].id, row[0].rotation):
        raise NotFound
    link, body, letter, version, coalition = row
    hold_to(session, link.coalition_id)
    detail = detail_of(letter, version)
    return SharedLetter(
        token=token,
        link_id=link.id,
        body=body,
        coalition=look_of(coalition),
        letter=detail,
        shut=shut_now(link, await count_taken(session, link.id)) if accepts(detail, now) else Shut.CLOSED,
    )


def require_open(shared: SharedLetter) -> None:
    """Raise `NotAllowedNow`, with the reason, for a link by which nothing can be begun now."""
    if shared.shut is not None:
        raise NotAllowedNow(shared.why)


async def refusal_of_link(session: AsyncSession, signature: Signature) -> str:
    """Why the cascade link that a signature came by takes it not now; empty where it does, and where it came otherwise.

    The letter's row must be locked.
    """
    if signature.cascade_link_id is None:
        return ""
    found = await session.execute(
        select(CascadeLink, Organisation.display_name)
        .join(Organisation, Organisation.id == CascadeLink.organisation_id)
        .where(CascadeLink.id == signature.cascade_link_id)
        .execution_options(populate_existing=True)
    )
    link, body = found.one()
    why = why_shut(shut_now(link, await count_taken(session, link.id)), body)
    return gettext("{why} Your answers are kept for 14 days.", why=why) if why else ""


async def count_taken(session: AsyncSession, link_id: UUID) -> int:
    """How many signatures stand or wait that came by a link; what came to nothing gives its place back."""
    counted = await session.scalar(
        select(func.count())
        .select_from(Signature)
        .where(Signature.cascade_link_id == link_id, Signature.state.in_(LIVE | PENDING))
    )
    return counted or 0


def shut_now(link: CascadeLink, taken: int) -> Shut | None:
    """Whether a link takes a signature by itself, whatever its letter does; None where it does."""
    if link.ended_at is not None:
        return Shut.ENDED
    if link.paused_at is not None:
        return Shut.PAUSED
    return Shut.FULL if taken >= link.cap else None


def why_shut(shut: Shut | None, body: str) -> str:
    """In a sentence why nothing can be signed by the link of `body` now; empty for None."""
    match shut:
        case None:
            return ""
        case Shut.CLOSED:
            return gettext("Signing has closed, so a signature can no longer be added.")
        case Shut.ENDED:
            return gettext("The link that {body} shared takes no more signatures.", body=body)
        case Shut.PAUSED:
            return gettext(
                "The link that {body} shared is paused for now. Try again later, or ask the secretariat.", body=body
            )
        case Shut.FULL:
            return gettext(
                "As many organisations as the link of {body} takes have signed by it. The secretariat can let it take more.",
                body=body,
            )
