"""Looking for organisations that may be one, for the worker: each once after every change of its row.

Near names are found by PostgreSQL's trigrams, which have an index, so that no list is compared with itself as a whole.
Running twice, even at the same time, finds the same pairs.
"""

import logging
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from campaigns.database import hold_to, unscoped
from campaigns.duplicates.models import Likeness, Pair
from campaigns.jobs import Bell, transaction
from campaigns.names.likeness import may_be_one
from campaigns.organisations.models import Organisation

log = logging.getLogger(__name__)

#: Organisations that are compared in one transaction, and transactions in one run; the next run goes on.
AT_ONCE = 100
RUNS = 10
#: Two names share so much of their trigrams: above it are slips and added words, below it names that are only of one kind.
NEAR = 0.62
#: The nearest names of one organisation, which are then looked at word by word.
MOST = 10

Sessions = async_sessionmaker[AsyncSession]

_FRESH = text("""
WITH fresh AS (
    SELECT id, coalition_id, name_key, lower(acronym) AS acronym, mail_domains FROM organisation WHERE id = ANY(:ids)
), keys AS (
    SELECT id, coalition_id, name_key AS key FROM fresh
    UNION SELECT fresh.id, fresh.coalition_id, other.name_key
    FROM fresh JOIN organisation_name other ON other.organisation_id = fresh.id
), near AS (
    SELECT keys.id AS one, found.id AS other, 'name' AS likeness, keys.key AS one_key, found.name_key AS other_key
    FROM keys CROSS JOIN LATERAL (
        SELECT o.id, o.name_key FROM organisation o
        WHERE o.coalition_id = keys.coalition_id AND o.id <> keys.id AND o.name_key % keys.key
        AND regexp_replace(o.name_key, '\\D', '', 'g') = regexp_replace(keys.key, '\\D', '', 'g')
        ORDER BY similarity(o.name_key, keys.key) DESC, o.id LIMIT :most
    ) found
    UNION ALL
    SELECT keys.id, found.organisation_id, 'name', keys.key, found.name_key
    FROM keys CROSS JOIN LATERAL (
        SELECT o.organisation_id, o.name_key FROM organisation_name o
        WHERE o.coalition_id = keys.coalition_id AND o.organisation_id <> keys.id AND o.name_key % keys.key
        AND regexp_replace(o.name_key, '\\D', '', 'g') = regexp_replace(keys.key, '\\D', '', 'g')
        ORDER BY similarity(o.name_key, keys.key) DESC, o.organisation_id LIMIT :most
    ) found
), short AS (
    SELECT fresh.id AS one, o.id AS other, 'acronym' AS likeness
    FROM fresh JOIN organisation o ON o.coalition_id = fresh.coalition_id AND o.id <> fresh.id
        AND (lower(o.acronym) = fresh.acronym OR o.name_key = fresh.acronym) WHERE fresh.acronym <> ''
    UNION ALL
    SELECT keys.id, o.id, 'acronym'
    FROM keys JOIN organisation o ON o.coalition_id = keys.coalition_id AND o.id <> keys.id AND lower(o.acronym) = keys.key
    UNION ALL
    SELECT fresh.id, o.organisation_id, 'acronym'
    FROM fresh JOIN organisation_name o ON o.coalition_id = fresh.coalition_id AND o.organisation_id <> fresh.id
        AND o.name_key = fresh.acronym WHERE fresh.acronym <> ''
), domains AS (
    SELECT fresh.id AS one, o.id AS other, 'mail_domain' AS likeness
    FROM fresh JOIN organisation o ON o.coalition_id = fresh.coalition_id AND o.id <> fresh.id AND o.mail_domains <> ''
        AND string_to_array(o.mail_domains, ' ') && string_to_array(fresh.mail_domains, ' ') WHERE fresh.mail_domains <> ''
), numbers AS (
    -- A linked charity has its parent's number with another behind a hyphen.
    SELECT mine.organisation_id AS one, theirs.organisation_id AS other, 'number' AS likeness
    FROM fresh JOIN organisation_identifier mine ON mine.organisation_id = fresh.id
    JOIN organisation_identifier theirs ON theirs.coalition_id = mine.coalition_id AND theirs.scheme = mine.scheme
        AND theirs.organisation_id <> mine.organisation_id
        AND split_part(theirs.number, '-', 1) = split_part(mine.number, '-', 1)
), found AS (
    SELECT * FROM near UNION ALL SELECT *, '', '' FROM short UNION ALL SELECT *, '', '' FROM domains
    UNION ALL SELECT *, '', '' FROM numbers
)
SELECT least(one.id, other.id) AS one, greatest(one.id, other.id) AS other, found.likeness, found.one_key, found.other_key
FROM found JOIN organisation one ON one.id = found.one JOIN organisation other ON other.id = found.other
-- What is known to belong together is not asked about.
WHERE one.branch_of_id IS DISTINCT FROM other.id AND other.branch_of_id IS DISTINCT FROM one.id
AND (one.branch_of_id IS NULL OR one.branch_of_id IS DISTINCT FROM other.branch_of_id)
""")
_COMPARED = text("UPDATE organisation SET compared_version = row_version WHERE id = ANY(:ids)")


async def find_pairs(sessions: Sessions, bell: Bell, now: datetime) -> int:
    """Compare what was added or changed since it was last compared, and say how many pairs are new."""
    new = 0
    for _ in range(RUNS):
        async with transaction(sessions, bell) as session:
            found = await _compare_some(session, now)
        if found is None:
            break
        new += found
    return new


async def _compare_some(session: AsyncSession, now: datetime) -> int | None:
    """Compare some organisations of one coalition; None where all are compared."""
    stale = Organisation.compared_version.is_distinct_from(Organisation.row_version)
    coalition_id = await session.scalar(
        select(Organisation.coalition_id)
        .where(stale)
        .limit(1)
        .execution_options(**unscoped("the worker compares the organisations of every coalition"))
    )
    if coalition_id is None:
        return None
    hold_to(session, coalition_id)
    # Not locked: whoever changes one of them meanwhile has it compared again, since its version is another then.
    ids = (await session.scalars(select(Organisation.id).where(stale).order_by(Organisation.id).limit(AT_ONCE))).all()
    await session.execute(text(f"SET LOCAL pg_trgm.similarity_threshold = {NEAR}"))
    rows = await session.execute(_FRESH, {"ids": list(ids), "most": MOST})
    pairs = _best(coalition_id, rows.all(), now)
    await session.execute(_COMPARED, {"ids": list(ids)})
    if not pairs:
        return 0
    added = await session.scalars(insert(Pair).on_conflict_do_nothing().returning(Pair.id), pairs)
    return len(added.all())


def _best(coalition_id: UUID, rows: Any, now: datetime) -> list[dict[str, Any]]:
    """Each pair once, with the best reason there is for it."""
    order = [likeness.value for likeness in Likeness]
    best: dict[tuple[UUID, UUID], str] = {}
    for row in sorted(rows, key=lambda row: order.index(row.likeness)):
        if row.likeness != Likeness.NAME or may_be_one(row.one_key, row.other_key):
            best.setdefault((row.one, row.other), row.likeness)
    return [
        {
            "coalition_id": coalition_id,
            "one_id": one,
            "other_id": other,
            "likeness": Likeness(likeness),
            "found_at": now,
            "decided_by": "",
        }
        for (one, other), likeness in sorted(best.items())
    ]
