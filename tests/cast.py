"""The people and organisations of the stories. All are invented.

Fair Futures Alliance is run from Harbour Equality Foundation by Nia Rees and Tom Okello; Dev Anand drafts, Rosa Lind
reviews, Amina Cole represents a member. Clean Rivers Network is another coalition, run by Sam Brook: nothing of the one may
ever be seen by the other.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, time
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.actors import Actor, ActorKind
from campaigns.coalitions.models import Coalition, CoalitionRole
from campaigns.coalitions.roles import Role
from campaigns.letters.fields import LetterFields
from campaigns.letters.models import LetterKind
from campaigns.mail.addresses import match_key
from campaigns.names.matching import matching_key
from campaigns.names.order import sort_key, sort_name_of
from campaigns.organisations.models import Contact, Organisation
from campaigns.people.models import Person


@dataclass
class Company:
    """One coalition with its people by first name and its organisations by display name."""

    coalition: Coalition
    people: dict[str, Person] = field(default_factory=dict)
    organisations: dict[str, Organisation] = field(default_factory=dict)
    contacts: dict[str, Contact] = field(default_factory=dict)

    def actor(self, first_name: str) -> Actor:
        person = self.people[first_name]
        return Actor(ActorKind.PERSON, person.name, person.id)

    @property
    def id(self) -> UUID:
        return self.coalition.id


WENSUM = "Wensum Voluntary Action (WVA)"
MILL_ROAD = "The Mill Road Centre"
LLAIS = "Llais Ynys Môn"

#: Organisation, then its contacts as name, role, address.
MEMBERS: dict[str, list[tuple[str, str, str]]] = {
    WENSUM: [
        ("Amina Cole", "Chief executive", "amina@wensum.example"),
        ("Jo Pratt", "Policy officer", "jo@wensum.example"),
        ("", "", "info@wensum.example"),
    ],
    MILL_ROAD: [("Ben Marsh", "Director", "ben@millroad.example")],
    LLAIS: [("Siân Huws", "Prif weithredwr", "sian@llais.example")],
}


async def fair_futures(session: AsyncSession, now: datetime) -> Company:
    """Fair Futures Alliance with everybody in it, and three member organisations."""
    company = await _company(session, "fair-futures", "Fair Futures Alliance", "FFA", "Harbour Equality Foundation", now)
    await _person(session, company, "Nia Rees", "nia@harbour.example", Role.SECRETARIAT, now)
    await _person(session, company, "Tom Okello", "tom@harbour.example", Role.SECRETARIAT, now)
    await _person(session, company, "Dev Anand", "dev@harbour.example", Role.DRAFTER, now)
    await _person(session, company, "Rosa Lind", "rosa@lind.example", Role.REVIEWER, now)
    await _person(session, company, "Amina Cole", "amina@wensum.example", Role.MEMBER_REPRESENTATIVE, now)
    for name, contacts in MEMBERS.items():
        await organisation(session, company, name, contacts, now)
    return company


async def clean_rivers(session: AsyncSession, now: datetime) -> Company:
    """The other coalition."""
    company = await _company(session, "clean-rivers", "Clean Rivers Network", "CRN", "Otter Trust", now)
    await _person(session, company, "Sam Brook", "sam@rivers.example", Role.SECRETARIAT, now)
    await organisation(session, company, "Otter Trust", [("Ivy Lane", "Warden", "ivy@otter.example")], now)
    return company


async def organisation(
    session: AsyncSession, company: Company, name: str, contacts: list[tuple[str, str, str]], now: datetime
) -> Organisation:
    """An organisation of the coalition with its contacts."""
    sort_name = sort_name_of(name)
    row = Organisation(
        coalition_id=company.id,
        display_name=name,
        name_key=matching_key(name),
        sort_name=sort_name,
        sort_key=sort_key(sort_name),
        created_at=now,
    )
    session.add(row)
    await session.flush()
    company.organisations[name] = row
    for contact_name, role, email in contacts:
        contact = Contact(
            coalition_id=company.id,
            organisation_id=row.id,
            name=contact_name,
            role_title=role,
            email=email,
            email_key=match_key(email),
        )
        session.add(contact)
        company.contacts[email] = contact
    await session.flush()
    return row


def letter(**changes: object) -> LetterFields:
    """A letter to a minister, complete enough to lock, due at 5pm on Friday 5 June 2026 in London."""
    fields: dict[str, object] = {
        "title": "Warm homes for every family",
        "working_title": "Warm homes",
        "addressee_name": "The Rt Hon Alex Venn",
        "addressee_office": "Secretary of State for Housing",
        "body": "Dear Secretary of State,\n\nOne family in five was cold last winter.\n\n"
        "1. Fund insulation for every rented home.\n2. Publish the figures each year.\n",
        "attestation": "We, the undersigned, ask you to act before the winter.",
        "notes_to_editors": "",
        "deadline_date": date(2026, 6, 5),
        "deadline_time": time(17),
    }
    return LetterFields(**{**fields, **changes})  # type: ignore[arg-type]


def statement(**changes: object) -> LetterFields:
    """A statement that stays open."""
    return letter(
        **{
            "title": "Principles for fair funding",
            "kind": LetterKind.STATEMENT,
            "addressee_name": "",
            "addressee_office": "",
            "rolling": True,
            "deadline_date": None,
            "deadline_time": None,
            **changes,
        }
    )


async def _company(session: AsyncSession, slug: str, name: str, prefix: str, host: str, now: datetime) -> Company:
    coalition = Coalition(
        slug=slug,
        name=name,
        host_name=host,
        reference_prefix=prefix,
        accent_colour="#7a1f3d",
        contact_name="The secretariat",
        contact_email=f"letters@{slug}.example",
        contact_phone="020 7946 0000",
        postal_address="1 Quay Street, Port Example",
        created_at=now,
    )
    session.add(coalition)
    await session.flush()
    return Company(coalition)


async def _person(session: AsyncSession, company: Company, name: str, email: str, role: Role, now: datetime) -> None:
    person = Person(name=name, email=email, email_key=match_key(email), created_at=now)
    session.add(person)
    await session.flush()
    session.add(CoalitionRole(coalition_id=company.id, person_id=person.id, role=role))
    await session.flush()
    company.people[name.split(maxsplit=1)[0]] = person
