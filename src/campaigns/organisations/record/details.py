"""How an organisation stands to the coalition, where it is, what it belongs to and in which language it is written to."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.actors import Actor
from campaigns.errors import Invalid, NotAllowedNow
from campaigns.languages.catalogues import gettext, gettext_noop
from campaigns.organisations.locking import locked, touch
from campaigns.organisations.members.lifecycle import Ending
from campaigns.organisations.members.steps import note_step, standing_of
from campaigns.organisations.models import Category, InCategory, Organisation
from campaigns.organisations.record.fields import DetailFields, RelationFields
from campaigns.organisations.record.log import Log
from campaigns.organisations.relations import LANGUAGES, WORDS, CategoryKind, Relation, check_dates, relation_of


async def set_relation(
    session: AsyncSession,
    organisation_id: UUID,
    fields: RelationFields,
    row_version: int,
    actor: Actor,
    now: datetime,
    today: date,
) -> Organisation:
    """Say how an organisation stands to the coalition; `today` is the coalition's day.

    Raises `Invalid`, `NotFound`, `Conflict`, and `NotAllowedNow` for the host, which is a member as long as it is that.
    """
    check_dates(fields.member_from, fields.member_until, today, "member")
    if fields.relation is Relation.MEMBER and fields.member_until is not None:
        told = gettext("A member has no last day. Choose “Was a member” if the membership has ended.")
        raise Invalid({"member_until": told})
    if fields.relation is Relation.FORMER_MEMBER and fields.member_until is None:
        raise Invalid({"member_until": gettext("Enter the last day of the membership.")})
    organisation = await locked(session, organisation_id, row_version)
    is_member = fields.relation is Relation.MEMBER
    if organisation.is_host and not is_member:
        raise NotAllowedNow(
            gettext("{name} is the host organisation. Choose another host first.", name=organisation.display_name)
        )
    was_member = fields.relation in {Relation.MEMBER, Relation.FORMER_MEMBER}
    log = Log(session, organisation, actor, now)
    log.note(gettext_noop("relation"), WORDS[_relation(organisation)], WORDS[fields.relation])
    values = {
        "is_member": is_member,
        "is_partner": fields.relation is Relation.PARTNER,
        # A partner may have been a member; of one that is neither, nothing of the kind is known.
        "member_from": fields.member_from if was_member or fields.relation is Relation.PARTNER else None,
        "member_until": None if is_member or fields.relation is Relation.NONE else fields.member_until,
        "is_lead_partner": fields.is_lead_partner and is_member,
        "is_infrastructure": fields.is_infrastructure,
    }
    for name, words in _WORDS.items():
        log.note(words, getattr(organisation, name), values[name])
    before = standing_of(organisation)
    for name, value in values.items():
        setattr(organisation, name, value)
    # How it ended is kept, and unless somebody says otherwise the organisation left.
    organisation.member_ended = (organisation.member_ended or Ending.LEFT) if values["member_until"] else None
    note_step(session, organisation, before, actor, now)
    if not is_member:
        organisation.member_place = None
    touch(organisation)
    await session.flush()
    return organisation


_WORDS = {
    "member_from": gettext_noop("member from"),
    "member_until": gettext_noop("member until"),
    "is_lead_partner": gettext_noop("lead partner"),
    "is_infrastructure": gettext_noop("infrastructure body"),
}


def _relation(organisation: Organisation) -> Relation:
    return relation_of(
        is_member=organisation.is_member, is_partner=organisation.is_partner, member_until=organisation.member_until
    )


async def set_details(
    session: AsyncSession, organisation_id: UUID, fields: DetailFields, row_version: int, actor: Actor, now: datetime
) -> Organisation:
    """Say where an organisation is, its language, parent, categories and interests.

    Raises `Invalid`, `NotFound`, `Conflict`.
    """
    checked = fields.checked()
    organisation = await locked(session, organisation_id, row_version)
    parent = await _parent(session, organisation, checked.branch_of_id)
    wanted = await _labels(session, checked)
    before = await session.scalar(select(Organisation.display_name).where(Organisation.id == organisation.branch_of_id))
    labels = await session.scalars(
        select(Category)
        .join(InCategory, InCategory.category_id == Category.id)
        .where(InCategory.organisation_id == organisation_id)
        .order_by(Category.label_key)
    )
    log = Log(session, organisation, actor, now)
    log.note(gettext_noop("locality"), organisation.locality, checked.locality)
    spoken = [LANGUAGES[one] if one else "" for one in (organisation.language, checked.language)]
    log.note(gettext_noop("language"), spoken[0], spoken[1])
    log.note(gettext_noop("branch of"), before, parent.display_name if parent else "")
    held = labels.all()
    for kind, words in _KINDS.items():
        was, becomes = ([label.label for label in some if label.kind is kind] for some in (held, wanted))
        log.note(words, was, becomes)
    organisation.locality, organisation.language = checked.locality, checked.language
    organisation.branch_of_id = checked.branch_of_id
    await session.execute(delete(InCategory).where(InCategory.organisation_id == organisation_id))
    session.add_all(
        InCategory(coalition_id=organisation.coalition_id, organisation_id=organisation_id, category_id=category.id)
        for category in wanted
    )
    touch(organisation)
    await session.flush()
    return organisation


_KINDS = {CategoryKind.CATEGORY: gettext_noop("categories"), CategoryKind.INTEREST: gettext_noop("interests")}


async def _labels(session: AsyncSession, checked: DetailFields) -> Sequence[Category]:
    found = await session.scalars(
        select(Category).where(Category.id.in_([*checked.categories, *checked.interests])).order_by(Category.label_key)
    )
    wanted = found.all()
    ids = {kind: {label.id for label in wanted if label.kind is kind} for kind in CategoryKind}
    problems = {}
    if ids[CategoryKind.CATEGORY] != set(checked.categories):
        problems["categories"] = gettext("One of the categories was taken away meanwhile. Look at them again.")
    if ids[CategoryKind.INTEREST] != set(checked.interests):
        problems["interests"] = gettext("One of the interests was taken away meanwhile. Look at them again.")
    if problems:
        raise Invalid(problems)
    return wanted


async def set_branch(
    session: AsyncSession, organisation_id: UUID, parent_id: UUID, actor: Actor, now: datetime
) -> Organisation:
    """Say that an organisation is a branch of another. Raises `Invalid` under `branch_of`, and `NotFound`."""
    organisation = await locked(session, organisation_id)
    parent = await _parent(session, organisation, parent_id)
    before = await session.scalar(select(Organisation.display_name).where(Organisation.id == organisation.branch_of_id))
    Log(session, organisation, actor, now).note("branch of", before, parent.display_name if parent else "")
    organisation.branch_of_id = parent_id
    await session.flush()
    return organisation


async def _parent(session: AsyncSession, organisation: Organisation, parent_id: UUID | None) -> Organisation | None:
    """The parent, locked, so that it does not become a branch itself meanwhile."""
    if parent_id is None:
        return None
    if parent_id == organisation.id:
        raise Invalid({"branch_of": gettext("An organisation cannot be a branch of itself.")})
    parent = await session.scalar(select(Organisation).where(Organisation.id == parent_id).with_for_update())
    if parent is None:
        raise Invalid({"branch_of": gettext("The organisation that it is a branch of is not known here.")})
    if parent.branch_of_id is not None:
        told = gettext("{name} is a branch itself. Choose the organisation that it belongs to.", name=parent.display_name)
        raise Invalid({"branch_of": told})
    if await session.scalar(select(Organisation.id).where(Organisation.branch_of_id == organisation.id).limit(1)):
        told = gettext("{name} has branches of its own, so it cannot be one.", name=organisation.display_name)
        raise Invalid({"branch_of": told})
    return parent
