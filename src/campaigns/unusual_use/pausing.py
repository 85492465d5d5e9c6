"""The two pages by which anybody signs: pausing one, also by itself when more waits than can be looked at, and resuming it.

Everything here takes the letter's row lock, as sending a signature does, so what is decided holds for whoever sends next.
"""

from datetime import datetime, timedelta
from uuid import UUID

import msgspec
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.actors import Actor, job
from campaigns.errors import Invalid, NotAllowedNow
from campaigns.languages.catalogues import gettext
from campaigns.languages.locales import Locale, reading
from campaigns.letters import reasons
from campaigns.letters.lifecycles.signing import SigningStep
from campaigns.letters.models import Attribution, Letter
from campaigns.letters.steps import facts_of, lock_letter, take
from campaigns.unusual_use.alerts import settle_for
from campaigns.unusual_use.models import Outcome, PagePause, PublicPage
from campaigns.unusual_use.telling import PAGE_PAUSED, tell_secretariat

#: What was sent within this time and still waits is counted.
WINDOW = timedelta(hours=1)
LARGEST_LIMIT = 10_000


class PageTold(msgspec.Struct, frozen=True, kw_only=True):
    """A page by which anybody signs. It pauses by itself when more than `pauses_after` that were sent in an hour wait.

    `paused_at`, in UTC, and the others are those of a page that is paused; `waiting` is 0 where a person paused it.
    """

    page: PublicPage
    pauses_after: int
    paused_at: datetime | None
    paused_by: str
    waiting: int


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """How many that were sent in an hour may wait before the public page, and that for individuals, pauses by itself."""

    public: int
    individuals: int


async def pages_of(session: AsyncSession, letter_id: UUID) -> list[PageTold]:
    """The pages of a letter by which anybody signs: two where individuals may sign it."""
    letter = await session.get_one(Letter, letter_id)
    if letter.attribution is not Attribution.UNDERSIGNED:
        return []
    found = await session.scalars(select(PagePause).where(PagePause.letter_id == letter_id, PagePause.resumed_at.is_(None)))
    paused = {one.page: one for one in found}
    return [
        PageTold(
            page=one,
            pauses_after=_limit(letter, one),
            paused_at=paused[one].paused_at if one in paused else None,
            paused_by=paused[one].paused_by if one in paused else "",
            waiting=paused[one].waiting if one in paused else 0,
        )
        for one in PublicPage
        if one is PublicPage.PUBLIC or letter.individuals_may_sign or one in paused
    ]


async def limits_of(session: AsyncSession, letter_id: UUID) -> Limits:
    """From how many on the pages of a letter pause by themselves."""
    letter = await session.get_one(Letter, letter_id)
    return Limits(public=letter.pauses_after, individuals=letter.pauses_individuals_after)


async def is_paused(session: AsyncSession, letter_id: UUID, which: PublicPage) -> bool:
    """Whether a page takes no signatures now."""
    return await _open_pause(session, letter_id, which) is not None


async def require_not_paused(session: AsyncSession, letter_id: UUID, which: PublicPage) -> None:
    """Raise `NotAllowedNow`, in words for whoever wants to sign, where a page is paused."""
    if await is_paused(session, letter_id, which):
        raise NotAllowedNow(gettext("Signing by this page is paused for now. Come back later, or ask the secretariat."))


async def refusal_of_page(session: AsyncSession, letter_id: UUID, which: PublicPage) -> str:
    """Why a page takes not now what was typed on it; empty where it does. The letter's row must be locked."""
    if not await is_paused(session, letter_id, which):
        return ""
    return gettext(
        "Signing by this page is paused for now. Come back later, or ask the secretariat. Your answers are kept for 14 days."
    )


async def pause(session: AsyncSession, letter_id: UUID, which: PublicPage, by: Actor, now: datetime) -> None:
    """Have a page take nothing until it is resumed. Doing it again changes nothing. Raises `NotFound`, `NotAllowedNow`."""
    letter = await lock_letter(session, letter_id)
    if not await is_paused(session, letter_id, which):
        await _pause(session, letter, which, 0, by, now)
        await settle_for(session, letter_id, Outcome.PAUSED, by, now)


async def resume(session: AsyncSession, letter_id: UUID, which: PublicPage, by: Actor, now: datetime) -> None:
    """Have a page take signatures again. Doing it again changes nothing. Raises `NotFound`, `NotAllowedNow`."""
    letter = await lock_letter(session, letter_id)
    paused = await _open_pause(session, letter_id, which)
    if paused is None:
        return
    take(session, letter, SigningStep.RESUME_PAGE, facts_of(letter, now), by, reason=reasons.PAGES[which])
    paused.resumed_at, paused.resumed_by = now, by.name
    await session.flush()


async def counted_since(session: AsyncSession, letter_id: UUID, which: PublicPage, now: datetime) -> datetime:
    """From when on what was sent by a page counts towards pausing it: `WINDOW` ago, or since it was last resumed.

    Whoever resumes it has seen what waited then, so that does not pause it again.
    """
    resumed = await session.scalar(
        select(func.max(PagePause.resumed_at)).where(PagePause.letter_id == letter_id, PagePause.page == which)
    )
    return max(now - WINDOW, resumed) if resumed else now - WINDOW


async def pause_if_flooded(session: AsyncSession, letter: Letter, which: PublicPage, waiting: int, now: datetime) -> None:
    """Pause a page by itself, and tell the secretariat, where more waits than the letter's limit.

    `waiting` counts what was sent by it since `counted_since` and still waits. The letter's row must be locked.
    """
    if waiting <= _limit(letter, which) or await is_paused(session, letter.id, which):
        return
    paused = await _pause(session, letter, which, waiting, job("many signatures at once"), now)
    await tell_secretariat(session, PAGE_PAUSED, paused.id, letter.coalition_id, now)


async def set_limits(
    session: AsyncSession, letter_id: UUID, limits: Limits, row_version: int | None, by: Actor, now: datetime
) -> Letter:
    """Say from how many on a page pauses by itself. It pauses nothing and resumes nothing.

    Raises `Invalid` (fields `public`, `individuals`), `NotFound`, `NotAllowedNow`, `Conflict`.
    """
    wrong = gettext("Enter a number from 1 to {most}.", most=format(LARGEST_LIMIT, ","))
    problems = {name: wrong for name in ("public", "individuals") if not 1 <= getattr(limits, name) <= LARGEST_LIMIT}
    if problems:
        raise Invalid(problems)
    letter = await lock_letter(session, letter_id, row_version)
    letter.pauses_after, letter.pauses_individuals_after = limits.public, limits.individuals
    details = {"public": str(limits.public), "individuals": str(limits.individuals)}
    with reading(Locale.ENGLISH):
        told = reasons.pauses_set(details)
    take(session, letter, SigningStep.SET_PAUSES, facts_of(letter, now), by, reason=told, details=details)
    await session.flush()
    return letter


def _limit(letter: Letter, which: PublicPage) -> int:
    return letter.pauses_after if which is PublicPage.PUBLIC else letter.pauses_individuals_after


async def _open_pause(session: AsyncSession, letter_id: UUID, which: PublicPage) -> PagePause | None:
    return await session.scalar(
        select(PagePause).where(PagePause.letter_id == letter_id, PagePause.page == which, PagePause.resumed_at.is_(None))
    )


async def _pause(
    session: AsyncSession, letter: Letter, which: PublicPage, waiting: int, by: Actor, now: datetime
) -> PagePause:
    with reading(Locale.ENGLISH):
        told = reasons.paused(which, str(waiting)) if waiting else reasons.PAGES[which]
    details = {"page": which.value, "waiting": str(waiting)} if waiting else None
    take(session, letter, SigningStep.PAUSE_PAGE, facts_of(letter, now), by, reason=told, details=details)
    paused = PagePause(
        coalition_id=letter.coalition_id,
        letter_id=letter.id,
        page=which,
        waiting=waiting,
        paused_at=now,
        paused_by=by.name,
        resumed_at=None,
    )
    session.add(paused)
    await session.flush()
    return paused
