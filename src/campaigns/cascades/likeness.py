"""Which typed names are plainly an organisation's, known or new, and which a person of the secretariat has to look at first.

A few statements, however many names there are; near names are found by the index that looking for duplicates uses.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import ARRAY, Text, bindparam, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.duplicates.finding import NEAR
from campaigns.names.likeness import may_be_one
from campaigns.organisations.models import Organisation, OrganisationName
from campaigns.signatures.reasons import ANOTHER

#: The nearest names of one, which are then looked at word by word.
_MOST = 10

_NEAR_KNOWN = text("""
WITH typed AS (SELECT DISTINCT unnest(:keys) AS key)
SELECT typed.key AS key, found.name_key AS near, found.display_name AS name
FROM typed CROSS JOIN LATERAL (
    SELECT o.name_key, o.display_name FROM organisation o
    WHERE o.coalition_id = :coalition_id AND o.name_key % typed.key AND o.name_key <> typed.key
    AND regexp_replace(o.name_key, '\\D', '', 'g') = regexp_replace(typed.key, '\\D', '', 'g')
    ORDER BY similarity(o.name_key, typed.key) DESC, o.id LIMIT :most
) found
UNION ALL
SELECT typed.key, found.name_key, found.display_name
FROM typed CROSS JOIN LATERAL (
    SELECT other.name_key, o.display_name FROM organisation_name other JOIN organisation o ON o.id = other.organisation_id
    WHERE other.coalition_id = :coalition_id AND other.name_key % typed.key AND other.name_key <> typed.key
    AND regexp_replace(other.name_key, '\\D', '', 'g') = regexp_replace(typed.key, '\\D', '', 'g')
    ORDER BY similarity(other.name_key, typed.key) DESC, other.id LIMIT :most
) found
UNION ALL
SELECT typed.key, typed.key, o.display_name
FROM typed JOIN organisation o ON o.coalition_id = :coalition_id AND o.acronym <> '' AND lower(o.acronym) = typed.key
""").bindparams(bindparam("keys", type_=ARRAY(Text)))

_NEAR_EACH_OTHER = text("""
WITH typed AS (SELECT DISTINCT unnest(:keys) AS key)
SELECT one.key AS key, other.key AS near
FROM typed one JOIN typed other ON one.key <> other.key AND one.key % other.key
AND regexp_replace(one.key, '\\D', '', 'g') = regexp_replace(other.key, '\\D', '', 'g')
""").bindparams(bindparam("keys", type_=ARRAY(Text)))


@dataclass(frozen=True)
class Likenesses:
    """By matching key: the one known organisation that goes by it, and whose name it is near to, in words."""

    known: dict[str, UUID] = field(default_factory=dict)
    near: dict[str, str] = field(default_factory=dict)


async def likenesses(session: AsyncSession, coalition_id: UUID, keys: Collection[str]) -> Likenesses:
    """Which organisations go by these matching keys, and which names of others they are near to. Five statements."""
    names = sorted(set(keys))
    if not names:
        return Likenesses()
    others = await session.execute(
        select(OrganisationName.name_key, OrganisationName.organisation_id).where(OrganisationName.name_key.in_(names))
    )
    own = await session.execute(select(Organisation.name_key, Organisation.id).where(Organisation.name_key.in_(names)))
    known: dict[str, UUID] = {row[0]: row[1] for row in [*others, *own]}
    await session.execute(text(f"SET LOCAL pg_trgm.similarity_threshold = {NEAR}"))
    near: dict[str, str] = {}
    found = await session.execute(_NEAR_KNOWN, {"keys": names, "coalition_id": coalition_id, "most": _MOST})
    for key, other, name in found:
        # A known organisation's own name beside another that is like it is settled already.
        if key not in known and may_be_one(key, other):
            near.setdefault(key, name)
    each_other = await session.execute(_NEAR_EACH_OTHER, {"keys": names})
    for key, other in each_other:
        if may_be_one(key, other):
            near.setdefault(key, ANOTHER)
    return Likenesses(known, near)
