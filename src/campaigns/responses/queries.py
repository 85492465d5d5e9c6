"""The response board: one row for every organisation asked, or that signed without being asked, with what it answered."""

from datetime import date, datetime
from uuid import UUID

import msgspec
from sqlalchemy import false, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.languages.catalogues import gettext_noop
from campaigns.responses.rows import Response, Tier, rows_of
from campaigns.responses.sorting import Sort, behind, order_of
from campaigns.signatures.models import Authority, EvidenceKind

PAGE = 100
#: More rows than any letter has; the largest that is planned for has 6,000.
MOST = 50_000

WORDS: dict[Response, str] = {
    Response.SIGNED: gettext_noop("signed"),
    Response.SUSPENDED: gettext_noop("suspended"),
    Response.AWAITING: gettext_noop("awaiting address check"),
    Response.AUTHORITY: gettext_noop("awaiting authority"),
    Response.REVIEW: gettext_noop("to review"),
    Response.DECLINED: gettext_noop("declined"),
    Response.MORE_TIME: gettext_noop("more time"),
    Response.NO_REPLY: gettext_noop("no reply"),
    Response.NOT_REACHED: gettext_noop("not reached"),
    Response.WITHDRAWN: gettext_noop("withdrawn"),
    Response.REJECTED: gettext_noop("rejected"),
    Response.EXPIRED: gettext_noop("never confirmed"),
    Response.REMOVED: gettext_noop("removed"),
    Response.SUPERSEDED: gettext_noop("replaced"),
}


TIER_WORDS: dict[Tier, str] = {
    Tier.MEMBER: gettext_noop("member"),
    Tier.PARTNER: gettext_noop("partner"),
    Tier.INFRASTRUCTURE: gettext_noop("infrastructure body"),
    Tier.CASCADE: gettext_noop("by a cascade link, not a member"),
    Tier.OTHER: gettext_noop("not a member"),
}


#: A mail server took it, or has not yet, or refused it. Whether anybody opened it is never known.
DELIVERY_WORDS: dict[str, str] = {
    "sent": gettext_noop("sent"),
    "delayed": gettext_noop("sent, delayed on its way"),
    "deferred": gettext_noop("put off by the mail server"),
    "sending": gettext_noop("waiting to be sent"),
    "queued": gettext_noop("waiting to be sent"),
    "bounced": gettext_noop("returned"),
    "suppressed": gettext_noop("not written to"),
    "cancelled": gettext_noop("not sent"),
    "": gettext_noop("nobody to write to"),
}


class BoardRow(msgspec.Struct, frozen=True, kw_only=True):
    """One organisation's row. `id` is the place to page from; instants are in UTC. `wave` is that of its invitation.

    `mail` is the best delivery state among the organisation's invitations: sent, delayed, queued, deferred, bounced,
    suppressed, or empty without any. It never says "opened": nobody can know that. `mail_at` is when a mail server last took
    one, `mail_next` when one that was put off is tried again. `mail_why` says for each address, one on a line, why it was
    not reached, where none was. `person`, `at` and the reasons belong to the answer that counts; one that was overtaken by a
    signature, or the other way round, is not told. `note` is the newest that the secretariat wrote down. `passed_to` is the
    newest colleague to whom a contact, `passed_by`, passed the invitation on; that is no answer. `via` is whose cascade link
    the signature came by, and empty where it came otherwise. `tier` is how the organisation stands to the coalition now, and
    `infrastructure` whether it is an infrastructure body, which a member may be too. `role` is the signer's title when they
    signed; it and what follows it say on what authority, and are empty where the row tells no signature. `evidence` is of a
    signature that the secretariat wrote down.
    """

    id: UUID
    name: str
    organisation_id: UUID | None
    wave: int | None
    signature_id: UUID | None
    response: Response
    route: str
    person: str
    at: datetime | None
    needed_by: date | None
    reasons: list[str]
    explanation: str
    would_sign_if: str
    mail: str
    mail_at: datetime | None
    mail_next: datetime | None
    mail_why: str
    note: str
    note_by: str
    note_at: datetime | None
    passed_to: str
    passed_by: str
    passed_at: datetime | None
    cascade_link_id: UUID | None
    via: str
    tier: Tier
    infrastructure: bool
    role: str
    authority: Authority | None
    authority_note: str
    authoriser_name: str
    authoriser_title: str
    authoriser_basis: Authority | None
    authoriser_note: str
    authority_answered_at: datetime | None
    evidence: EvidenceKind | None


async def figures(session: AsyncSession, letter_id: UUID) -> dict[Response, int]:
    """How many rows each response has; every response is there, with 0 where it has none. One statement."""
    rows = rows_of(letter_id)
    counted = await session.execute(select(rows.c.response, func.count()).group_by(rows.c.response))
    found = {Response(response): number for response, number in counted}
    return {response: found.get(response, 0) for response in Response}


async def page(
    session: AsyncSession,
    letter_id: UUID,
    responses: frozenset[Response] = frozenset(),
    search: str = "",
    after: UUID | None = None,
    limit: int = PAGE,
    *,
    sort: Sort = Sort.NAME,
    stood: Response | None = None,
    answered_at: datetime | None = None,
    via: UUID | None = None,
    tier: Tier | None = None,
    stood_tier: Tier | None = None,
) -> list[BoardRow]:
    """Rows in the order of `sort`, of the given responses (of all where none is given), after the last row of a page before.

    `via` leaves only what came by one cascade link, `tier` only who stands so to the coalition, where an infrastructure body
    is one whatever else it is. `stood`, `answered_at` and `stood_tier` are what that row showed then.
    """
    rows = rows_of(letter_id)
    query = select(rows).order_by(*order_of(rows, sort)).limit(limit)
    if responses:
        query = query.where(rows.c.response.in_(sorted(responses)))
    if via is not None:
        query = query.where(rows.c.cascade_link_id == via)
    if tier is not None:
        query = query.where(rows.c.infrastructure if tier is Tier.INFRASTRUCTURE else rows.c.tier == tier)
    if search.strip():
        query = query.where(rows.c.name.icontains(search.strip(), autoescape=True))
    if after is not None:
        query = query.where(behind(rows, letter_id, sort, after, stood, answered_at, stood_tier))
    found = await session.execute(query)
    return [msgspec.convert(dict(row._mapping), BoardRow) for row in found]  # noqa: SLF001 - SQLAlchemy's public name


async def row_of(
    session: AsyncSession, letter_id: UUID, organisation_id: UUID, signature_id: UUID | None
) -> BoardRow | None:
    """The row of one organisation that was asked, else of the signature that it sent unasked; None where it has neither."""
    rows = rows_of(letter_id)
    asked = rows.c.organisation_id == organisation_id
    unasked = false() if signature_id is None else rows.c.id == signature_id
    found = await session.execute(select(rows).where(or_(asked, unasked)).order_by(asked.desc().nulls_last()).limit(1))
    row = found.first()
    return msgspec.convert(dict(row._mapping), BoardRow) if row else None  # noqa: SLF001 - SQLAlchemy's public name


async def all_rows(session: AsyncSession, letter_id: UUID, most: int = MOST) -> list[BoardRow]:
    """The whole board in list order, at one moment; no more than `most` rows."""
    return await page(session, letter_id, limit=most)
