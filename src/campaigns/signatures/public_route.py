"""Finding the letter that a stranger may sign: published, and open to the public or closed again."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.coalitions.models import Coalition
from campaigns.coalitions.queries import CoalitionLook, look_of
from campaigns.database import hold_to, unscoped
from campaigns.errors import NotFound
from campaigns.letters.lifecycles.release import ReleaseState
from campaigns.letters.lifecycles.signing import SigningState
from campaigns.letters.models import Attribution, Letter, Version
from campaigns.letters.queries import LetterDetail, detail_of
from campaigns.signatures.lifecycle import PENDING
from campaigns.signatures.models import Route, Signature
from campaigns.signatures.steps import Held
from campaigns.unusual_use.models import PublicPage
from campaigns.unusual_use.pausing import counted_since, pause_if_flooded

#: How often one network address may begin to sign; an office behind one address has room for a busy afternoon.
BEGINS_PER_HOUR = 40


def came_by_page(signature: Signature) -> bool:
    """Whether a signature was begun on the public page: not by an invitation, for a branch either, nor a cascade link."""
    return signature.route is Route.PUBLIC and signature.invitation_link_id is None


async def pause_if_many_wait(session: AsyncSession, held: Held, now: datetime) -> None:
    """Pause the public page where more than the letter's limit were sent by it within an hour and still wait.

    Those count whose address is not confirmed yet too, since each of them has a mail sent to somebody.
    """
    if not came_by_page(held.signature):
        return
    waiting = await session.scalar(
        select(func.count())
        .select_from(Signature)
        .where(
            Signature.letter_id == held.letter.id,
            Signature.route == Route.PUBLIC,
            Signature.invitation_link_id.is_(None),
            Signature.state.in_(PENDING),
            Signature.submitted_at > await counted_since(session, held.letter.id, PublicPage.PUBLIC, now),
        )
    )
    await pause_if_flooded(session, held.letter, PublicPage.PUBLIC, waiting or 0, now)


async def published_letter(
    session: AsyncSession, coalition_slug: str, letter_slug: str
) -> tuple[CoalitionLook, LetterDetail]:
    """A published letter that organisations sign, and whose it is; the session is held to that coalition.

    What is told of it is its locked version. Raises `NotFound` in the same way for one that does not exist, is not
    published, has no signatures, or never opened for them.
    """
    found = await session.execute(
        select(Coalition, Letter, Version)
        .join(Letter, Letter.coalition_id == Coalition.id)
        .join(Version, (Version.letter_id == Letter.id) & (Version.number == Letter.version_number))
        .where(
            Coalition.slug == coalition_slug,
            Letter.slug == letter_slug,
            Letter.release == ReleaseState.PUBLISHED,
            Letter.attribution == Attribution.UNDERSIGNED,
            # Once signing has opened the text cannot be revised, nor what else this page shows.
            Letter.signing != SigningState.NOT_OPEN,
            Version.locked_at.is_not(None),
        )
        .execution_options(**unscoped("the address decides which coalition the session is held to"))
    )
    row = found.first()
    if row is None:
        raise NotFound
    coalition, letter, version = row
    hold_to(session, coalition.id)
    return look_of(coalition), detail_of(letter, version)
