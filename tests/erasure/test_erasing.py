"""Jo Pratt, or somebody else, asks for their details to be erased: what goes, what stays, and who is told."""

from datetime import date, timedelta
from email import message_from_bytes, policy
from uuid import UUID

import httpx
import pytest
from sqlalchemy import delete, select, text, update
from sqlalchemy.exc import DBAPIError

from campaigns.actors import REMOVED
from campaigns.coalitions.models import CoalitionRole
from campaigns.database import hold_to
from campaigns.erasure.actions import Wish, answer_by, erase
from campaigns.erasure.log import erasures, was_erased
from campaigns.erasure.models import Ground
from campaigns.erasure.queries import Held, Subject, find, held
from campaigns.errors import Conflict, Invalid, NotAllowedNow, NotFound
from campaigns.letters.models import LetterEvent
from campaigns.mail.claims import mark
from campaigns.mail.compose import Composing
from campaigns.mail.lifecycle import MessageState, MessageStep
from campaigns.mail.models import Message, Stream, Suppression
from campaigns.mail.render import written
from campaigns.mail.suppression import stopped, suppressed
from campaigns.mailings import COMPOSERS
from campaigns.organisations.actions import add_contact
from campaigns.organisations.fields import ContactFields
from campaigns.organisations.models import Contact
from campaigns.organisations.record.fields import SignerFields
from campaigns.organisations.record.signers import add_signer
from campaigns.people.models import Person
from campaigns.responses.models import NoteKind, ResponseNote
from campaigns.responses.told import how_many
from campaigns.settings import Settings
from campaigns.signatures.models import SignatureEvent
from campaigns.signatures.queries import count_accepted
from tests import cast
from tests.conftest import Clock
from tests.mail.reading import text_of
from tests.signatures.story import BEN, JO, Story, Window, sign, squeezed


async def look_up(story: Story, **who: str) -> Held:
    async with story.sessions() as session:
        hold_to(session, story.company.id)
        return await held(session, story.company.id, Subject(**who))


async def forget(story: Story, clock: Clock, email: str = JO, name: str = "", words: list[str] | None = None) -> UUID:
    wish = Wish(ground=Ground.ASKED, received_on=clock.now().date(), words=words or [])
    async with story.sessions.begin() as session:
        hold_to(session, story.company.id)
        subject = Subject(email=email, name=name)
        nia, now = story.company.actor("Nia"), clock.now()
        done = await erase(session, story.keys, story.company.id, subject, wish, nia, now, now.date())
        return done.id


async def everything(story: Story) -> str:
    """The whole database as one text."""
    rows = await story.everything()
    return "\n".join(f"{table}: {row}" for table, of_table in rows.items() for row in of_table)


def letter_event(story: Story, person: Person, clock: Clock) -> LetterEvent:
    return LetterEvent(
        coalition_id=story.company.id,
        letter_id=story.letter_id,
        machine="text",
        at=clock.now(),
        actor_kind="person",
        actor_id=person.id,
        actor_name=person.name,
        step="lock",
        from_state="draft",
        to_state="locked",
    )


async def test_what_jo_signed_stays_and_nothing_says_that_it_was_jo(
    client: httpx.AsyncClient, story: Story, clock: Clock
) -> None:
    await sign(Window(client), story.path(JO))
    before = await story.newest()
    assert (before.signer_name, before.state) == ("Jo Pratt", "accepted")

    await forget(story, clock)

    async with story.sessions() as session:
        hold_to(session, story.company.id)
        assert await count_accepted(session, story.letter_id) == 1
        [event] = (await session.scalars(select(SignatureEvent))).all()
        assert (event.actor_name, event.version_hash) == (REMOVED, event.version_hash)
        [mail] = (await session.scalars(select(Message).where(Message.recipient_email == JO))).all()
        assert (mail.kind, mail.state) == ("details_removed", MessageState.QUEUED)
    after = await story.newest()
    assert (after.state, after.number, after.display_name) == (before.state, before.number, before.display_name)
    assert (after.signer_name, after.signer_title, after.signer_email, after.signer_phone) == (REMOVED, "", "", "")
    assert not after.show_person
    whole = await everything(story)
    assert "Jo Pratt" not in whole
    assert whole.count(JO) == 2, "the recipient of the one mail, and the key that it is sent once by"
    answer = await client.get(story.path(JO))
    assert answer.status_code == 404, "a link of hers opens nothing any more"
    assert (await client.get(story.path("amina@wensum.example"))).status_code == 200


async def test_a_moved_deadline_counts_nobody_whose_address_is_gone(
    client: httpx.AsyncClient, story: Story, clock: Clock
) -> None:
    await sign(Window(client), story.path(JO))
    async with story.sessions() as session:
        hold_to(session, story.company.id)
        before = await how_many(session, story.letter_id)
    await forget(story, clock)
    async with story.sessions() as session:
        hold_to(session, story.company.id)
        after = await how_many(session, story.letter_id)
    assert (after.invited, after.signers, after.people) == (before.invited - 1, 0, before.people - 1)


async def test_the_log_says_how_much_and_not_of_whom(client: httpx.AsyncClient, story: Story, clock: Clock) -> None:
    await sign(Window(client), story.path(JO))
    await forget(story, clock)

    async with story.sessions() as session:
        hold_to(session, story.company.id)
        [row] = await erasures(session)
        assert await was_erased(session, story.keys, story.company.id, "JO@wensum.example")
        assert not await was_erased(session, story.keys, story.company.id, BEN)
    assert (row.by, row.ground, row.in_time, row.confirmed) == ("Nia Rees", Ground.ASKED, True, "not_yet")
    assert {"contacts": 1, "signed": 1, "links": 1}.items() <= row.counts.items()


async def test_she_is_not_invited_again_when_somebody_adds_her_address(
    client: httpx.AsyncClient, story: Story, clock: Clock
) -> None:
    await forget(story, clock)

    async with story.sessions.begin() as session:
        hold_to(session, story.company.id)
        wensum = story.company.organisations[cast.WENSUM].id
        await add_contact(session, wensum, ContactFields(email=JO, name="Jo Pratt"), story.company.actor("Nia"), clock.now())
        there = await session.scalars(
            select(Contact.email_key).where(Contact.organisation_id == wensum, Contact.email != "")
        )
        assert JO in there.all()
        kept = (await session.scalars(select(Suppression))).one()
        assert (kept.email, kept.email_key.startswith("sha256:")) == ("", True)
        stops = stopped(Contact.email_key, Contact.coalition_id, Stream.INVITATION)
        assert (await session.scalars(select(Contact.email_key).where(stops))).all() == [JO]
        assert list(await suppressed(session, story.company.id, [JO, BEN], Stream.INVITATION)) == [JO]
        assert not await suppressed(session, story.company.id, [JO, BEN], Stream.NOTICE)


async def test_words_that_name_her_are_shown_and_changed_only_where_that_is_asked(
    client: httpx.AsyncClient, story: Story, clock: Clock
) -> None:
    async with story.sessions.begin() as session:
        hold_to(session, story.company.id)
        for words in ("Rang jo pratt, who will ask (jo@wensum.example).", "Jo Pratt is on leave.", "Jo Prattle is not her."):
            session.add(
                ResponseNote(
                    coalition_id=story.company.id,
                    letter_id=story.letter_id,
                    organisation_id=story.company.organisations[cast.WENSUM].id,
                    at=clock.now(),
                    written_by=story.company.people["Nia"].id,
                    written_by_name="Nia Rees",
                    kind=NoteKind.NOTE,
                    words=words,
                )
            )
    named = (await look_up(story, email=JO)).mentions
    assert [one.text for one in named] == ["Rang jo pratt, who will ask (jo@wensum.example).", "Jo Pratt is on leave."]

    await forget(story, clock, words=[named[0].key])

    async with story.sessions() as session:
        hold_to(session, story.company.id)
        notes = (await session.scalars(select(ResponseNote.words).order_by(ResponseNote.id))).all()
    assert notes[0] == f"Rang {REMOVED}, who will ask ((address removed))."
    assert notes[1:] == ["Jo Pratt is on leave.", "Jo Prattle is not her."]


async def test_it_is_refused_for_whoever_can_sign_in_until_their_role_ends(story: Story, clock: Clock) -> None:
    assert "End the role first" in (await look_up(story, email="nia@harbour.example")).refused
    with pytest.raises(NotAllowedNow, match="End the role first"):
        await forget(story, clock, "nia@harbour.example")
    async with story.sessions.begin() as session:
        hold_to(session, story.company.id)
        dev = story.company.people["Dev"]
        session.add(letter_event(story, dev, clock))
        await session.execute(delete(CoalitionRole).where(CoalitionRole.person_id == dev.id))

    await forget(story, clock, "dev@harbour.example")

    whole = await everything(story)
    assert "Dev Anand" not in whole
    assert whole.count("dev@harbour.example") == 2


async def test_somebody_of_another_coalition_is_nobody_here(story: Story, clock: Clock) -> None:
    for email in ("sam@rivers.example", "ivy@otter.example"):
        with pytest.raises(NotFound):
            await look_up(story, email=email)
        with pytest.raises(Conflict, match="Nothing is held"):
            await forget(story, clock, email)


async def test_whoever_presses_second_is_told_that_nothing_is_left(story: Story, clock: Clock) -> None:
    await forget(story, clock)
    with pytest.raises(Conflict, match="Nothing is held"):
        await forget(story, clock)


async def test_an_organisation_that_is_left_with_nobody_is_told_of(story: Story) -> None:
    assert [one.name for one in (await look_up(story, email=BEN)).alone] == [cast.MILL_ROAD]
    assert not (await look_up(story, email=JO)).alone


async def test_history_changes_in_no_transaction_but_that_of_an_erasure(
    client: httpx.AsyncClient, story: Story, clock: Clock
) -> None:
    await sign(Window(client), story.path(JO))
    async with story.sessions() as session:
        with pytest.raises(DBAPIError, match="never changed"):
            await session.execute(text("UPDATE signature_event SET actor_name = :name"), {"name": REMOVED})
    await forget(story, clock)
    async with story.sessions() as session:
        for change in (
            "UPDATE signature_event SET actor_name = 'Somebody else'",
            "UPDATE signature_event SET to_state = 'removed'",
            "DELETE FROM signature_event",
            "UPDATE erasure SET actor_name = 'Somebody else'",
            "DELETE FROM erasure",
        ):
            with pytest.raises(DBAPIError, match="never changed"):
                async with session.begin_nested():
                    await session.execute(text(change))


async def test_a_request_cannot_come_tomorrow_and_is_due_within_a_month(story: Story, clock: Clock) -> None:
    assert [answer_by(day) for day in (date(2026, 1, 31), date(2026, 12, 5), date(2026, 5, 20))] == [
        date(2026, 2, 28),
        date(2027, 1, 5),
        date(2026, 6, 20),
    ]
    tomorrow = clock.now().date() + timedelta(days=1)
    async with story.sessions() as session:
        hold_to(session, story.company.id)
        wish = Wish(ground=Ground.ASKED, received_on=tomorrow)
        nia, now = story.company.actor("Nia"), clock.now()
        with pytest.raises(Invalid, match="after today"):
            await erase(session, story.keys, story.company.id, Subject(email=JO), wish, nia, now, now.date())


async def test_somebody_of_whom_only_a_name_is_held_is_found_by_it(story: Story, clock: Clock) -> None:
    async with story.sessions.begin() as session:
        hold_to(session, story.company.id)
        fields = SignerFields(name="Una Frost", role_title="Trustee")
        await add_signer(
            session, story.company.organisations[cast.WENSUM].id, fields, story.company.actor("Nia"), clock.now()
        )
    async with story.sessions() as session:
        hold_to(session, story.company.id)
        assert [(one.name, one.email) for one in await find(session, "una")] == [("Una Frost", "")]
        assert [(one.name, one.email) for one in await find(session, JO)] == [("Jo Pratt", JO)]

    await forget(story, clock, email="", name="Una Frost")

    assert "Una Frost" not in await everything(story)


async def test_the_last_mail_is_sent_once_and_forgets_its_address(story: Story, settings: Settings, clock: Clock) -> None:
    erasure = await forget(story, clock)
    async with story.sessions.begin() as session:
        message = (await session.scalars(select(Message).where(Message.kind == "details_removed"))).one()
        hold_to(session, story.company.id)
        mail = await COMPOSERS["details_removed"](session, message, Composing(settings, story.keys, clock.now()))
        assert mail is not None
        told = text_of(message_from_bytes(written(message, mail, "l@harbour.example", clock.now()), policy=policy.default))
        assert "was asked to erase the details it holds about you" in squeezed(told)
        assert "Jo" not in told
    async with story.sessions.begin() as session:
        # What went out before, and what the steps of the erasure queued, is not sent to her any more.
        waiting = (await session.scalars(select(Message.kind).where(Message.recipient_email == JO))).all()
        assert waiting == ["details_removed"]
        await session.execute(update(Message).where(Message.id == message.id).values(state=MessageState.SENDING, attempts=1))
        message.attempts = 1
        await mark(session, message, MessageStep.SEND, "250 OK", clock.now())
    assert JO not in await everything(story)
    async with story.sessions() as session:
        hold_to(session, story.company.id)
        [row] = await erasures(session)
    assert (row.id, row.confirmed) == (erasure, "yes")
