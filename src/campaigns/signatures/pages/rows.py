"""The row as it will stand in the list, and what the page may show around it."""

import msgspec
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.languages.catalogues import gettext
from campaigns.signatures.access import Reply
from campaigns.signatures.answers import ON_BEHALF, own_name
from campaigns.signatures.models import Signature
from campaigns.signatures.own_form import KnownAs, is_own_form
from campaigns.signatures.queries import SignatureDetail, accepted_neighbours


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """A row among its alphabetical neighbours. `placed` says whether neighbours were looked for at all.

    `group` are the words beneath the name of an organisation that signs for its members, else empty; `read` is both.
    """

    name: str
    group: str
    person: str
    before: list[str]
    after: list[str]
    placed: bool

    @property
    def read(self) -> str:
        return f"{self.name}, {self.group}" if self.group else self.name


def as_read(signature: Signature | SignatureDetail) -> str:
    """The row's name with the words about a group, by which a page knows what it has shown."""
    return f"{signature.display_name}, {gettext(ON_BEHALF)}" if signature.as_group else signature.display_name


async def row_of(session: AsyncSession, reply: Reply, signature: Signature | SignatureDetail) -> Row:
    """The row of a signature. Only those who were invited see who else has signed: strangers learn nothing here."""
    placed = reply.opened is not None
    before: list[str] = []
    after: list[str] = []
    if placed:
        before, after = await accepted_neighbours(session, reply.letter.id, signature.sort_key)
    shown = signature.signer_name and signature.show_person
    person = f"{signature.signer_name}, {signature.signer_title}" if shown else ""
    group = gettext(ON_BEHALF) if signature.as_group else ""
    return Row(name=signature.display_name, group=group, person=person, before=before, after=after, placed=placed)


async def other_known_name(session: AsyncSession, reply: Reply, signature: Signature | SignatureDetail) -> str:
    """The name by which the secretariat knows the invited organisation, where the row's is another; else an empty string."""
    opened = reply.opened
    if opened is None:
        return ""
    known = KnownAs(opened.organisation_id, opened.organisation_name, opened.organisation_acronym)
    own = await is_own_form(session, own_name(signature.display_name, signature.joint_names), known)
    return "" if own else known.name
