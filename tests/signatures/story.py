"""A letter that is open for signature, what is mailed about it, and somebody who answers on its pages."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import httpx
from lxml import html  # type: ignore[import-untyped]
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from campaigns.coalitions.actions import set_joining
from campaigns.database import Base, hold_to
from campaigns.individuals.models import IndividualSignature
from campaigns.invitations.actions import INVITATION, invite
from campaigns.invitations.models import InvitationLink
from campaigns.joining.actions import CHECK
from campaigns.letters.actions import begin_letter, lock
from campaigns.letters.fields import LetterFields
from campaigns.letters.lifecycles.release import ReleaseState
from campaigns.letters.models import Letter, Version
from campaigns.mail.models import Message
from campaigns.my_organisation.actions import MY_ORGANISATION
from campaigns.organisations.models import Organisation
from campaigns.organisations.record.fields import SignerFields
from campaigns.organisations.record.signers import add_signer
from campaigns.review.actions import Decision, accept
from campaigns.review.late import refuse_late, tray
from campaigns.signatures.models import Signature, SignatureEvent
from campaigns.signatures.notices import ACCEPTED_NOTICE
from campaigns.tokens import Keys, Purpose
from tests import cast

SITE = "http://letters.example"
AMINA, JO, INFO, BEN, SIAN = (
    "amina@wensum.example",
    "jo@wensum.example",
    "info@wensum.example",
    "ben@millroad.example",
    "sian@llais.example",
)
Sessions = async_sessionmaker[AsyncSession]


@dataclass
class Story:
    """What the tests know of the database; every look at it is a transaction of its own."""

    sessions: Sessions
    keys: Keys
    company: cast.Company
    letter_id: UUID
    slug: str
    reference: str
    tokens: dict[str, str] = field(default_factory=dict)

    def path(self, email: str) -> str:
        """Where the invitation mailed to this address leads."""
        return f"/r/{self.tokens[email]}"

    @property
    def start_path(self) -> str:
        return f"/letters/fair-futures/{self.slug}/sign"

    async def signatures(self) -> Sequence[Signature]:
        """Every signature of the letter, as first begun."""
        async with self.sessions() as session:
            hold_to(session, self.company.id)
            found = await session.scalars(
                select(Signature).where(Signature.letter_id == self.letter_id).order_by(Signature.id)
            )
            return found.all()

    async def newest(self) -> Signature:
        return (await self.signatures())[-1]

    async def mailed(self, kind: str) -> list[str]:
        """To whom mails of a kind were asked for, oldest first."""
        async with self.sessions() as session:
            found = await session.scalars(
                select(Message.recipient_email).where(Message.kind == kind).order_by(Message.created_at, Message.id)
            )
            return list(found)

    async def change_letter(self, **columns: Any) -> None:
        """Put the letter where its own pages would have brought it."""
        async with self.sessions.begin() as session:
            hold_to(session, self.company.id)
            letter = await session.get_one(Letter, self.letter_id)
            for name, value in columns.items():
                setattr(letter, name, value)

    async def publish(self) -> None:
        await self.change_letter(release=ReleaseState.PUBLISHED)

    async def check_path(self) -> str:
        """Where the newest signature's address is checked."""
        signature = await self.newest()
        return f"/v/{self.keys.token(Purpose.ADDRESS_CHECK, signature.id, signature.rotation)}"

    async def objection_path(self, email: str) -> str:
        """Where "This is wrong" leads, in the newest notice to this address."""
        async with self.sessions() as session:
            message_id = await session.scalar(
                select(Message.id)
                .where(Message.kind == ACCEPTED_NOTICE, Message.recipient_email == email)
                .order_by(Message.id.desc())
                .limit(1)
            )
        assert message_id is not None
        return f"/o/{self.keys.token(Purpose.OBJECTION, message_id)}"

    async def unsubscribe_path(self, email: str) -> str:
        """Where an invitation to this address says how to get no more of them."""
        async with self.sessions() as session:
            message_id = await session.scalar(
                select(Message.id).where(Message.kind == INVITATION, Message.recipient_email == email).limit(1)
            )
        assert message_id is not None
        return f"/u/{self.keys.token(Purpose.UNSUBSCRIBE, message_id)}"

    async def own_page_path(self, email: str) -> str:
        """Where the newest link to the page of one's own organisation leads."""
        async with self.sessions() as session:
            link_id = await session.scalar(
                select(Message.subject_id)
                .where(Message.kind == MY_ORGANISATION, Message.recipient_email == email)
                .order_by(Message.id.desc())
                .limit(1)
            )
        assert link_id is not None
        return f"/m/{self.keys.token(Purpose.MY_ORGANISATION, link_id)}"

    async def version_id(self) -> UUID:
        """The letter's newest version."""
        async with self.sessions() as session:
            hold_to(session, self.company.id)
            newest = select(Version.id).where(Version.letter_id == self.letter_id).order_by(Version.number.desc()).limit(1)
            return (await session.scalars(newest)).one()

    async def signer(self, email: str) -> UUID:
        """Somebody who may sign for the organisation of this contact, put on record now."""
        async with self.sessions.begin() as session:
            hold_to(session, self.company.id)
            organisation_id = self.company.contacts[email].organisation_id
            fields = SignerFields(name="Amina Cole", role_title="Chief executive")
            return (await add_signer(session, organisation_id, fields, self.company.actor("Nia"), datetime.now(UTC))).id

    async def take_enquiries(self, words: str) -> None:
        """Switch the form on by which organisations ask to join."""
        async with self.sessions.begin() as session:
            await set_joining(session, self.company.id, on=True, words=words)

    async def joining_path(self, email: str) -> str:
        """Where the newest mail to somebody who asks to join leads."""
        async with self.sessions() as session:
            enquiry_id = await session.scalar(
                select(Message.subject_id)
                .where(Message.kind == CHECK, Message.recipient_email == email)
                .order_by(Message.id.desc())
                .limit(1)
            )
        assert enquiry_id is not None
        return f"/j/{self.keys.token(Purpose.JOINING, enquiry_id)}"

    async def authority_path(self) -> str:
        """Where the newest signature is authorised by whoever is asked now."""
        signature = await self.newest()
        return f"/a/{self.keys.token(Purpose.AUTHORITY, signature.id, signature.authoriser_rotation)}"

    async def individual_path(self, purpose: Purpose) -> str:
        """Where the newest signature in a personal capacity has its own page, or its address is checked."""
        async with self.sessions() as session:
            hold_to(session, self.company.id)
            newest = select(IndividualSignature).order_by(IndividualSignature.id.desc()).limit(1)
            signature = (await session.scalars(newest)).one()
        page = "p" if purpose is Purpose.INDIVIDUAL else "q"
        return f"/{page}/{self.keys.token(purpose, signature.id, signature.rotation)}"

    async def steps(self) -> list[tuple[str, str]]:
        """What happened to the newest signature, and by whom, oldest first."""
        signature = await self.newest()
        async with self.sessions() as session:
            hold_to(session, self.company.id)
            found = await session.scalars(
                select(SignatureEvent).where(SignatureEvent.signature_id == signature.id).order_by(SignatureEvent.id)
            )
            return [(event.step, event.actor_name) for event in found]

    async def change_organisation(self, name: str, **columns: Any) -> None:
        """What the secretariat would write down about an organisation."""
        async with self.sessions.begin() as session:
            hold_to(session, self.company.id)
            organisation = await session.get_one(Organisation, self.company.organisations[name].id)
            for column, value in columns.items():
                setattr(organisation, column, value)

    async def code(self) -> str:
        signature = await self.newest()
        return self.keys.code(Purpose.ADDRESS_CHECK, signature.id, signature.rotation)

    async def accept(self, organisation: str | None = None) -> None:
        """Nia accepts the newest signature, for a known organisation or a new one, each partner of a joint one too."""
        signature = await self.newest()
        known = self.company.organisations[organisation].id if organisation else None
        partners = [None for _ in signature.joint_names]
        decision = Decision(check="Rang the number on their website", organisations=[known, *partners])
        async with self.sessions.begin() as session:
            hold_to(session, self.company.id)
            await accept(session, signature.id, decision, None, self.company.actor("Nia"), signature.started_at)

    async def answer_late(self, reason: str, at: datetime) -> None:
        """Nia leaves out whoever asks first to be added late."""
        async with self.sessions.begin() as session:
            hold_to(session, self.company.id)
            [first, *_] = await tray(session, self.letter_id)
            await refuse_late(session, self.letter_id, first.id, reason, first.row_version, self.company.actor("Nia"), at)

    async def everything(self) -> dict[str, list[tuple[Any, ...]]]:
        """Every row of every table."""
        async with self.sessions() as session:
            return {
                table.name: sorted((tuple(row) for row in await session.execute(table.select())), key=repr)
                for table in Base.metadata.sorted_tables
            }


async def begin_story(sessions: Sessions, keys: Keys, now: datetime, fields: LetterFields | None = None) -> Story:
    """Everybody of both coalitions, and a letter that all organisations of Fair Futures are invited to."""
    async with sessions.begin() as session:
        company = await cast.fair_futures(session, now)
        await cast.clean_rivers(session, now)
        hold_to(session, company.id)
        nia = company.actor("Nia")
        letter = await begin_letter(session, company.id, fields or cast.letter(), nia, now)
        await lock(session, letter.id, None, nia, now)
        await invite(session, letter.id, [one.id for one in company.organisations.values()], None, nia, now)
        story = Story(sessions, keys, company, letter.id, letter.slug, letter.reference)
        links = await session.scalars(select(InvitationLink))
        of_contact = {contact.id: email for email, contact in company.contacts.items()}
        for link in links:
            story.tokens[of_contact[link.contact_id]] = keys.token(Purpose.INVITATION, link.id, link.rotation)
    return story


class Window:
    """A browser without JavaScript: it follows redirects, keeps cookies, and sends what a page's form holds."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self.client = client
        self.answer = httpx.Response(200)
        self.page = html.fromstring("<html></html>")

    async def open(self, path: str) -> "Window":
        self._take(await self.client.get(path, follow_redirects=True))
        return self

    async def press(self, button: str, fields: Mapping[str, Any] | None = None, **more: Any) -> "Window":
        """Press the button with these words, with these fields typed or chosen in place of what the form holds."""
        path, values = self.form(button, {**(fields or {}), **more})
        return await self.send(path, values)

    async def send(self, path: str, values: Mapping[str, Any]) -> "Window":
        """Send these values, as by a button with a name of its own."""
        self._take(await self.client.post(path, data=values, follow_redirects=True))
        return self

    def form(self, button: str, typed: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
        """Where a button's form goes, and what it sends."""
        forms = [
            one
            for one in self.page.iter("form")
            if any(button in squeezed(each.text_content()) for each in one.iter("button"))
        ]
        assert forms, f"No button {button!r} here: {self.text}"
        names = {each.get("name") for each in forms[0].iter() if each.get("name")}
        assert set(typed) <= names, f"No field {set(typed) - names} here."
        return forms[0].get("action") or self.path, {**_held(forms[0]), **typed}

    async def follow(self, words: str) -> "Window":
        links = [one.get("href") for one in self.page.iter("a") if words in squeezed(one.text_content())]
        assert links, f"No link {words!r} here: {self.text}"
        return await self.open(links[0])

    def _take(self, answer: httpx.Response) -> None:
        self.answer = answer
        self.page = html.fromstring(answer.text or "<html></html>")

    @property
    def status(self) -> int:
        return self.answer.status_code

    @property
    def path(self) -> str:
        return self.answer.url.path

    @property
    def heading(self) -> str:
        [heading] = self.page.iter("h1")
        return squeezed(heading.text_content())

    @property
    def text(self) -> str:
        return squeezed(self.page.xpath("//main")[0].text_content())

    @property
    def errors(self) -> list[str]:
        """What the error summary says, in its order."""
        return [
            squeezed(one.text_content()) for one in self.page.xpath("//*[contains(@class, 'govuk-error-summary__list')]/li")
        ]

    def value(self, name: str) -> str:
        """What a text field shows."""
        [element] = self.page.xpath("//*[@name=$name]", name=name)
        return str(element.text or "").removeprefix("\n") if element.tag == "textarea" else str(element.get("value", ""))

    def chosen(self, name: str) -> list[str]:
        return [str(one.get("value")) for one in self.page.xpath("//*[@name=$name and @checked]", name=name)]

    def titled(self) -> str:
        return squeezed(self.page.findtext(".//title") or "")


def squeezed(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def _held(form: Any) -> dict[str, Any]:
    held: dict[str, Any] = {}
    for element in form.xpath(".//input | .//textarea"):
        name, kind = element.get("name"), element.get("type", "text")
        if name is None or (kind in {"radio", "checkbox"} and element.get("checked") is None):
            continue
        value = str(element.text or "").removeprefix("\n") if element.tag == "textarea" else element.get("value", "")
        if kind == "checkbox" or (kind == "hidden" and isinstance(held.get(name), list)):
            held.setdefault(name, []).append(value)
        elif kind == "hidden" and name in held:
            held[name] = [held[name], value]
        else:
            held[name] = value
    return held


async def ready(window: Window, path: str, **signer: str) -> Window:
    """From the letter to the page with the last button, with everything but the authority as it is offered."""
    await window.open(path)
    await window.press("Sign for" if "/r/" in path else "Sign")
    await window.press("Continue")
    await window.press("Continue", signer)
    return await window.press("Continue", authority="chief_executive")


async def to_authorise(window: Window, path: str, authoriser: Mapping[str, str], **signer: str) -> Window:
    """From the letter to the page with the last button, for somebody who names who can authorise it."""
    await window.open(path)
    await window.press("Sign for" if "/r/" in path else "Sign")
    await window.press("Continue")
    await window.press("Continue", signer)
    await window.press("Continue", authority="someone_else")
    return await window.press("Continue", authoriser)


async def sign(window: Window, path: str, **signer: str) -> Window:
    """The same, and the last button."""
    await ready(window, path, **signer)
    return await window.press("Sign the letter for")
