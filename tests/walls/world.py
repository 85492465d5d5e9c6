"""Two coalitions side by side, each with a letter in every state, somebody in every role, and everything that has an id."""

import io
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from PIL import Image
from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession, async_sessionmaker

from campaigns.actors import Actor, ActorKind
from campaigns.cascades.actions import give
from campaigns.cascades.models import CASCADE_PAGE
from campaigns.coalitions.models import CoalitionRole
from campaigns.coalitions.roles import Role
from campaigns.database import Base
from campaigns.duplicates.actions import compare
from campaigns.erasure.actions import Wish, erase
from campaigns.erasure.models import Erasure, Ground
from campaigns.erasure.queries import Subject
from campaigns.individuals.actions import begin as begin_personal
from campaigns.individuals.answers import YouAnswer
from campaigns.individuals.deciding import admit
from campaigns.individuals.models import IndividualSignature
from campaigns.invitations.access import Opened, open_link
from campaigns.invitations.answering import Decline, decline
from campaigns.invitations.models import InvitationLink
from campaigns.invitations.reasons import Reason
from campaigns.jobs import NoBell
from campaigns.joining.actions import ask_to_join, confirm
from campaigns.joining.fields import EnquiryFields
from campaigns.joining.models import Enquiry
from campaigns.letters.models import Letter, LetterKind, Version
from campaigns.letters.queries import letter_of_id
from campaigns.mail.addresses import match_key
from campaigns.mail.models import Message, Stream, Suppression, SuppressionReason
from campaigns.mail.suppression import suppress
from campaigns.my_organisation.actions import ask_for_links
from campaigns.my_organisation.corrections.details import DetailsFields
from campaigns.my_organisation.corrections.models import Correction
from campaigns.my_organisation.corrections.proposing import propose_details, propose_logo
from campaigns.my_organisation.models import PageLink
from campaigns.my_organisation.queries import open_door
from campaigns.organisations.identifiers import Scheme
from campaigns.organisations.imports.actions import upload
from campaigns.organisations.imports.reader import read_waiting
from campaigns.organisations.models import Contact
from campaigns.organisations.record.categories import add_category
from campaigns.organisations.record.fields import CategoryFields, IdentifierFields, OtherNameFields, SignerFields
from campaigns.organisations.record.names import add_identifier, add_name
from campaigns.organisations.record.signers import add_signer
from campaigns.organisations.relations import NameKind
from campaigns.people.actions import request_sign_in
from campaigns.people.models import Person
from campaigns.people.sessions import start_session
from campaigns.publication import actions as publication
from campaigns.publication.models import EditionFile
from campaigns.responses.notes import NoteFields, add_note
from campaigns.signatures.answers import (
    AuthoriserAnswer,
    AuthorityAnswer,
    NameAnswer,
    SignerAnswer,
    answer_authoriser,
    answer_authority,
    answer_name,
    answer_signer,
)
from campaigns.signatures.changing import Wanted, change
from campaigns.signatures.confirming import confirm_address
from campaigns.signatures.late.lifecycle import LateState
from campaigns.signatures.late.models import LateRequest
from campaigns.signatures.models import Authority, NameProposal, Signature
from campaigns.signatures.notices import ACCEPTED_NOTICE
from campaigns.signatures.passing import Colleague, pass_on
from campaigns.signatures.signing import begin_by_invitation, begin_by_public_route, submit
from campaigns.standing_authority import actions as standing
from campaigns.standing_authority.actions import Grant
from campaigns.standing_authority.scope import ScopeFields
from campaigns.standing_authority.telling import WITH_A_LINK
from campaigns.standing_authority.using import Use, use
from campaigns.tokens import Keys, Purpose
from campaigns.unusual_use.models import UseAlert, Used
from tests import cast
from tests.individuals.people import accepted, checked, sent
from tests.publication.stage import Stage

Sessions = async_sessionmaker[AsyncSession]

#: Which of the signatures from outside waits for somebody to authorise it.
_ASKS = 3

#: What may move when a page is only read: when a session was last in use, and how often somebody asked.
MOVES = {"browser_session": {"seen_at"}, "rate_limit": None}


@dataclass
class Side:
    """One coalition as an attacker of it would want to know it: every id, slug, reference and token there is."""

    company: cast.Company
    letters: dict[str, Letter] = field(default_factory=dict)
    values: dict[str, list[str]] = field(default_factory=dict)
    tokens: dict[str, list[str]] = field(default_factory=dict)
    #: By role, the session of somebody who has it and no other.
    session_ids: dict[Role, str] = field(default_factory=dict)
    secrets: list[str] = field(default_factory=list)

    @property
    def slug(self) -> str:
        return self.company.coalition.slug


@dataclass
class World:
    """Fair Futures Alliance, Clean Rivers Network, and a look at every row there is."""

    connection: AsyncConnection
    sessions: Sessions
    keys: Keys
    theirs: Side
    own: Side

    async def rows(self) -> dict[str, set[tuple[Any, ...]]]:
        """Every row of every table, without what moves by reading."""
        async with self.sessions() as session:
            return {
                table.name: {
                    tuple(value for column, value in row.items() if column not in (MOVES.get(table.name) or ()))
                    for row in (
                        {key: repr(value) for key, value in one.items()}
                        for one in (await session.execute(table.select())).mappings()
                    )
                }
                for table in Base.metadata.sorted_tables
                if MOVES.get(table.name, ()) is not None
            }


def changed(before: dict[str, set[Any]], after: dict[str, set[Any]]) -> dict[str, set[Any]]:
    """The tables of which a row is another than before, with those rows."""
    return {name: before[name] ^ after[name] for name in before if before[name] != after[name]}


async def make_world(connection: AsyncConnection, keys: Keys, now: datetime) -> World:
    """Both coalitions, in the caller's transaction; each in a session of its own, which is held to it."""
    sessions = async_sessionmaker(connection, expire_on_commit=False, join_transaction_mode="create_savepoint")
    sides = []
    for found in (cast.fair_futures, cast.clean_rivers):
        async with sessions.begin() as session:
            company = await found(session, now)
            await _everybody(session, company, now)
            sides.append(await _Building(session, Stage(session, company, keys, now), Side(company)).all())
    await read_waiting(sessions, NoBell())
    return World(connection, sessions, keys, *sides)


async def _everybody(session: AsyncSession, company: cast.Company, now: datetime) -> None:
    """Somebody for every role that nobody has."""
    held = set(
        await session.scalars(
            select(CoalitionRole.role).where(CoalitionRole.coalition_id == company.id).execution_options(unscoped="tests")
        )
    )
    for role, name in zip(Role, ("Una Secretary", "Olu Drafter", "Pia Reviewer", "Max Representative"), strict=True):
        if role not in held:
            email = f"{name.split()[0].lower()}@{company.coalition.slug}.example"
            person = Person(
                name=f"{name} of {company.coalition.name}", email=email, email_key=match_key(email), created_at=now
            )
            session.add(person)
            await session.flush()
            session.add(CoalitionRole(coalition_id=company.id, person_id=person.id, role=role))
    await session.flush()


def _own_pages(coalition_id: UUID) -> Select[UUID]:
    return select(PageLink.id).join(Contact, Contact.id == PageLink.contact_id).where(Contact.coalition_id == coalition_id)


@dataclass
class _Building:
    session: AsyncSession
    stage: Stage
    side: Side
    #: Tokens of signatures in a personal capacity: their own pages, and their address checks.
    _own: list[str] = field(default_factory=list)
    _checks: list[str] = field(default_factory=list)

    async def all(self) -> Side:
        member = next(iter(self.side.company.organisations))
        stage, now = self.stage, self.stage.now
        mark = self.side.company.coalition.reference_prefix
        for state in ("draft", "locked", "open", "frozen", "scheduled", "published", "rolling"):
            title = f"{mark} letter kept {state}"
            fields = (cast.statement if state == "rolling" else cast.letter)(title=title, working_title=f"{mark} {state}")
            match state:
                case "draft":
                    letter = await stage.draft(fields)
                case "locked":
                    letter = await stage.locked(fields)
                case "open" | "rolling":
                    letter = await stage.open(fields)
                case "published":
                    letter = await stage.published(fields, [member], show=True)
                case _:
                    letter = await stage.frozen(fields, [member], show=True)
            if state == "scheduled":
                await publication.schedule(self.session, letter.id, now + timedelta(hours=1), None, stage.by, now)
            if state == "rolling":
                signed = await stage.sign(letter, member)
                wanted = Wanted(name=f"{mark} proposed name", title=f"{mark} new title")
                await change(self.session, signed.id, wanted, None, Actor(ActorKind.LINK, "a signer"), now, own=True)
                self.side.secrets += [f"{mark} proposed name", f"{mark} new title"]
                await self._individuals(letter)
                await stage.edition(letter)
            self.side.letters[state] = letter
            if state not in {"published", "rolling"}:
                self.side.secrets += [title, letter.slug]
        await self._signatures()
        await self._cascade()
        await self._standing_authority()
        await self._the_rest()
        return self.side

    async def _cascade(self) -> None:
        """An infrastructure body's link to the open letter, and somebody whom the body has not answered for yet."""
        stage, now, keys = self.stage, self.stage.now, self.stage.keys
        mark, letter = self.side.company.coalition.reference_prefix, self.side.letters["open"]
        people = [(f"{mark} manager", "Manager", f"{mark}.manager@body.example")]
        body = await cast.organisation(self.session, self.side.company, f"{mark} infrastructure body", people, now)
        body.is_infrastructure = True
        await self.session.flush()
        link = await give(self.session, letter.id, body.id, 40, stage.by, now)
        shared = await begin_by_public_route(self.session, await letter_of_id(self.session, letter.id), now, link.id)
        answer_name(shared, NameAnswer(display_name=f"{mark} shared with"))
        signer = SignerAnswer(
            signer_name=f"{mark} shared signer", signer_title="Chair", signer_email=f"{mark}.chair@shared.example"
        )
        answer_signer(shared, signer)
        answer_authority(shared, AuthorityAnswer(authority=Authority.CHIEF_EXECUTIVE))
        by = Actor(ActorKind.LINK, "a signer", shared.id)
        await submit(self.session, shared.id, None, by, now)
        await confirm_address(self.session, shared.id, by, now)
        mails = await self.session.scalars(
            select(Message.id).where(Message.kind == CASCADE_PAGE, Message.subject_id == link.id)
        )
        own = [keys.token(Purpose.CASCADE_PAGE, one) for one in mails]
        given = [keys.token(Purpose.CASCADE, link.id, link.rotation)]
        self.side.tokens |= {
            "/c": given,
            "/api/v1/cascades": given,
            "/b": own,
            "/api/v1/cascade-pages": own,
        }
        self.side.values["cascade_id"] = [str(link.id)]
        self.side.secrets += [body.display_name, f"{mark} shared with", f"{mark} shared signer"]

    async def _signatures(self) -> None:
        """On the open letter: begun and sent by links, awaiting a check, a review, declined; tokens for each."""
        stage, now, keys = self.stage, self.stage.now, self.stage.keys
        company, letter = self.side.company, self.side.letters["open"]
        mark = company.coalition.reference_prefix
        links = list(await self.session.scalars(select(InvitationLink).order_by(InvitationLink.id)))
        invitations = [keys.token(Purpose.INVITATION, link.id, link.rotation) for link in links]
        opened = [await open_link(self.session, keys, token) for token in invitations]
        of_open = [one for one in opened if one.letter.id == letter.id]
        await decline(
            self.session,
            of_open[-1],
            Decline(person_name=f"{mark} decliner", reasons=[Reason.PREFER_NOT_TO_SAY], explanation=f"{mark} private words"),
            now,
        )
        await self._late_and_passed_on(of_open[-1])
        note = NoteFields(words=f"{mark} private note")
        await add_note(self.session, of_open[-1].letter, of_open[-1].organisation_id, note, stage.by, now)
        if len(of_open) > 1:
            await stage.sign(letter, of_open[0].organisation_name)
        replies, checks, requests = [], [], []
        for number, confirmed in enumerate((False, False, True, True)):
            public = await begin_by_public_route(
                self.session, await letter_of_id(self.session, self.side.letters["rolling"].id), now
            )
            if number:
                name = f"{mark} passer-by {number}"
                answer_name(public, NameAnswer(display_name=name))
                answer_signer(
                    public,
                    SignerAnswer(
                        signer_name=f"{name} signer", signer_title="Director", signer_email=f"{mark}{number}@passing.example"
                    ),
                )
                answer_authority(public, AuthorityAnswer(authority=Authority.CHIEF_EXECUTIVE))
                if number == _ASKS:
                    whom = AuthoriserAnswer(name=f"{mark} authoriser", email=f"{mark}.authoriser@passing.example")
                    answer_authoriser(public, whom)
                    requests.append(keys.token(Purpose.AUTHORITY, public.id))
                    self.side.secrets.append(whom.name)
                by = Actor(ActorKind.LINK, name, public.id)
                await submit(self.session, public.id, None, by, now)
                if confirmed:
                    await confirm_address(self.session, public.id, by, now)
                self.side.secrets.append(name)
            replies.append(keys.token(Purpose.REPLY, public.id, public.rotation))
            checks.append(keys.token(Purpose.ADDRESS_CHECK, public.id, public.rotation))
        notices = await self.session.scalars(select(Message.id).where(Message.kind == ACCEPTED_NOTICE))
        objections = [keys.token(Purpose.OBJECTION, notice) for notice in notices]
        invited = await self.session.scalars(
            select(Message.id).where(Message.stream == Stream.INVITATION, Message.coalition_id == company.id)
        )
        subscriptions = [keys.token(Purpose.UNSUBSCRIBE, message) for message in invited]
        sign_in = await request_sign_in(self.session, keys, next(iter(company.people.values())).email, "192.0.2.1", now)
        await ask_for_links(self.session, keys, next(iter(company.contacts)), now)
        pages = [keys.token(Purpose.MY_ORGANISATION, one) for one in await self.session.scalars(_own_pages(company.id))]
        await self._corrections(pages[0])
        self.side.tokens = {
            "/j": await self._enquiries(),
            "/api/v1/join-checks": await self._enquiries(),
            "/m": pages,
            "/api/v1/my-organisation": pages,
            "/r": invitations,
            "/s": replies,
            "/v": checks,
            "/a": requests,
            "/o": objections,
            "/u": subscriptions,
            "/api/v1/subscriptions": subscriptions,
            "/sign-in/link": [keys.token(Purpose.SIGN_IN, sign_in)],
            "/api/v1/invitations": invitations,
            "/api/v1/replies": replies,
            "/api/v1/address-checks": checks,
            "/api/v1/authorisations": requests,
            "/api/v1/objections": objections,
            "/p": self._own,
            "/q": self._checks,
            "/api/v1/individuals": self._own,
            "/api/v1/individual-checks": self._checks,
        }
        self.side.values["sign_in_id"] = [str(sign_in)]

    async def _individuals(self, letter: Letter) -> None:
        """Who signs in a personal capacity, in every state from begun to listed; only the one who is listed is no secret."""
        stage, session, now = self.stage, self.session, self.stage.now
        mark = self.side.company.coalition.reference_prefix
        await admit(session, letter.id, None, stage.by, now, admitted=True)
        who = [
            YouAnswer(name=f"{mark} person {number}", title="", affiliation=f"{mark} affiliation {number}", email=address)
            for number, address in enumerate(f"{mark}{number}@personal.example" for number in range(3))
        ]
        begun = await begin_personal(session, await letter_of_id(session, letter.id), now)
        rows = [
            begun,
            await sent(session, letter, who[0], now),
            await checked(session, letter, who[1], now),
            await accepted(session, letter, who[2], stage.by, now),
        ]
        self.side.secrets += [one.email for one in who]
        self.side.secrets += [part for one in who[:2] for part in (one.name, one.affiliation)]
        self._own = [self.stage.keys.token(Purpose.INDIVIDUAL, row.id, row.rotation) for row in rows]
        self._checks = [self.stage.keys.token(Purpose.INDIVIDUAL_CHECK, row.id, row.rotation) for row in rows]

    async def _late_and_passed_on(self, opened: Opened) -> None:
        """Somebody asks to be added late, and has passed the invitation on."""
        now, mark = self.stage.now, self.side.company.coalition.reference_prefix
        late = await begin_by_invitation(self.session, opened, now)
        answer_authority(late, AuthorityAnswer(authority=Authority.CHIEF_EXECUTIVE))
        request = LateRequest(
            coalition_id=opened.letter.coalition_id,
            letter_id=opened.letter.id,
            signature_id=late.id,
            state=LateState.ASKED,
            received_at=now,
            closed_at=now,
            asked_at=now,
            words=f"{mark} late words",
        )
        self.session.add(request)
        await self.session.flush()
        self.side.values["late_id"] = [str(request.id)]
        self.side.secrets.append(request.words)
        passed = await pass_on(
            self.session, opened, Colleague(name=f"{mark} colleague", email=f"{mark}@colleague.example"), now
        )
        self.side.values["passed_id"] = [str(passed.id)]
        alert = UseAlert(
            coalition_id=opened.letter.coalition_id,
            letter_id=opened.letter.id,
            used=Used.INVITATION,
            used_id=opened.link_id,
            clients=8,
            at=now,
            settled_at=None,
            outcome=None,
        )
        self.session.add(alert)
        await self.session.flush()
        self.side.values["alert_id"] = [str(alert.id)]
        self.side.values["link_id"] = [str(opened.link_id)]
        self.side.secrets += [passed.name, passed.email]

    async def _corrections(self, token: str) -> None:
        """Somebody proposes to correct the record of their organisation."""
        mark = self.side.company.coalition.reference_prefix
        door = await open_door(self.session, self.stage.keys, token, self.stage.now)
        fields = DetailsFields(name=f"{mark} corrected name", boilerplate=f"{mark} corrected words", note=f"{mark} note")
        await propose_details(self.session, door, fields, self.stage.now)
        drawn = io.BytesIO()
        Image.new("RGB", (60, 30), "#1d70b8").save(drawn, "PNG")
        alt = f"{mark} corrected picture"
        await propose_logo(self.session, door, drawn.getvalue(), alt, rights=True, note="", now=self.stage.now)
        found = await self.session.scalars(select(Correction.id).order_by(Correction.id))
        self.side.values["correction_id"] = [str(one) for one in found]
        self.side.values["proposal_id"] = self.side.values["correction_id"]
        versions = await self.session.scalars(select(Version.id).order_by(Version.id))
        self.side.values["version_id"] = [str(one) for one in versions]
        self.side.secrets += [f"{mark} corrected name", f"{mark} corrected words", alt]

    async def _enquiries(self) -> list[str]:
        """One organisation has asked to join and confirmed its address, one has not; the tokens of both."""
        company, stage = self.side.company, self.stage
        mark = company.coalition.reference_prefix
        if "enquiry_id" not in self.side.values:
            company.coalition.takes_enquiries = True
            for name in ("newcomer", "shy newcomer"):
                fields = EnquiryFields(
                    name=f"{mark} {name}",
                    about=f"{mark} private work",
                    contact_name=f"{mark} asker",
                    contact_role="Chair",
                    email=f"{mark}.{name.split()[0]}@asking.example",
                    why=f"{mark} private wish",
                )
                await ask_to_join(self.session, stage.keys, company.id, fields, stage.now)
            ids = (await self.session.scalars(select(Enquiry.id).order_by(Enquiry.id))).all()
            await confirm(self.session, ids[0], stage.now)
            self.side.values["enquiry_id"] = [str(one) for one in ids]
            self.side.secrets += [f"{mark} {words}" for words in ("newcomer", "private work", "asker", "private wish")]
        return [stage.keys.token(Purpose.JOINING, UUID(one)) for one in self.side.values["enquiry_id"]]

    async def _standing_authority(self) -> None:
        """Given by the first organisation and used on a letter that nobody has answered, and asked for once more."""
        company, stage = self.side.company, self.stage
        mark = company.coalition.reference_prefix
        first = next(iter(company.organisations.values()))
        contact = await self.session.scalar(
            select(Contact).where(Contact.organisation_id == first.id, Contact.name != "").order_by(Contact.id).limit(1)
        )
        assert contact is not None
        await standing.switch(self.session, company.id, on=True)
        scope = ScopeFields(
            kinds=list(LetterKind),
            topics=f"{mark} topics",
            addressees=f"{mark} addressees",
            until=(stage.now + timedelta(days=90)).date(),
        )
        given = await standing.ask(self.session, first.id, contact.id, scope, stage.by, stage.now)
        yes = Grant(person_name=contact.name, person_title="Director", basis=Authority.CHIEF_EXECUTIVE)
        await standing.grant(self.session, given.id, yes, Actor(ActorKind.LINK, contact.name), stage.now)
        letter = await stage.open(cast.letter(title=f"{mark} letter signed by standing authority"))
        self.side.letters["standing"] = letter
        wanted = [Use(authority_id=given.id, why=f"{mark} reason of a use")]
        await use(self.session, letter.id, wanted, 1, stage.by, stage.now)
        again = await standing.ask(self.session, first.id, contact.id, scope, stage.by, stage.now)
        about = await self.session.scalars(
            select(Message.id).where(Message.kind.in_(WITH_A_LINK), Message.coalition_id == company.id)
        )
        tokens = [stage.keys.token(Purpose.STANDING_AUTHORITY, one) for one in about]
        self.side.tokens |= {"/g": tokens, "/api/v1/standing-authorities": tokens}
        self.side.values["authority_id"] = [str(given.id), str(again.id)]
        self.side.secrets += [f"{mark} topics", f"{mark} addressees", f"{mark} reason of a use", letter.slug]

    async def _the_rest(self) -> None:
        company, stage = self.side.company, self.stage
        mark = company.coalition.reference_prefix
        file = f"Organisation,Contact,Email\n{mark} listed,{mark} contact,{mark}@listed.example\n".encode()
        imports = [await upload(self.session, company.id, f"{mark}.csv", file, stage.by, stage.now) for _ in range(2)]
        invitation = await self.session.scalar(
            select(Message).where(Message.stream == Stream.INVITATION, Message.coalition_id == company.id).limit(1)
        )
        assert invitation is not None
        for reason in (SuppressionReason.UNSUBSCRIBED, SuppressionReason.BOUNCED):
            await suppress(self.session, invitation, reason, stage.now, f"{mark} server words")
        # Somebody who is a contact nowhere, so that nothing else of this side is missing.
        gone = await add_signer(
            self.session,
            next(iter(company.organisations.values())).id,
            SignerFields(name=f"{mark} who is gone"),
            stage.by,
            stage.now,
        )
        wish = Wish(ground=Ground.ASKED, received_on=stage.now.date())
        subject, today = Subject(name=gone.name), stage.now.date()
        await erase(self.session, stage.keys, company.id, subject, wish, stage.by, stage.now, today)
        suppressions = await self.session.scalars(select(Suppression.id).order_by(Suppression.id))
        roles = (await self.session.execute(select(CoalitionRole).order_by(CoalitionRole.id))).scalars().all()
        for role in roles:
            if role.role not in self.side.session_ids:
                person = await self.session.get_one(Person, role.person_id)
                self.side.session_ids[role.role] = await start_session(self.session, person, stage.now)
                self.side.secrets.append(person.email)
        files = set(await self.session.scalars(select(EditionFile.file_name)))
        self.side.values |= {
            "coalition": [company.coalition.slug],
            "reference": [letter.reference for letter in self.side.letters.values()],
            "slug": [letter.slug for letter in self.side.letters.values()],
            "organisation_id": [str(one.id) for one in company.organisations.values()],
            "contact_id": [str(one.id) for one in company.contacts.values()],
            **await _on_record(self.session, stage, [one.id for one in company.organisations.values()]),
            "import_id": [str(one.id) for one in imports],
            "role_id": [str(one.id) for one in roles],
            "suppression_id": [str(one) for one in suppressions],
            "signature_id": [str(one) for one in await self.session.scalars(select(Signature.id).order_by(Signature.id))],
            "individual_id": [str(one) for one in await self.session.scalars(select(IndividualSignature.id))],
            "proposal_id": [str(one) for one in await self.session.scalars(select(NameProposal.id))],
            "erasure_id": [str(one) for one in await self.session.scalars(select(Erasure.id))],
            "number": ["1", "2"],
            "file_name": sorted(files)[:4],
        }
        self.side.secrets += [f"{mark} of old", f"{mark} chair", f"{mark} category"]
        self.side.secrets += [
            company.coalition.host_name + " (host)",
            f"{mark} listed",
            f"{mark} private words",
            f"{mark} private note",
        ]
        self.side.secrets += [one.email for one in company.contacts.values()]
        self.side.secrets += [company.coalition.contact_email]


async def _on_record(session: AsyncSession, stage: Stage, organisations: list[UUID]) -> dict[str, list[str]]:
    """Something of each kind on the record of the first organisation, by the name its id has in addresses."""
    first, by, now = organisations[0], stage.by, stage.now
    mark = stage.company.coalition.reference_prefix
    name = await add_name(session, first, OtherNameFields(kind=NameKind.FORMER, name=f"{mark} of old"), by, now)
    number = await add_identifier(
        session, first, IdentifierFields(scheme=Scheme.ENGLAND_AND_WALES, number="1099999"), by, now
    )
    signer = await add_signer(session, first, SignerFields(name=f"{mark} chair"), by, now)
    others = [one.id for one in stage.company.organisations.values()][:2]
    if len(others) == 1:
        sort_of = await cast.organisation(session, stage.company, f"{mark} lookalike", [], now)
        others.append(sort_of.id)
    pair = await compare(session, stage.company.id, *others, now)
    category = await add_category(session, stage.company.id, CategoryFields(label=f"{mark} category"))
    return {
        "name_id": [str(name.id)],
        "identifier_id": [str(number.id)],
        "signer_id": [str(signer.id)],
        "category_id": [str(category.id)],
        "pair_id": [str(pair.id)],
    }
