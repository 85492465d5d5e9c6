"""Which organisations stand behind a reviewed signature: known ones, or new ones that it adds."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.errors import Invalid, NotFound
from campaigns.languages.catalogues import gettext
from campaigns.names.matching import matching_key
from campaigns.names.order import sort_key, sort_name_of
from campaigns.organisations.known_by import goes_by, other_names
from campaigns.organisations.models import Contact, Organisation
from campaigns.signatures.models import Signatory, Signature


async def settle(
    session: AsyncSession,
    signatories: Sequence[Signatory],
    chosen: Sequence[UUID | None],
    signature: Signature,
    now: datetime,
) -> None:
    """Say for each signatory, in the order of the row, which known organisation it is, or add a new one for None.

    A name that is known already is not added twice. Raises `Invalid`, and `NotFound` for an id of no organisation here.
    """
    if len(chosen) != len(signatories):
        raise Invalid({"organisations": gettext("Say for each organisation named in this row which one it is.")})
    keys = [matching_key(signatory.name) for signatory in signatories]
    known = {
        organisation.id: organisation
        for organisation in await session.scalars(
            select(Organisation).where(or_(Organisation.id.in_([one for one in chosen if one is not None]), goes_by(keys)))
        )
    }
    others = await other_names(session, list(known))
    by_name = {name.key: known[name.organisation_id] for names in others.values() for name in names}
    by_name |= {organisation.name_key: organisation for organisation in known.values()}
    for signatory, organisation_id in zip(signatories, chosen, strict=True):
        if organisation_id is not None and organisation_id not in known:
            raise NotFound
        organisation = known[organisation_id] if organisation_id else by_name.get(matching_key(signatory.name))
        if organisation is None:
            organisation = _new_organisation(signatory, now)
            session.add(organisation)
            await session.flush()
            by_name[organisation.name_key] = organisation
            if signatory.position == 0:
                session.add(_signer_as_contact(organisation, signature))
        signatory.organisation_id = organisation.id
    # Two choices, or two spellings of one name, may come to the same organisation; it cannot stand in a row twice.
    if len({signatory.organisation_id for signatory in signatories}) < len(signatories):
        raise Invalid({"organisations": gettext("Choose a different organisation for each name in this row.")})
    await session.flush()


def _new_organisation(signatory: Signatory, now: datetime) -> Organisation:
    sort_name = sort_name_of(signatory.name)
    return Organisation(
        coalition_id=signatory.coalition_id,
        display_name=signatory.name,
        name_key=matching_key(signatory.name),
        sort_name=sort_name,
        sort_key=sort_key(sort_name),
        is_member=False,
        created_at=now,
    )


def _signer_as_contact(organisation: Organisation, signature: Signature) -> Contact:
    return Contact(
        coalition_id=organisation.coalition_id,
        organisation_id=organisation.id,
        name=signature.signer_name,
        role_title=signature.signer_title,
        email=signature.signer_email,
        email_key=signature.signer_email_key,
        # Signing once is no consent to be asked again.
        gets_invitations=False,
    )
