"""Signing for another than the invited organisation: for a branch or project of it, or for a different one.

A branch is an organisation of its own (decision 0029). What is signed for it is reviewed, counts beside what its parent
signs, and is no answer to the parent's invitation.
"""

from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.errors import Invalid
from campaigns.invitations.access import Opened
from campaigns.languages.catalogues import gettext
from campaigns.mail.addresses import match_key
from campaigns.names.matching import matching_key
from campaigns.names.tidy import problem, tidy
from campaigns.organisations.models import Organisation
from campaigns.signatures.answers import NameAnswer, answer_name, unusable_line
from campaigns.signatures.models import Signature
from campaigns.signatures.queries import SignatureDetail
from campaigns.signatures.signing import begin_by_public_route
from campaigns.unusual_use.models import PublicPage
from campaigns.unusual_use.pausing import require_not_paused

MOST = 200


class Branch(msgspec.Struct, frozen=True, kw_only=True):
    """A branch or project that the secretariat has on record; `place` may be empty."""

    id: UUID
    name: str
    place: str

    @property
    def row(self) -> str:
        """How it stands in a list: by its name and its place."""
        return with_place(self.name, self.place)


class BranchSaid(msgspec.Struct, frozen=True, kw_only=True):
    """Which branch somebody signs for: one on record, or a name and a place that they typed."""

    id: UUID | None = None
    name: str = ""
    place: str = ""


async def branches_of(session: AsyncSession, organisation_id: UUID) -> list[Branch]:
    """The branches and projects on record of an organisation, in filing order; of a branch, its parent's others."""
    parent_id = await session.scalar(select(Organisation.branch_of_id).where(Organisation.id == organisation_id))
    found = await session.execute(
        select(Organisation.id, Organisation.display_name, Organisation.locality)
        .where(Organisation.branch_of_id == (parent_id or organisation_id), Organisation.id != organisation_id)
        .order_by(Organisation.sort_key, Organisation.id)
        .limit(MOST)
    )
    return [Branch(id=id_, name=name, place=place) for id_, name, place in found]


async def begin_for_branch(
    session: AsyncSession, opened: Opened, said: BranchSaid, begun: SignatureDetail | None, now: datetime
) -> Signature:
    """Answers for a branch or project of the invited organisation, with an address of their own.

    `begun` are answers for the organisation itself whose signer is taken over; else it is whom the invitation went to.
    Raises `Invalid` (`branch`, `branch_name`, `branch_place`), `NotAllowedNow`.
    """
    row, place = await _row_of(session, opened, said)
    signature = await begin_by_public_route(session, opened.letter, now)
    signature.branch_of_id, signature.branch_place = opened.organisation_id, place
    signature.invitation_link_id = opened.link_id
    answer_name(signature, NameAnswer(display_name=row))
    if begun is not None:
        _take_signer(signature, begun)
    else:
        signature.signer_name, signature.signer_title = opened.contact_name, opened.contact_role
        signature.signer_email, signature.signer_email_key = opened.contact_email, opened.contact_email_key
    return signature


async def begin_for_another(
    session: AsyncSession, opened: Opened, name: str, begun: SignatureDetail | None, now: datetime
) -> Signature:
    """Answers for an organisation that was not invited, as a stranger begins them; with what was typed so far.

    Raises `Invalid` (`other_name`), `NotAllowedNow`.
    """
    await require_not_paused(session, opened.letter.id, PublicPage.PUBLIC)
    signature = await begin_by_public_route(session, opened.letter, now)
    if tidy(name):
        try:
            answer_name(signature, NameAnswer(display_name=name))
        except Invalid as invalid:
            raise Invalid({"other_name": str(invalid)}) from None
    if begun is not None:
        _take_signer(signature, begun)
    return signature


def with_place(name: str, place: str) -> str:
    """A name with its place behind it, unless the name has it already: `Wensum Youth (Norwich)`."""
    name, place = tidy(name), tidy(place)
    if not place or f" {matching_key(place)} " in f" {matching_key(name)} ":
        return name
    return f"{name}, {place}" if name.endswith(")") else f"{name} ({place})"


async def _row_of(session: AsyncSession, opened: Opened, said: BranchSaid) -> tuple[str, str]:
    """The row of the branch that was chosen or typed, and its place."""
    if said.id is not None:
        found = next((one for one in await branches_of(session, opened.organisation_id) if one.id == said.id), None)
        if found is None:
            raise Invalid({"branch": gettext("Say which branch or project it is.")})
        return found.row, found.place
    name, place = tidy(said.name), tidy(said.place)
    row, problems = with_place(name, place), {}
    if not name:
        problems["branch_name"] = gettext("Enter the name of the branch or project.")
    elif wrong := problem(row):
        problems["branch_name"] = wrong
    elif not place and matching_key(name) == matching_key(opened.organisation_name):
        problems["branch_name"] = gettext(
            "This is the name of the organisation itself. Enter that of its branch or project."
        )
    if not place:
        problems["branch_place"] = gettext("Enter where it is, such as a town, so that it is not taken for another.")
    elif wrong := unusable_line(place):
        problems["branch_place"] = wrong
    if problems:
        raise Invalid(problems)
    return row, place


def _take_signer(signature: Signature, begun: SignatureDetail) -> None:
    for field in ("signer_name", "signer_title", "signer_email", "signer_phone", "show_person"):
        setattr(signature, field, getattr(begun, field))
    signature.signer_email_key = match_key(begun.signer_email)
