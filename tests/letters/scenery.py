"""A coalition in the middle of its work: a letter in every state, and every page about them, for looking at."""

from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.actors import Actor, ActorKind
from campaigns.cascades import actions as cascades
from campaigns.coalitions.models import CoalitionRole
from campaigns.coalitions.roles import Role
from campaigns.individuals.answers import YouAnswer
from campaigns.invitations.access import Opened, open_link
from campaigns.invitations.actions import invite
from campaigns.invitations.answering import Decline, MoreTime, ask_for_more_time, decline
from campaigns.invitations.models import Invitation, InvitationLink, WhoSees
from campaigns.invitations.reasons import Reason
from campaigns.letters.actions import close_signing, lock, revise
from campaigns.letters.models import Letter
from campaigns.letters.queries import letter_of_id
from campaigns.mail.models import Message
from campaigns.publication.actions import build_next_files, freeze, propose_edition, publish_now, schedule
from campaigns.publication.content import EditionContent
from campaigns.publication.documents.files import BuiltFile, BuiltFiles
from campaigns.responses.models import NoteKind
from campaigns.responses.notes import NoteFields, add_note
from campaigns.review.disputes import Removal, RemovalReason, remove
from campaigns.review.recording import Agreement, record
from campaigns.signatures.answers import (
    AuthorityAnswer,
    NameAnswer,
    SignerAnswer,
    answer_authority,
    answer_name,
    answer_signer,
)
from campaigns.signatures.changing import Wanted, change
from campaigns.signatures.confirming import confirm_address
from campaigns.signatures.late.actions import ask, receive
from campaigns.signatures.leaving import suspend
from campaigns.signatures.models import Authority, EvidenceKind, Signature
from campaigns.signatures.passing import Colleague, pass_on
from campaigns.signatures.signing import begin_by_invitation, begin_by_public_route, submit
from campaigns.tokens import Keys, Purpose
from campaigns.unusual_use.models import UseAlert, Used
from tests import cast
from tests.cascades.sharing import Sharing, vouched_by_pat
from tests.individuals.people import ADA, SAM, accepted, checked, let_in, sent
from tests.letters.desk import SITE, Writing
from tests.signatures.test_signing import VISITOR, sign

#: Beside the three members of the cast; by the word in their address.
MEMBERS = {
    "osk": "Ósk Community Trust",
    "zubr": "Żubr Polonia Society",
    "amal": "مركز الأمل (Markaz al-Amal)",
    "xiwang": "希望中心",
    "asha": "আশা কেন্দ্র",
    "renew": "Re'New Transport Circle",
    "acac": "The Association of Community Advice Centres and Neighbourhood Law Projects of the Lower Wensum Valley",
}
BODY = """Dear Secretary of State,

One family in five was cold last winter. We are {count} organisations that heat, advise and house them, and we **see the
same thing** in every town: the money for insulation runs out in *October*, and the cold begins in November.[^1]

> We put the children in one room and the kettle in with them.

We ask you to

1. fund insulation for every rented home, beginning with the coldest tenth
2. publish the figures each year, by district and by tenure
3. bring landlords, tenants and councils [to one table](https://tables.example/warm-homes) before the summer

### What it would cost

Less than one winter of emergency payments.

[^1]: Cold Homes Survey, Quay University, 2025.
"""


class Scenery:
    """Makes the letters one after the other; `paths` are all the pages there are to look at, by what they show.

    `refused` are buttons that are pressed with nothing typed, by what comes of it: the page, and the button's words.
    """

    def __init__(self, writing: Writing, keys: Keys) -> None:
        self.writing, self.keys, self.company = writing, keys, writing.company
        self.nia = writing.company.actor("Nia")
        self.paths: dict[str, str] = {}
        self.refused: dict[str, tuple[str, str]] = {}

    @property
    def now(self) -> datetime:
        return self.writing.clock.now()

    async def set_up(self) -> None:
        """Everything, the newest letter last."""
        async with self.writing.held() as session:
            for short, name in MEMBERS.items():
                contacts = [("Kit Moss", "Director", f"kit@{short}.example")]
                await cast.organisation(session, self.company, name, contacts, self.now)
            await cast.organisation(session, self.company, "Quayside Poverty Truth Commission", [], self.now)
        self.paths["list"] = "/secretariat/fair-futures/letters"
        self.paths["new"] = "/secretariat/fair-futures/letters/new"
        for make in (self.drafts, self.ready, self.open, self.closed, self.frozen, self.scheduled, self.published):
            await make()
        await self.elsewhere()

    def pages(self, name: str, letter: Letter, *paths: str) -> None:
        for path in paths:
            self.paths[name + path] = f"/secretariat/fair-futures/letters/{letter.reference}{path}"

    def refusal(self, name: str, button: str) -> None:
        """Nothing is typed on a page that is there already, and one of its buttons is pressed."""
        self.refused[f"{name}, {button}"] = (self.paths[name], button)

    async def drafts(self) -> None:
        title = "School meals for all, and a much longer title that says what it is about in full"
        rough = await self.writing.draft(cast.letter(title=title, body="TBC [here](https://a.example)", attestation=""))
        self.pages(
            "rough", rough, "", "/edit", "/preview", "/lock", "/history", "/invite", "/deadline", "/freeze", "/responses"
        )
        fine = await self.writing.draft(cast.letter(title="Buses that come", body=BODY, notes_to_editors="1. A note."))
        self.pages("fine", fine, "/preview", "/lock", "/edit")
        self.refusal("new", "Save draft")

    async def ready(self) -> None:
        """Locked, revised and locked again."""
        letter = await self.writing.locked(cast.letter(title="Clean air by every school", body=BODY))
        async with self.writing.held() as session:
            await revise(session, letter.id, None, self.nia, self.now, "The minister has changed.")
            await lock(session, letter.id, None, self.nia, self.now)
        self.pages("ready", letter, "/cascades")
        self.pages("ready", letter, "", "/revise", "/versions/1", "/versions/2", "/invite", "/deadline", "/edit", "/edition")
        self.refusal("ready/revise", "Begin version 3")

    async def open(self) -> None:
        """Open, with an answer of every kind."""
        letter = await self.invited("Warm homes for every family")
        async with self.writing.held() as session:
            await session.execute(update(Message).values(state="sent", sent_at=self.now))
            returned = Message.recipient_email == "kit@renew.example"
            await session.execute(update(Message).where(returned).values(state="bounced", sent_at=None))
        self.writing.clock.advance(minutes=50)
        signed = await self.signs(letter, "amina@wensum.example", "kit@osk.example", "kit@amal.example")
        async with self.writing.held() as session:
            no = Decline(
                person_name="Ben Marsh",
                reasons=[Reason.RISK, Reason.DISAGREE_PART],
                explanation="We rent from the council that the second ask is about.",
                would_sign_if="The second ask left out districts.",
                who_sees=WhoSees.WORKING_GROUP_NAMED,
            )
            await decline(session, await self.opened(session, letter, "ben@millroad.example"), no, self.now)
            later = MoreTime(person_name="Siân Huws", needed_by=self.now.date(), explanation="Board on Thursday.")
            await ask_for_more_time(session, await self.opened(session, letter, "sian@llais.example"), later, self.now)
        alone = await self.came_by_itself(letter, "Żubr Polonia", "ada@gmail.com")
        joint = await self.came_by_itself(letter, "Acorn Trust", "ada@acorn.example", "The Mill Road Centre")
        await self.came_by_itself(letter, "Late Post Society", "ada@late.example", checked=False)
        self.pages("open", letter, "", "/responses", "/responses?show=declined", "/responses?q=zzz", "/review", "/invite")
        self.pages(
            "open", letter, "/close", "/freeze", "/history", "/deadline", "/extend", "/responses?show=suspended", "/themes"
        )
        await self.responded(letter)
        self.paths["open/review/alone"] = f"{self.paths['open/review']}/{alone.id}"
        self.paths["open/review/joint"] = f"{self.paths['open/review']}/{joint.id}"
        for kind, button in (("alone", "Accept and list it"), ("joint", "Accept and list it"), ("alone", "Reject")):
            self.refusal(f"open/review/{kind}", button)
        self.pages("open", letter, "/responses?sort=when", "/standing-authority")
        self.refusal("open/extend", "Move the deadline")
        await self.shared(letter)
        await self.settled(letter, signed[0])
        await self.recorded(letter)
        await self.for_themselves(letter)

    async def for_themselves(self, letter: Letter) -> None:
        """Sam is listed, Ada waits for Nia, and somebody with a long affiliation has not confirmed an address."""
        fields = {"title": "Emeritus Professor of Housing and Public Health", "email": "moss@home.example"}
        long = YouAnswer(name="Kit Featherstonehaugh-Moss", affiliation=MEMBERS["acac"], **fields)
        async with self.writing.held() as session:
            await let_in(session, letter, self.nia, self.now)
            sam = await accepted(session, letter, SAM, self.nia, self.now)
            ada = await checked(session, letter, ADA, self.now)
            await sent(session, letter, long, self.now)
        here = ("/individuals", "/individuals?show=withdrawn", "/individuals?q=zzz")
        self.pages("open", letter, *here, f"/individuals/{sam.id}", f"/individuals/{ada.id}")
        self.refusal(f"open/individuals/{ada.id}", "Accept and list them")
        self.refusal(f"open/individuals/{ada.id}", "Reject")
        self.refusal(f"open/individuals/{sam.id}", "Remove")

    async def shared(self, letter: Letter) -> None:
        """Two infrastructure bodies with a link, and a third that may be given one; one of them has vouched."""
        async with self.writing.held() as session:
            for name, email in (
                ("Fens and Marshes Council for Voluntary Service and Rural Action", "vi@fens.example"),
                ("Quay Voluntary Services", "pat@quayvs.example"),
                ("The Vale CVS", "wyn@vale.example"),
            ):
                body = await cast.organisation(session, self.company, name, [("Pat Reid", "Manager", email)], self.now)
                body.is_infrastructure = True
            await session.flush()
            named = self.company.organisations
            quay = named["Quay Voluntary Services"].id
            link = await cascades.give(session, letter.id, quay, 3, self.nia, self.now)
            fens = [one.id for name, one in named.items() if name.startswith("Fens")]
            other = await cascades.give(session, letter.id, fens[0], 250, self.nia, self.now)
            await cascades.pause(session, other.id, None, self.nia, self.now)
        sharing = Sharing(self.writing.sessions, self.keys, self.company, letter.id, link.id)
        joint = await sharing.signed("Rook Club", self.now, partners=["Crow Club"])
        await vouched_by_pat(sharing, self.now, joint, await sharing.signed("Otter Friends", self.now))
        waits = await sharing.signed("Heron Youth Club", self.now)
        one = f"/cascades/{link.id}"
        self.pages("open", letter, f"{one}/replace", "/pauses")
        self.refusal(f"open{one}/replace", "Replace the link")
        self.pages("open", letter, "/cascades", one, f"{one}/end", f"/cascades/{other.id}", f"/responses?via={link.id}")
        self.pages("open", letter, f"/review/{joint}", f"/review/{waits}")
        self.refusal("open/cascades", "Make the link and mail it")

    async def responded(self, letter: Letter) -> None:
        """Everything that passed with one organisation, where there is much of it and where there is little."""
        async with self.writing.held() as session:
            colleague = Colleague(name="Farida Khan", email="farida@renew.example", words="You chair the working group.")
            await pass_on(session, await self.opened(session, letter, "kit@renew.example"), colleague, self.now)
        for name in (cast.MILL_ROAD, MEMBERS["renew"]):
            self.pages("open", letter, f"/responses/{self.company.organisations[name].id}")
        mill_road = self.company.organisations[cast.MILL_ROAD].id
        ticked = "&organisation=".join(str(one.id) for one in self.company.organisations.values())
        self.pages("open", letter, f"/responses/send-again?organisation={ticked}")
        self.refusal(f"open/responses/{mill_road}", "Write it down")
        async with self.writing.held() as session:
            opened = await self.opened(session, letter, "kit@renew.example")
            session.add(
                UseAlert(
                    coalition_id=letter.coalition_id,
                    letter_id=letter.id,
                    used=Used.INVITATION,
                    used_id=opened.link_id,
                    clients=8,
                    at=self.now,
                    settled_at=None,
                    outcome=None,
                )
            )
        replacing = f"/responses/{opened.organisation_id}/links/{opened.link_id}/replace"
        self.pages("open", letter, replacing)
        self.refusal(f"open{replacing}", "Replace the link")
        async with self.writing.held() as session:
            call = NoteFields(
                kind=NoteKind.CALL,
                spoke_with="Ben Marsh",
                number="020 7946 0000",
                words="Their board would sign a shorter one.",
            )
            for note in (NoteFields(words="Ask again once the second ask is settled."), call):
                await add_note(session, await letter_of_id(session, letter.id), mill_road, note, self.nia, self.now)

    async def recorded(self, letter: Letter) -> None:
        """What an organisation said on the phone, written down, and the pages that ask for it."""
        xiwang, asha = (self.company.organisations[MEMBERS[short]].id for short in ("xiwang", "asha"))
        agreement = Agreement(
            display_name=MEMBERS["xiwang"],
            signer_name="李明",
            signer_title="主任",
            signer_email="kit@xiwang.example",
            authority=Authority.CHIEF_EXECUTIVE,
            kind=EvidenceKind.CALL,
            words="Rang 020 7946 0000, the number on their website.\n\nLi Ming: “Yes, with both names.”",
            agreed_at=self.now - timedelta(minutes=5),
            version=1,
        )
        async with self.writing.held() as session:
            made = await record(session, letter.id, xiwang, agreement, self.nia, self.now)
        self.pages("open", letter, f"/signatures/{made.id}", "/record", "/record?q=zzz", f"/record/{asha}")
        self.refusal(f"open/record/{asha}", "Record the signature")
        self.pages("open", letter, "/reminders", f"/responses/{asha}/mail")

    async def settled(self, letter: Letter, accepted: Signature) -> None:
        """A signature that stands and asks for another name, one that somebody says is wrong, and one that was."""
        async with self.writing.held() as session:
            wanted, by = Wanted(name="Norfolk Together"), Actor(ActorKind.LINK, "Amina Cole")
            await change(session, accepted.id, wanted, None, by, self.now, own=True)
        edit = f"/signatures/{accepted.id}/edit?name=Norfolk"
        self.pages("open", letter, "/review/names", "/names", edit)
        self.refusal(f"open{edit}", "Correct the row")
        disputed, wrong = await self.signs(letter, "kit@asha.example", "kit@acac.example")
        colleague = Actor(ActorKind.LINK, "Mitu Roy (mitu@asha.example)")
        async with self.writing.held() as session:
            why = "Our board has not met since April.\n\nWho is Kit Moss? Nobody here gave them leave to sign for us."
            await suspend(session, disputed.id, why, colleague, self.now)
            await remove(session, wrong.id, Removal(reason=RemovalReason.IMPOSTOR), None, self.nia, self.now)
        for name, signature in (("accepted", accepted), ("suspended", disputed), ("removed", wrong)):
            self.paths[name] = f"/secretariat/fair-futures/letters/{letter.reference}/signatures/{signature.id}"
        self.paths["accepted/link"] = f"{self.paths['accepted']}/link"
        self.refusal("accepted/link", "Replace the link")
        for name in ("accepted", "suspended"):
            self.paths[f"{name}/settle"] = f"{self.paths[name]}/settle"
        for name, button in (("accepted", "Suspend it"), ("accepted", "Remove it"), ("suspended", "List it again")):
            self.refusal(f"{name}/settle", button)

    async def closed(self) -> None:
        letter = await self.invited("Fair fares")
        await self.signs(letter, "amina@wensum.example", "kit@zubr.example", "kit@acac.example")
        await self.signs(letter, "kit@osk.example", email="kit@elsewhere.example")
        await self.begins(letter, "kit@asha.example", "kit@amal.example")
        await self.close(letter)
        await self.comes_late(letter, "kit@asha.example", asks="The trustees agreed at half past four; the line was bad.")
        await self.comes_late(letter, "kit@amal.example")
        self.pages("closed", letter, "", "/responses", "/freeze", "/edition", "/extend", "/close", "/history", "/late")
        self.refusal("closed/extend", "Move the deadline")
        self.refusal("closed/late", "Leave it out")

    async def frozen(self) -> None:
        letter = await self.frozen_letter("A right to rest", "kit@asha.example", "kit@xiwang.example", "kit@amal.example")
        self.pages("frozen", letter, "", "/edition", "/edition/publish", "/freeze", "/extend")
        self.refusal("frozen/edition", "Set the publication")

    async def scheduled(self) -> None:
        letter = await self.frozen_letter("Play space in every estate", "amina@wensum.example")
        async with self.writing.held() as session:
            await schedule(session, letter.id, self.now + timedelta(hours=15, minutes=11), None, self.nia, self.now)
        self.pages("scheduled", letter, "", "/edition", "/edition/publish", "/freeze")

    async def published(self) -> None:
        """A statement that is public, stays open, and has changed since."""
        statement = await self.invited("Principles for fair funding", statement=True)
        await self.signs(statement, "amina@wensum.example", "kit@osk.example")
        async with self.writing.held() as session:
            await let_in(session, statement, self.nia, self.now)
            for who in (SAM, ADA):
                await accepted(session, statement, who, self.nia, self.now)
            await propose_edition(session, statement.id, None, SITE, self.nia, self.now)
        await self.make_files()
        async with self.writing.held() as session:
            await publish_now(session, statement.id, None, self.nia, self.now)
        await self.signs(statement, "kit@zubr.example", "kit@renew.example")
        self.pages("published", statement, "", "/edition", "/close", "/deadline", "/extend", "/history", "/preview")

    async def elsewhere(self) -> None:
        """Nia also represents a member in another coalition."""
        async with self.writing.sessions.begin() as session:
            rivers = await cast.clean_rivers(session, self.now)
            nia = self.company.people["Nia"].id
            session.add(CoalitionRole(coalition_id=rivers.id, person_id=nia, role=Role.MEMBER_REPRESENTATIVE))
        self.paths["landing"] = "/secretariat"
        self.paths["member"] = "/secretariat/clean-rivers"

    async def invited(self, title: str, *, statement: bool = False) -> Letter:
        fields = cast.statement if statement else cast.letter
        letter = await self.writing.locked(fields(title=title, body=BODY))
        async with self.writing.held() as session:
            ids = [one.id for one in self.company.organisations.values()]
            await invite(session, letter.id, ids, None, self.nia, self.now)
        return letter

    async def signs(self, letter: Letter, *emails: str, email: str = "") -> list[Signature]:
        async with self.writing.held() as session:
            return [await sign(session, await self.opened(session, letter, one), self.now, email=email) for one in emails]

    async def opened(self, session: AsyncSession, letter: Letter, email: str) -> Opened:
        link = await session.scalar(
            select(InvitationLink)
            .join(Invitation, Invitation.id == InvitationLink.invitation_id)
            .where(Invitation.letter_id == letter.id, InvitationLink.contact_id == self.company.contacts[email].id)
        )
        assert link is not None
        return await open_link(session, self.keys, self.keys.token(Purpose.INVITATION, link.id, link.rotation))

    async def came_by_itself(self, letter: Letter, name: str, email: str, *joint: str, checked: bool = True) -> Signature:
        async with self.writing.held() as session:
            begun = await begin_by_public_route(session, await letter_of_id(session, letter.id), self.now)
            answer_name(begun, NameAnswer(display_name=name, joint_names=list(joint)))
            answer_signer(begun, SignerAnswer(signer_name="Ada Lunn", signer_title="Chair", signer_email=email))
            answer_authority(begun, AuthorityAnswer(authority=Authority.TRUSTEES_AGREED, authority_note="On 1 June"))
            sent = await submit(session, begun.id, None, VISITOR, self.now)
            if checked:
                await confirm_address(session, sent.id, VISITOR, self.now)
            return sent

    async def frozen_letter(self, title: str, *emails: str) -> Letter:
        letter = await self.invited(title)
        await self.signs(letter, *emails)
        await self.close(letter)
        async with self.writing.held() as session:
            await freeze(session, letter.id, None, SITE, self.nia, self.now)
        await self.make_files()
        return letter

    async def close(self, letter: Letter) -> None:
        async with self.writing.held() as session:
            await close_signing(session, letter.id, None, self.nia, self.now, "Everybody has answered.")

    async def begins(self, letter: Letter, *emails: str) -> None:
        """Everything is answered, and the last button not pressed yet."""
        async with self.writing.held() as session:
            for email in emails:
                opened = await self.opened(session, letter, email)
                begun = await begin_by_invitation(session, opened, self.now)
                answer_authority(begun, AuthorityAnswer(authority=Authority.CHIEF_EXECUTIVE))

    async def comes_late(self, letter: Letter, email: str, asks: str = "") -> None:
        """The last button is pressed once signing has closed; whoever `asks` says why."""
        async with self.writing.held() as session:
            opened = await self.opened(session, letter, email)
            begun = await begin_by_invitation(session, opened, self.now)
            late = await receive(session, begun.id, None, self.now + timedelta(seconds=12))
            if asks:
                await ask(session, late.id, asks, None, opened.actor(), self.now + timedelta(minutes=1))

    async def make_files(self) -> None:
        async with self.writing.sessions.begin() as session:
            await build_next_files(session, small_files, self.now)


def small_files(content: EditionContent) -> BuiltFiles:
    """Files that take no time to make, and a warning about one of them."""
    names = "\n".join(entry.display_name for entry in content.entries).encode()
    labels = {"pdf": "Letter with its list (PDF)", "txt": "Letter as plain text", "csv": "List of signatories (CSV)"}
    return BuiltFiles(
        files=[
            BuiltFile(
                file_name=f"{content.reference}-edition-{content.edition}.{ending}",
                label=label,
                media_type="text/plain; charset=utf-8",
                content=names,
                sha256=sha256(names).hexdigest(),
            )
            for ending, label in labels.items()
        ],
        warnings=["No font on this machine can draw “希” and “望” in 希望中心. The PDF shows a box in their place."],
    )
