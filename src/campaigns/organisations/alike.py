"""Organisations that a name, an address or a website may mean, for a person to choose from. Nothing is decided here."""

from urllib.parse import urlsplit
from uuid import UUID

import msgspec
from sqlalchemy import ColumnElement, case, false, func, literal, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.languages.catalogues import gettext_noop
from campaigns.mail.addresses import domain_of, is_free_mail
from campaigns.names.likeness import may_be_one
from campaigns.names.matching import acronym_of, matching_key
from campaigns.organisations.models import Contact, Organisation, OrganisationName
from campaigns.organisations.relations import Relation, relation_of

#: What is shown; and how many near names are looked at word by word for it.
MOST = 5
_NEAR = 40
#: Two names share so much of their trigrams that a person should look at both.
_CLOSE = 0.45


class Alike(msgspec.Struct, frozen=True, kw_only=True):
    """An organisation that may be meant, and why in English words that pages translate: `the same name`."""

    id: UUID
    display_name: str
    relation: Relation
    why: str


async def alike(session: AsyncSession, name: str, *, email: str = "", website: str = "") -> list[Alike]:
    """The likeliest first, five at most. The session is held to the coalition by the caller."""
    key, acronym = matching_key(name), acronym_of(name).lower()
    others = (
        select(
            OrganisationName.organisation_id.label("id"),
            func.max(func.similarity(OrganisationName.name_key, key)).label("near"),
        )
        .where(OrganisationName.name_key.op("%")(key))
        .group_by(OrganisationName.organisation_id)
        .subquery()
    )
    same_domain, same_site = _at_its_domain(email), _at(website)
    by_acronym = _by_acronym(key, acronym)
    near = func.greatest(func.similarity(Organisation.name_key, key), func.coalesce(others.c.near, literal(0.0)))
    sure = case((same_domain, 3), (same_site, 2), (by_acronym, 1), else_=0)
    found = await session.execute(
        select(Organisation, near.label("near"), sure.label("sure"))
        .outerjoin(others, others.c.id == Organisation.id)
        .where(or_(Organisation.name_key.op("%")(key), others.c.id.is_not(None), same_domain, same_site, by_acronym))
        .order_by((near >= 1).desc(), sure.desc(), near.desc(), Organisation.sort_key)
        .limit(_NEAR)
    )
    return [
        Alike(
            id=one.id,
            display_name=one.display_name,
            relation=relation_of(is_member=one.is_member, is_partner=one.is_partner, member_until=one.member_until),
            why=_WHY[4 if near >= 1 else sure],
        )
        for one, near, sure in found
        if sure or near >= 1 or (near >= _CLOSE and may_be_one(one.name_key, key))
    ][:MOST]


_WHY = {
    4: gettext_noop("the same name"),
    3: gettext_noop("the same mail domain"),
    2: gettext_noop("the same website"),
    1: gettext_noop("the same acronym"),
    0: gettext_noop("a name like it"),
}


def _at_its_domain(email: str) -> ColumnElement[bool]:
    if not email or is_free_mail(email):
        return false()
    domain = domain_of(email)
    people = select(Contact.organisation_id).where(
        Contact.email_key.endswith(f"@{domain}", autoescape=True), Contact.ended_at.is_(None)
    )
    return or_(
        literal(domain) == func.any(func.string_to_array(Organisation.mail_domains, " ")), Organisation.id.in_(people)
    )


def _at(website: str) -> ColumnElement[bool]:
    host = (urlsplit(website).hostname or "").removeprefix("www.") if website else ""
    if not host:
        return false()
    return func.substring(Organisation.website, r"^https?://(?:www\.)?([^/:]+)") == host


def _by_acronym(key: str, acronym: str) -> ColumnElement[bool]:
    meant = [one for one in (acronym, key) if one]
    return or_(func.lower(Organisation.acronym).in_(meant), Organisation.name_key == acronym if acronym else false())
