"""Making two organisations one: what belongs to the one goes to the other, and nothing that was said or sent is lost."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import Uuid, case, delete, literal, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute, aliased

from campaigns.actors import Actor
from campaigns.database import Base
from campaigns.duplicates.both_signed import leave_one
from campaigns.errors import NotAllowedNow
from campaigns.invitations.models import Answer, Invitation, InvitationLink, PassedOn
from campaigns.languages.catalogues import gettext, gettext_noop
from campaigns.letters.models import Letter
from campaigns.names.matching import matching_key
from campaigns.organisations.members.steps import note_step, standing_of
from campaigns.organisations.models import (
    Contact,
    InCategory,
    Organisation,
    OrganisationChange,
    OrganisationName,
    Signer,
    SignOff,
)
from campaigns.organisations.record.log import Log
from campaigns.organisations.relations import NameKind
from campaigns.signatures.lifecycle import SignatureState
from campaigns.signatures.models import CascadeLink, Route, Signature

_LAST_DOMAIN = 20
#: What both may have of the same, so that it is compared first.
_MOVED_WITH_CARE = frozenset({Organisation, Contact, Invitation, OrganisationName, InCategory})


async def merge(
    session: AsyncSession,
    kept: Organisation,
    gone: Organisation,
    actor: Actor,
    now: datetime,
    stays: Collection[UUID] = (),
) -> None:
    """Move everything of `gone` to `kept`, both locked by the caller, and delete `gone`.

    Where both have a live signature on one letter, `stays` says which one stays (`both_signed.leave_one`, and what it
    raises). Raises `NotAllowedNow` where both have a cascade link to one letter, where the same person began to sign for
    both, and where a chain of branches would come of it.
    """
    await leave_one(session, kept, gone, stays, actor, now)
    await _refuse_two_links(session, kept, gone)
    await _move_branches(session, kept, gone)
    await _note(session, gone, Log(session, kept, actor, now))
    contacts = await _move_contacts(session, kept, gone)
    await _move_invitations(session, kept, gone, contacts)
    await _move_names(session, kept, gone)
    await _move_labels(session, kept, gone)
    await _move_the_rest(session, kept, gone)
    # A contact that is left is one whose address the kept organisation has too; its links point there by now.
    await session.execute(delete(Contact).where(Contact.organisation_id == gone.id))
    has_branches = await session.scalar(select(Organisation.id).where(Organisation.branch_of_id == kept.id).limit(1))
    if not has_branches and gone.branch_of_id != kept.id:
        kept.branch_of_id = kept.branch_of_id or gone.branch_of_id
    before = standing_of(kept)
    _fill_in(kept, gone)
    note_step(session, kept, before, actor, now, f"Merged with {gone.display_name}.")
    was_host, gone.is_host = gone.is_host, False
    await session.flush()
    await session.delete(gone)
    await session.flush()
    kept.is_host = kept.is_host or was_host
    await session.flush()


async def _move_the_rest(session: AsyncSession, kept: Organisation, gone: Organisation) -> None:
    """Move every row that only says whose it is, also of features that this one knows nothing of."""
    try:
        async with session.begin_nested():
            for whose in belonging():
                await session.execute(update(whose.class_).where(whose == gone.id).values({whose: kept.id}))
    except IntegrityError:
        raise NotAllowedNow(
            gettext(
                "Both {kept} and {gone} have something that an organisation has once, so nothing was merged. End it for one"
                " of the two first.",
                kept=kept.display_name,
                gone=gone.display_name,
            )
        ) from None


def belonging() -> list[InstrumentedAttribute[UUID]]:
    """What says which organisation a row belongs to, in every model but those whose rows need more than to be moved."""
    return [
        getattr(mapper.class_, mapper.get_property_by_column(column).key)
        for mapper in sorted(Base.registry.mappers, key=lambda one: one.class_.__tablename__)
        if mapper.class_ not in _MOVED_WITH_CARE
        for column in mapper.local_table.columns
        if any(key.column is Organisation.__table__.c.id for key in column.foreign_keys)
    ]


async def _note(session: AsyncSession, gone: Organisation, log: Log) -> None:
    """Write down the merge, and again those that came before it into the one that is gone."""
    earlier = await session.execute(
        select(OrganisationChange.was, OrganisationChange.other_id).where(
            OrganisationChange.organisation_id == gone.id, OrganisationChange.other_id.is_not(None)
        )
    )
    for name, other_id in [*earlier, (gone.display_name, gone.id)]:
        log.note(gettext_noop("merged with this one"), name, "", other_id=other_id)


async def _refuse_two_links(session: AsyncSession, kept: Organisation, gone: Organisation) -> None:
    theirs = aliased(CascadeLink)
    both = await session.scalar(
        select(Letter)
        .join(CascadeLink, CascadeLink.letter_id == Letter.id)
        .join(theirs, theirs.letter_id == Letter.id)
        .where(
            CascadeLink.organisation_id == kept.id,
            theirs.organisation_id == gone.id,
            CascadeLink.ended_at.is_(None),
            theirs.ended_at.is_(None),
        )
        .limit(1)
    )
    if both is not None:
        raise NotAllowedNow(
            gettext(
                "{kept} and {gone} both have a cascade link to {reference}. One of the two links has to be ended first.",
                kept=kept.display_name,
                gone=gone.display_name,
                reference=both.reference,
            )
        )


async def _move_branches(session: AsyncSession, kept: Organisation, gone: Organisation) -> None:
    if kept.branch_of_id == gone.id:
        kept.branch_of_id = None
        await session.flush()
    branches = (await session.scalars(select(Organisation).where(Organisation.branch_of_id == gone.id))).all()
    if branches and kept.branch_of_id is not None:
        raise NotAllowedNow(
            gettext(
                "{kept} is a branch, and {gone} has branches of its own. Keep the other one, or say first that it is no"
                " branch.",
                kept=kept.display_name,
                gone=gone.display_name,
            )
        )
    for branch in branches:
        branch.branch_of_id = kept.id
    await session.flush()


async def _move_contacts(session: AsyncSession, kept: Organisation, gone: Organisation) -> dict[UUID, Contact]:
    """Move the contacts; those whose address is known stay behind. Gives the kept contact for each id left behind."""
    known = {one.email_key: one for one in await session.scalars(select(Contact).where(Contact.organisation_id == kept.id))}
    twins: dict[UUID, Contact] = {}
    for contact in await session.scalars(select(Contact).where(Contact.organisation_id == gone.id)):
        twin = known.get(contact.email_key)
        if twin is None:
            contact.organisation_id = kept.id
            continue
        twins[contact.id] = twin
        # Who has left has left, and their links open nothing again. Who was told of signatures goes on being told.
        if contact.ended_at is None:
            twin.gets_notices |= contact.gets_notices
            twin.gets_invitations |= contact.gets_invitations
        twin.locale = twin.locale or contact.locale
        twin.name, twin.role_title = twin.name or contact.name, twin.role_title or contact.role_title
    await session.flush()
    for signer in await session.scalars(select(Signer).where(Signer.contact_id.in_(twins))):
        signer.contact_id = twins[signer.contact_id].id if signer.contact_id else None
    await session.flush()
    return twins


async def _move_invitations(
    session: AsyncSession, kept: Organisation, gone: Organisation, twins: dict[UUID, Contact]
) -> None:
    """Move the invitations; where both were invited to one letter, links and answers go to the kept one's invitation."""
    invited = await session.scalars(select(Invitation).where(Invitation.organisation_id.in_([kept.id, gone.id])))
    by_letter: dict[UUID, dict[UUID, Invitation]] = {}
    for invitation in invited:
        by_letter.setdefault(invitation.letter_id, {})[invitation.organisation_id] = invitation
    links: dict[UUID, list[InvitationLink]] = {}
    ids = [one.id for both in by_letter.values() for one in both.values()]
    for link in await session.scalars(select(InvitationLink).where(InvitationLink.invitation_id.in_(ids))):
        links.setdefault(link.invitation_id, []).append(link)
    leftover: list[Invitation] = []
    replaced: dict[UUID, UUID] = {}
    for both in by_letter.values():
        theirs, ours = both.get(gone.id), both.get(kept.id)
        if theirs is None:
            continue
        there = {link.contact_id: link for link in links.get(ours.id, []) if link.contact_id} if ours else {}
        for link in links.get(theirs.id, []):
            contact_id = twins[link.contact_id].id if link.contact_id in twins else link.contact_id
            if contact_id is not None and contact_id in there:
                replaced[link.id] = there[contact_id].id
            else:
                link.contact_id = contact_id
                link.invitation_id = (ours or theirs).id
        if ours is None:
            theirs.organisation_id = kept.id
        else:
            leftover.append(theirs)
            await session.execute(update(Answer).where(Answer.invitation_id == theirs.id).values(invitation_id=ours.id))
    await session.flush()
    await _replace_links(session, replaced)
    for invitation in leftover:
        await session.delete(invitation)
    await session.flush()


async def _replace_links(session: AsyncSession, replaced: dict[UUID, UUID]) -> None:
    """Have one link in place of two that were mailed to one address for one letter; the other stops working."""
    if not replaced:
        return
    await _refuse_begun_twice(session, list(replaced), list(replaced.values()))
    instead = {link_id: literal(kept_id, Uuid()) for link_id, kept_id in replaced.items()}
    for column in (
        Answer.invitation_link_id,
        Signature.invitation_link_id,
        PassedOn.from_link_id,
        PassedOn.link_id,
    ):
        await session.execute(
            update(column.class_).where(column.in_(replaced)).values({column: case(instead, value=column)})
        )
    await session.execute(delete(InvitationLink).where(InvitationLink.id.in_(replaced)))


async def _refuse_begun_twice(session: AsyncSession, gone: Sequence[UUID], kept: Sequence[UUID]) -> None:
    begun = select(Signature.invitation_link_id).where(
        Signature.state == SignatureState.STARTED, Signature.route == Route.INVITATION
    )
    ours = set(await session.scalars(begun.where(Signature.invitation_link_id.in_(kept))))
    theirs = set(await session.scalars(begun.where(Signature.invitation_link_id.in_(gone))))
    if ours and theirs:
        raise NotAllowedNow(
            gettext(
                "Somebody has begun to sign for both, each by its own link. Wait until they have finished or left it, which"
                " ends by itself after some days."
            )
        )


async def _move_names(session: AsyncSession, kept: Organisation, gone: Organisation) -> None:
    """What the one was called, and its acronym, are other names of the kept one, so that it is found by them."""
    names = (
        await session.scalars(select(OrganisationName).where(OrganisationName.organisation_id.in_([kept.id, gone.id])))
    ).all()
    has_legal = any(one.kind is NameKind.LEGAL for one in names if one.organisation_id == kept.id)
    keys = {kept.name_key, *(one.name_key for one in names)}
    for one in names:
        if one.organisation_id == gone.id:
            if one.kind is NameKind.LEGAL and has_legal:
                one.kind = NameKind.ALIAS
            one.organisation_id = kept.id
    for name in (gone.display_name, gone.acronym if kept.acronym else ""):
        key = matching_key(name) if name else ""
        if key and key not in keys and not await _is_anothers(session, key, kept, gone):
            keys.add(key)
            session.add(
                OrganisationName(
                    coalition_id=kept.coalition_id,
                    organisation_id=kept.id,
                    kind=NameKind.ALIAS,
                    name=name,
                    name_key=key,
                )
            )
    await session.flush()


async def _is_anothers(session: AsyncSession, key: str, kept: Organisation, gone: Organisation) -> bool:
    """Whether a third organisation has this name; an acronym may be several organisations'."""
    named = await session.scalar(
        select(Organisation.id).where(Organisation.name_key == key, Organisation.id.not_in([kept.id, gone.id]))
    )
    return named is not None or (
        await session.scalar(select(OrganisationName.id).where(OrganisationName.name_key == key)) is not None
    )


async def _move_labels(session: AsyncSession, kept: Organisation, gone: Organisation) -> None:
    ours = select(InCategory.category_id).where(InCategory.organisation_id == kept.id)
    await session.execute(
        update(InCategory)
        .where(InCategory.organisation_id == gone.id, InCategory.category_id.not_in(ours))
        .values(organisation_id=kept.id)
        .execution_options(synchronize_session=False)
    )
    await session.execute(delete(InCategory).where(InCategory.organisation_id == gone.id))


def _fill_in(kept: Organisation, gone: Organisation) -> None:
    """Take what the kept one does not say of itself, and the stricter rule of the two for signing."""
    if gone.sign_off is SignOff.TWO_PEOPLE:
        kept.sign_off = SignOff.TWO_PEOPLE
    for name in ("acronym", "website", "locality", "language"):
        setattr(kept, name, getattr(kept, name) or getattr(gone, name))
    domains = dict.fromkeys([*kept.mail_domains.split(), *gone.mail_domains.split()])
    kept.mail_domains = " ".join(list(domains)[:_LAST_DOMAIN])
    if gone.is_member and not kept.is_member:
        kept.is_member, kept.is_partner, kept.member_until, kept.member_ended = True, False, None, None
    if gone.is_partner and not kept.is_member:
        kept.is_partner = True
    kept.member_from = min((day for day in (kept.member_from, gone.member_from) if day), default=None)
    kept.is_lead_partner = kept.is_member and (kept.is_lead_partner or gone.is_lead_partner)
    kept.signs_as_group = kept.signs_as_group or gone.signs_as_group
    kept.is_infrastructure = kept.is_infrastructure or gone.is_infrastructure
    place, gone.member_place = gone.member_place, None
    if kept.is_member and not kept.is_host and kept.member_place is None:
        kept.member_place = place
