"""Finding a person, and what is held about them. The session is held to the coalition by the caller.

The queries are as many as there are tables in which people stand, however much is held.
"""

from dataclasses import replace
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import ColumnElement, Text, cast, exists, func, literal, or_, select, union
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.actors import REMOVED
from campaigns.coalitions.models import CoalitionRole
from campaigns.database import unscoped
from campaigns.erasure.models import DETAILS_REMOVED
from campaigns.erasure.places import HISTORIES, WORDS, Known, did, mentions
from campaigns.errors import Invalid, NotFound
from campaigns.individuals.lifecycle import LIVE as LIVE_INDIVIDUALS
from campaigns.individuals.models import IndividualSignature
from campaigns.invitations.models import InvitationLink, PassedOn
from campaigns.joining.models import Enquiry
from campaigns.languages.catalogues import gettext, gettext_noop
from campaigns.letters.models import Letter, LetterEvent
from campaigns.mail.addresses import match_key
from campaigns.mail.models import Message, Suppression
from campaigns.my_organisation.corrections.models import Correction
from campaigns.organisations.imports.lifecycle import ImportState
from campaigns.organisations.models import Contact, Organisation, OrganisationChange, OrganisationImport, Signer
from campaigns.people.models import Person
from campaigns.publication.models import Edition, EditionEntry, EditionIndividual
from campaigns.signatures.lifecycle import LIVE
from campaigns.signatures.models import Signatory, Signature, SignatureEvent
from campaigns.standing_authority.models import StandingAuthority

PAGE = 50
#: The words in which a person is named that one page shows; there are never more in practice.
MOST_WORDS = 200
_EXCERPT = 400


class Subject(msgspec.Struct, frozen=True, kw_only=True):
    """Whose details they are: an email address; or a name alone, for somebody of whom no address is held."""

    email: str = ""
    name: str = ""

    @property
    def email_key(self) -> str:
        return match_key(self.email) if self.email else ""


class FoundPerson(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who was found. `email` is empty where only a name is held; `organisation` is one of those they stand at."""

    name: str
    email: str
    organisation: str


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """Rows of one kind that say something of the person, and what becomes of them, both in the reader's language."""

    code: str
    told: str
    count: int
    becomes: str


class Mention(msgspec.Struct, frozen=True, kw_only=True):
    """Words in which the person is named. `key` says which, for whoever asks for the name to be taken out of them."""

    key: str
    told: str
    text: str


class Alone(msgspec.Struct, frozen=True, kw_only=True):
    """An organisation that is left with nobody to write to."""

    id: UUID
    name: str


class Held(msgspec.Struct, frozen=True, kw_only=True):
    """What is held about one person. `refused` says why it cannot be erased yet; empty where it can.

    `signatures` count for an organisation and stay; `individual_signatures` count for the person and go. `editions` are
    published and name the person, so that their files are taken down.
    """

    email: str
    name: str
    names: list[str]
    organisations: list[str]
    places: list[Place]
    mentions: list[Mention]
    alone: list[Alone]
    signatures: int
    individual_signatures: int
    editions: list[str]
    refused: str


#: What the log counts, and what becomes of it.
PLACES: dict[str, tuple[str, str]] = {
    "contacts": (gettext_noop("Contact records"), gettext_noop("Ended; name, role and address are erased.")),
    "signers": (gettext_noop("Entries of who may sign"), gettext_noop("Deleted.")),
    "signed": (
        gettext_noop("Signatures for an organisation"),
        gettext_noop("Stay and count. The name, title, address and telephone number are erased, also from its sentence."),
    ),
    "authorised": (
        gettext_noop("Signatures that the person was asked to authorise"),
        gettext_noop("Stay. The name, title and address are erased."),
    ),
    "individuals": (
        gettext_noop("Signatures in a personal capacity"),
        gettext_noop("Withdrawn, because such a signature is nothing without its name; then erased."),
    ),
    "links": (gettext_noop("Links to invitations"), gettext_noop("Stop working.")),
    "passed_on": (gettext_noop("Invitations passed on to the person"), gettext_noop("The name and address are erased.")),
    "authorities": (
        gettext_noop("Standing authorities"),
        gettext_noop("The name, title and address are erased. One that was not answered yet is taken back."),
    ),
    "enquiries": (
        gettext_noop("Enquiries to join"),
        gettext_noop("What the person wrote of themselves is erased. One that waits is not accepted."),
    ),
    "corrections": (
        gettext_noop("Proposed corrections"),
        gettext_noop("The name and address are erased. One that waits is withdrawn."),
    ),
    "imports": (
        gettext_noop("Uploaded lists that are not applied yet"),
        gettext_noop("The name, role and address leave the person’s row. The organisation stays in it."),
    ),
    "messages": (
        gettext_noop("Mails, sent or waiting"),
        gettext_noop("The name and address are erased; what waits is not sent. What a mail said is never kept."),
    ),
    "suppressions": (
        gettext_noop("Entries of who is not written to"),
        gettext_noop("Kept as a hash, so that the address is not written to when somebody adds it again."),
    ),
    "people": (
        gettext_noop("Sign-in"),
        gettext_noop("The name and address are erased, unless another coalition gave the person a role."),
    ),
    "history": (
        gettext_noop("Steps in histories"),
        gettext_noop("Stay, as done by “a representative (details removed)”."),
    ),
    "words": (gettext_noop("Words in which the person was named"), ""),
    "editions": (gettext_noop("Editions that named the person"), ""),
}


async def known(session: AsyncSession, coalition_id: UUID, subject: Subject) -> Known:
    """Every row that says who this person is. Raises `Invalid` (field `email`) for what is no address."""
    key, name = subject.email_key, subject.name.strip()
    if key:
        found = await _by_address(session, coalition_id, key)
    else:
        found = Known(email_key="", names=frozenset({name} if name else set()))
    called = func.lower(Signer.name).in_([one.lower() for one in found.names])
    at_contact = Signer.contact_id.in_(found.contacts)
    of_theirs = Signer.organisation_id.in_(found.organisations)
    rows = (
        await session.execute(
            select(Signer.id, Signer.organisation_id).where(
                or_(at_contact, called & of_theirs) if key else called & Signer.contact_id.is_(None)
            )
        )
    ).all()
    organisations = found.organisations | {row.organisation_id for row in rows}
    reach = select(Signatory.signature_id).where(Signatory.organisation_id.in_(organisations))
    by_link = select(Signature.id).where(Signature.invitation_link_id.in_(found.links))
    corrections = select(Correction.id).where(
        or_(
            Correction.proposed_by.in_(found.contacts),
            Correction.organisation_id.in_(organisations)
            & (mentions(Correction.before, found.texts) | mentions(Correction.after, found.texts)),
        )
    )
    return replace(
        found,
        organisations=frozenset(organisations),
        signers=frozenset(row.id for row in rows),
        reach=found.signed | found.authorised | await _ids(session, reach) | await _ids(session, by_link),
        corrections=await _ids(session, corrections),
    )


async def _by_address(session: AsyncSession, coalition_id: UUID, key: str) -> Known:
    contacts = (await session.execute(select(Contact).where(Contact.email_key == key))).scalars().all()
    either = or_(Signature.signer_email_key == key, Signature.authoriser_email_key == key)
    signatures = (await session.execute(select(Signature).where(either))).scalars().all()
    personal = (await session.execute(select(IndividualSignature).where(IndividualSignature.email_key == key))).scalars()
    individuals = personal.all()
    passed = (await session.execute(select(PassedOn).where(PassedOn.email_key == key))).scalars().all()
    given = (await session.execute(select(StandingAuthority).where(StandingAuthority.email_key == key))).scalars().all()
    enquiries = (await session.execute(select(Enquiry).where(Enquiry.email_key == key))).scalars().all()
    people = (
        await session.scalars(
            select(Person)
            .where(Person.email_key == key, _of_here(coalition_id))
            .execution_options(**unscoped("who has a role in another coalition is not this one's to erase"))
        )
    ).all()
    signed = frozenset(one.id for one in signatures if one.signer_email_key == key)
    authorised = frozenset(one.id for one in signatures if one.authoriser_email_key == key)
    links = select(InvitationLink.id).where(
        or_(
            InvitationLink.contact_id.in_([one.id for one in contacts]),
            InvitationLink.id.in_([one.link_id for one in passed]),
        )
    )
    behind = select(Signatory.organisation_id).where(
        Signatory.signature_id.in_(signed), Signatory.organisation_id.is_not(None)
    )
    to_them = (Message.coalition_id == coalition_id) | (Message.coalition_id.is_(None) & literal(bool(people)))
    mailed = select(Message.id).where(func.lower(Message.recipient_email) == key, to_them, Message.kind != DETAILS_REMOVED)
    named: list[Any] = [*contacts, *individuals, *passed, *people]
    at_organisations: list[Any] = [*contacts, *given]
    names = [
        *(one.name for one in named),
        *(one.signer_name for one in signatures if one.signer_email_key == key),
        *(one.authoriser_name for one in signatures if one.authoriser_email_key == key),
        *(one.person_name for one in given),
        *(one.contact_name for one in enquiries),
    ]
    return Known(
        email_key=key,
        names=frozenset(one.strip() for one in names if one.strip() and one != REMOVED and "@" not in one),
        contacts=frozenset(one.id for one in contacts),
        organisations=frozenset({one.organisation_id for one in at_organisations}) | await _ids(session, behind),
        signed=signed,
        authorised=authorised,
        individuals=frozenset(one.id for one in individuals),
        passed_on=frozenset(one.id for one in passed),
        links=await _ids(session, links),
        authorities=frozenset(one.id for one in given),
        enquiries=frozenset(one.id for one in enquiries),
        messages=await _ids(session, mailed),
        people=frozenset(one.id for one in people),
        suppressions=await _ids(session, select(Suppression.id).where(Suppression.email_key == key)),
        imports=await _ids(
            session,
            select(OrganisationImport.id).where(
                OrganisationImport.state == ImportState.READ,
                # Within quotation marks, as JSON has a whole value.
                func.lower(cast(OrganisationImport.rows, Text)).contains(f'"{key}"', autoescape=True),
            ),
        ),
    )


def _of_here(coalition_id: UUID) -> ColumnElement[bool]:
    """SQL for people of this coalition: who has a role in it; or who once acted in it and has none anywhere any more."""
    here = exists().where(CoalitionRole.person_id == Person.id, CoalitionRole.coalition_id == coalition_id)
    anywhere = exists().where(CoalitionRole.person_id == Person.id)
    acted = [
        exists().where(model.actor_id == Person.id, model.coalition_id == coalition_id)
        for model in (LetterEvent, SignatureEvent, OrganisationChange)
    ]
    return or_(here, ~anywhere & or_(*acted))


async def held(session: AsyncSession, coalition_id: UUID, subject: Subject) -> Held:
    """What is held about somebody, as somebody of the secretariat may read it. Raises `NotFound` where nothing is."""
    found = await known(session, coalition_id, subject)
    counts = await counted(session, found)
    told = await _mentions(session, found)
    if not any(counts.values()) and not told:
        raise NotFound
    organisations = await session.execute(
        select(Organisation.id, Organisation.display_name)
        .where(Organisation.id.in_(found.organisations))
        .order_by(Organisation.sort_key)
    )
    names = {row.id: row.display_name for row in organisations}
    return Held(
        email=subject.email,
        name=subject.name,
        names=sorted(found.names),
        organisations=list(names.values()),
        places=[
            Place(code=code, told=gettext(PLACES[code][0]), count=count, becomes=gettext(PLACES[code][1]))
            for code, count in counts.items()
            if count
        ],
        mentions=told,
        alone=[Alone(id=one, name=names[one]) for one in await _left_alone(session, found) if one in names],
        signatures=await _count(
            session, select(Signature.id).where(Signature.id.in_(found.signed), Signature.state.in_(LIVE))
        ),
        individual_signatures=await _count(
            session,
            select(IndividualSignature.id).where(
                IndividualSignature.id.in_(found.individuals), IndividualSignature.state.in_(LIVE_INDIVIDUALS)
            ),
        ),
        editions=await _editions(session, found),
        refused=await why_not(session, found),
    )


async def why_not(session: AsyncSession, found: Known) -> str:
    """Why somebody cannot be erased yet, in words; empty where they can."""
    role = await session.scalar(select(CoalitionRole.id).where(CoalitionRole.person_id.in_(found.people)).limit(1))
    if role is None:
        return ""
    return gettext(
        "This person has a role in the coalition and can sign in. End the role first, on the page of the coalition;"
        " then their details can be erased."
    )


async def counted(session: AsyncSession, found: Known) -> dict[str, int]:
    """How many rows there are of each kind, in the order of `PLACES`."""
    histories = 0
    for history in HISTORIES:
        histories += await _count(session, select(history.model.id).where(did(history, found)))
    own = {code: len(getattr(found, code)) for code in PLACES if hasattr(found, code)}
    return own | {"history": histories}


async def _mentions(session: AsyncSession, found: Known) -> list[Mention]:
    told: list[Mention] = []
    for words in WORDS:
        rows = await session.execute(
            select(words.column.class_.id, func.left(words.column, _EXCERPT))
            .where(mentions(words.column, found.texts))
            .order_by(words.column.class_.id)
            .limit(MOST_WORDS)
        )
        told += [Mention(key=f"{words.key}:{id_}", told=gettext(words.told), text=text) for id_, text in rows]
    return told[:MOST_WORDS]


async def _left_alone(session: AsyncSession, found: Known) -> list[UUID]:
    """The person's organisations that have no other contact."""
    others = exists().where(
        Contact.organisation_id == Organisation.id, Contact.ended_at.is_(None), Contact.id.not_in(found.contacts)
    )
    mine = exists().where(
        Contact.organisation_id == Organisation.id, Contact.ended_at.is_(None), Contact.id.in_(found.contacts)
    )
    query = select(Organisation.id).where(Organisation.id.in_(found.organisations), mine, ~others)
    return sorted(await _ids(session, query))


def listed_in(found: Known) -> ColumnElement[bool]:
    """SQL for the editions whose files or rows name the person."""
    return or_(
        exists().where(
            EditionEntry.edition_id == Edition.id,
            EditionEntry.signature_id.in_(found.signed),
            EditionEntry.person_name != "",
        ),
        exists().where(
            EditionIndividual.edition_id == Edition.id,
            EditionIndividual.individual_signature_id.in_(found.individuals),
            EditionIndividual.name != REMOVED,
        ),
    )


async def _editions(session: AsyncSession, found: Known) -> list[str]:
    if not found.signed and not found.individuals:
        return []
    rows = await session.execute(
        select(Letter.reference, Edition.number)
        .join(Letter, Letter.id == Edition.letter_id)
        .where(listed_in(found), Edition.released_at.is_not(None))
        .order_by(Letter.reference, Edition.number)
        .limit(PAGE)
    )
    return [gettext("{reference}, edition {number}", reference=reference, number=number) for reference, number in rows]


async def find(session: AsyncSession, typed: str, limit: int = PAGE) -> list[FoundPerson]:
    """People by an address, or by a name or a part of one, in every place where both are held; by name."""
    typed = " ".join(typed.split())
    if not typed:
        raise Invalid({"who": gettext("Enter an email address or a name.")})
    pattern = "%" + typed.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"

    def by(name: Any, email: Any) -> ColumnElement[bool]:
        if "@" in typed:
            matched: ColumnElement[bool] = func.lower(email) == typed.lower()
        else:
            matched = name.ilike(pattern) & (name != REMOVED)
        return matched

    nobody = literal("")
    parts = union(
        select(Contact.name.label("name"), Contact.email.label("email"), Organisation.display_name.label("organisation"))
        .join(Organisation, Organisation.id == Contact.organisation_id)
        .where(by(Contact.name, Contact.email)),
        select(Signature.signer_name, Signature.signer_email, Signature.display_name).where(
            by(Signature.signer_name, Signature.signer_email)
        ),
        select(Signature.authoriser_name, Signature.authoriser_email, Signature.display_name).where(
            by(Signature.authoriser_name, Signature.authoriser_email)
        ),
        select(IndividualSignature.name, IndividualSignature.email, IndividualSignature.affiliation).where(
            by(IndividualSignature.name, IndividualSignature.email)
        ),
        select(PassedOn.name, PassedOn.email, nobody).where(by(PassedOn.name, PassedOn.email)),
        select(Enquiry.contact_name, Enquiry.email, Enquiry.name).where(by(Enquiry.contact_name, Enquiry.email)),
        select(StandingAuthority.person_name, StandingAuthority.email, Organisation.display_name)
        .join(Organisation, Organisation.id == StandingAuthority.organisation_id)
        .where(by(StandingAuthority.person_name, StandingAuthority.email)),
        select(Signer.name, nobody, Organisation.display_name)
        .join(Organisation, Organisation.id == Signer.organisation_id)
        .where(by(Signer.name, nobody), Signer.contact_id.is_(None)),
    ).subquery()
    rows = await session.execute(
        select(parts.c.name, parts.c.email, parts.c.organisation)
        .order_by(func.lower(parts.c.name), parts.c.email, parts.c.organisation)
        .limit(limit)
    )
    people = [FoundPerson(name=name, email=email, organisation=organisation) for name, email, organisation in rows]
    if not people and "@" in typed:
        # Mail alone may be held, or a suppression.
        return [FoundPerson(name="", email=typed, organisation="")]
    return people


async def subject_of_contact(session: AsyncSession, contact_id: UUID) -> Subject:
    """The person behind a contact's record. Raises `NotFound`, also once they were erased."""
    contact = await session.scalar(select(Contact).where(Contact.id == contact_id))
    if contact is None or not contact.email:
        raise NotFound
    return Subject(email=contact.email)


async def subject_of_signature(session: AsyncSession, signature_id: UUID) -> Subject:
    """The person who signed. Raises `NotFound`, also once they were erased."""
    signature = await session.scalar(select(Signature).where(Signature.id == signature_id))
    if signature is None or not signature.signer_email:
        raise NotFound
    return Subject(email=signature.signer_email)


async def _ids(session: AsyncSession, query: Any) -> frozenset[UUID]:
    return frozenset((await session.scalars(query)).all())


async def _count(session: AsyncSession, query: Any) -> int:
    return int(await session.scalar(select(func.count()).select_from(query.subquery())) or 0)
