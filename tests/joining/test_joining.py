"""Ivy asks whether Tern Island Trust can join: she proves her address, Nia decides, and mistakes can be undone."""

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from campaigns.coalitions.models import Coalition
from campaigns.database import hold_to
from campaigns.duplicates.actions import compare, decide
from campaigns.duplicates.models import Decision
from campaigns.errors import NotAllowedNow
from campaigns.joining.actions import CHECK, RECEIVED, TURNED_DOWN, WELCOME, forget_people, forget_unconfirmed
from campaigns.joining.lifecycle import ENQUIRY, UNDOES, WAITING, EnquiryState, EnquiryStep
from campaigns.mail.models import Message, SuppressionReason
from campaigns.mail.suppression import suppress
from campaigns.organisations.models import Contact, Organisation
from tests import cast
from tests.joining.conftest import FORM, Joining
from tests.letters.desk import Open, words
from tests.mail.reading import text_of, words_of_html
from tests.mail.reading import words as words_of_text
from tests.signatures.story import Window

IVY = FORM["email"]
BASE = "/organisations/enquiries"
TODAY = {"member_from-day": "2", "member_from-month": "6", "member_from-year": "2026"}


@given(st.lists(st.sampled_from(EnquiryStep), max_size=8))
def test_every_step_can_be_undone_and_a_decision_is_made_once(steps):
    state, came_from = EnquiryState.ENQUIRY, []
    for step in steps:
        if not ENQUIRY.allows(state, step, None):
            continue
        came_from.append(state)
        state = ENQUIRY.after(state, step, None)
    if state is not EnquiryState.ENQUIRY:
        undone = ENQUIRY.after(state, UNDOES[state], None)
        assert undone in WAITING, "what was decided waits again"
    if state not in WAITING:
        for step in (EnquiryStep.ACCEPT, EnquiryStep.TURN_DOWN, EnquiryStep.CONSIDER):
            with pytest.raises(NotAllowedNow):
                ENQUIRY.after(state, step, None)


async def test_ivy_asks_and_nobody_sees_it_before_she_presses_the_button(joining: Joining, desk: Open) -> None:
    nia = await desk("Nia")
    window = await Window(joining.client).open("/letters/fair-futures")
    await window.follow("Ask to join as an organisation")
    assert "An answer takes four weeks." in window.text
    await window.press("Continue", **FORM)

    assert window.heading == "Check your email"
    assert "Nobody has your enquiry yet" in window.text
    assert await joining.mailed(CHECK) == [IVY]
    assert await joining.mailed(RECEIVED) == []
    assert "Nobody waits for an answer." in words(await nia.get(BASE))
    enquiry = await joining.newest()
    await nia.get(f"{BASE}/{enquiry.id}", 404)

    await window.open(await joining.path())
    assert window.heading == "Send the enquiry?"
    assert (await joining.newest()).confirmed_at is None, "opening the link does nothing"
    await window.press("Send the enquiry")
    assert window.heading == "The secretariat has your enquiry"
    await window.open(await joining.path())
    assert window.heading == "The secretariat has your enquiry", "again changes nothing"

    assert await joining.mailed(RECEIVED) == ["letters@fair-futures.example"]
    assert "Tern Island Trust (TIT)" in words(await nia.get(BASE))
    shown = words(await nia.get(f"{BASE}/{enquiry.id}"))
    assert "Advice for islanders." in shown
    assert "ivy@tern.example (confirmed)" in shown


async def test_the_mail_that_checks_an_address_holds_nothing_that_a_stranger_typed(joining: Joining) -> None:
    await joining.ask(name="Cheap Pills Company", contact_name="Cheap Pills")
    mail = await joining.mail(CHECK)
    assert mail is not None
    assert "Pills" not in mail.as_string()
    assert all(len(link) < 100 for link in re.findall(r"http\S+", text_of(mail)))


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"name": ""}, "Enter the organisation’s name."),
        ({"email": "ivy at tern"}, "is not an email address"),
        ({"why": "  "}, "Say why it would like to join."),
        ({"about": "x" * 2001}, "Use 2,000 characters or fewer; this has 2,001."),
        ({"website": "tern"}, "The website must be an address"),
        ({"contact_role": ""}, "Enter your role."),
    ],
)
async def test_what_needs_mending_is_said_and_nothing_typed_is_lost(joining: Joining, changes, sentence) -> None:
    window = await joining.ask(**changes)
    assert window.status == 422
    assert any(sentence in one for one in window.errors)
    assert await joining.enquiries() == []
    kept = next(name for name in ("contact_name", "name") if name not in changes)
    assert FORM[kept] in window.answer.text


async def test_every_address_and_every_name_get_the_same_answer(joining: Joining) -> None:
    first = await joining.ask()
    again = await joining.ask()
    member = await joining.ask(name=cast.WENSUM, email="amina@wensum.example")
    texts = {one.text.replace(IVY, "…").replace("amina@wensum.example", "…") for one in (first, again, member)}
    assert len(texts) == 1
    assert first.status == again.status == member.status == 200


async def test_who_asks_again_is_told_so_by_mail_alone(joining: Joining) -> None:
    await joining.asked()
    await joining.ask(why="Another reason.")

    assert len(await joining.enquiries()) == 1
    mail = await joining.mail(CHECK)
    assert mail is not None
    assert mail["Subject"] == "You have asked already whether you can join Fair Futures Alliance"
    assert "you need do nothing" in " ".join(text_of(mail).split())
    assert await joining.mailed(CHECK) == [IVY, IVY]


async def test_of_two_forms_for_one_organisation_one_is_sent(joining: Joining) -> None:
    await joining.ask()
    first = await joining.path()
    await joining.ask()
    second = await joining.path()
    assert first != second
    await (await Window(joining.client).open(first)).press("Send the enquiry")
    window = await (await Window(joining.client).open(second)).press("Send the enquiry")
    assert window.status == 409
    assert "One enquiry is enough." in window.text
    assert await joining.mailed(RECEIVED) == ["letters@fair-futures.example"]


async def test_one_address_gets_three_mails_a_day_and_one_client_ten_forms_an_hour(joining: Joining) -> None:
    for number in range(10):
        window = await joining.ask(name=f"Trust number {number}")
        assert window.heading == "Check your email"
    assert await joining.mailed(CHECK) == [IVY] * 3
    window = await joining.ask(name="One more")
    assert window.status == 429


async def test_the_form_can_be_switched_off_and_says_who_can_join(joining: Joining, desk: Open) -> None:
    nia = await desk("Nia")
    answer = await nia.post("/coalition/joining", takes_enquiries="", joining_words="Nobody, this year.")
    assert "The form for those who would like to join was changed." in words(await nia.follow(answer))
    window = await Window(joining.client).open("/join/fair-futures")
    assert window.heading == "Fair Futures Alliance does not take enquiries here"
    assert "Ask to join" not in (await Window(joining.client).open("/letters/fair-futures")).text
    assert (await joining.client.post("/api/v1/join/fair-futures", json=FORM)).status_code == 409
    assert await joining.enquiries() == []


async def test_nia_accepts_a_new_organisation_and_ivy_is_welcomed(joining: Joining, desk: Open) -> None:
    nia, enquiry = await desk("Nia"), await joining.asked()
    here = f"{BASE}/{enquiry.id}"
    await nia.post(f"{here}/consider", page=here)
    assert "under consideration" in words(await nia.get(here))
    refused = await nia.post(f"{here}/accept", 422, reason="The board agreed.")
    assert "Choose whether it is new" in words(refused)

    answer = await nia.post(f"{here}/accept", organisation="new", words="Lovely to have you.", reason="The board agreed.")

    shown = words(await nia.follow(answer))
    assert "whoever asked is welcomed by mail" in shown
    async with joining.sessions() as session:
        hold_to(session, joining.company.id)
        trust = (
            await session.scalars(select(Organisation).where(Organisation.display_name == "Tern Island Trust (TIT)"))
        ).one()
        contact = (await session.scalars(select(Contact).where(Contact.organisation_id == trust.id))).one()
    assert (trust.is_member, trust.member_from, trust.website) == (True, date(2026, 6, 2), "https://www.tern.example")
    assert (contact.name, contact.role_title, contact.email) == ("Ivy Lane", "Director", IVY)
    assert "The board agreed." in words(await nia.get(f"/organisations/{trust.id}/membership"))
    mail = await joining.mail(WELCOME)
    assert mail is not None
    assert mail["To"] == IVY
    assert mail["Subject"] == "Welcome: Tern Island Trust (TIT) is a member of Fair Futures Alliance"
    assert "Lovely to have you." in text_of(mail)
    assert "The board agreed." not in text_of(mail)
    assert words_of_text(text_of(mail)) == words_of_html(mail)


async def test_an_organisation_that_is_known_is_shown_and_linked(joining: Joining, desk: Open) -> None:
    nia = await desk("Nia")
    enquiry = await joining.asked(name="Wensum Voluntry Action", email="kim@wensum.example", contact_name="Kim Poe")
    shown = words(await nia.get(f"{BASE}/{enquiry.id}"))
    assert f"{cast.WENSUM} (the same mail domain): member" in shown
    wensum = joining.company.organisations[cast.WENSUM]

    await nia.post(f"{BASE}/{enquiry.id}/accept", organisation=str(wensum.id))

    async with joining.sessions() as session:
        hold_to(session, joining.company.id)
        contacts = set(await session.scalars(select(Contact.email).where(Contact.organisation_id == wensum.id)))
        names = set(await session.scalars(select(Organisation.display_name)))
    assert "kim@wensum.example" in contacts
    assert names == set(cast.MEMBERS)
    assert (await joining.detail()).organisation.id == wensum.id


async def test_a_name_that_is_taken_is_not_added_twice(joining: Joining, desk: Open) -> None:
    nia, enquiry = await desk("Nia"), await joining.asked(name=cast.MILL_ROAD, website="")
    refused = await nia.post(f"{BASE}/{enquiry.id}/accept", 422, organisation="new")
    assert "is in the list already" in words(refused)
    assert (await joining.newest()).state is EnquiryState.ENQUIRY


async def test_a_refusal_needs_words_and_is_kind(joining: Joining, desk: Open) -> None:
    nia, enquiry = await desk("Nia"), await joining.asked()
    here = f"{BASE}/{enquiry.id}/turn-down"
    assert "Say why, in words for whoever asked." in words(await nia.post(here, 422, reason="Not a charity."))
    await nia.post(here, words="We take charities only, for now.", reason="They sell things.")

    mail = await joining.mail(TURNED_DOWN)
    assert mail is not None
    assert "Thank you for asking" in text_of(mail)
    assert "We take charities only, for now." in text_of(mail)
    assert "They sell things." not in text_of(mail)
    assert "not accepted" in words(await nia.get(f"{BASE}?show=decided"))


async def test_an_acceptance_is_taken_back_and_its_mail_is_not_sent(joining: Joining, desk: Open) -> None:
    nia, enquiry = await desk("Nia"), await joining.asked()
    here = f"{BASE}/{enquiry.id}"
    await nia.post(f"{here}/accept", organisation="new")
    assert "Say what the mistake was." in words(await nia.post(f"{here}/undo", 422))

    await nia.post(f"{here}/undo", reason="The board votes on Monday.")

    assert (await joining.newest()).state is EnquiryState.UNDER_CONSIDERATION
    assert await joining.mail(WELCOME) is None
    async with joining.sessions() as session:
        hold_to(session, joining.company.id)
        trust = (
            await session.scalars(select(Organisation).where(Organisation.display_name == "Tern Island Trust (TIT)"))
        ).one()
    assert (trust.is_member, trust.member_from) == (False, None)
    shown = words(await nia.get(here))
    assert "The acceptance was taken back" in shown
    assert "The board votes on Monday." in shown
    await nia.post(f"{here}/accept", organisation=str(trust.id))
    assert await joining.mailed(WELCOME) == [IVY, IVY], "it is told again"


@pytest.mark.parametrize("member", [False, True])
async def test_an_acceptance_is_taken_back_also_from_the_organisation_that_was_merged_with(
    joining: Joining, desk: Open, member: bool
) -> None:
    nia, enquiry = await desk("Nia"), await joining.asked()
    await nia.post(f"{BASE}/{enquiry.id}/accept", organisation="new")
    joining.clock.advance(minutes=5)
    async with joining.sessions.begin() as session:
        hold_to(session, joining.company.id)
        kept = await cast.organisation(session, joining.company, "Tern Trust", [], joining.clock.now())
        kept.is_member = member
        pair = await compare(
            session, joining.company.id, kept.id, (await joining.newest()).organisation_id, joining.clock.now()
        )
        await decide(session, pair.id, Decision.SAME, kept.id, joining.company.actor("Nia"), joining.clock.now())
        assert (await session.get_one(Organisation, kept.id)).is_member

    await nia.post(f"{BASE}/{enquiry.id}/undo", reason="The board votes on Monday.")

    async with joining.sessions() as session:
        hold_to(session, joining.company.id)
        merged = await session.get_one(Organisation, kept.id)
    assert merged.is_member is member, "only what came of the enquiry is undone"


async def test_who_was_a_member_before_stays_one_when_it_is_undone(joining: Joining, desk: Open) -> None:
    nia = await desk("Nia")
    enquiry = await joining.asked(name="Llais Ynys Mon", email="new@llais.example")
    llais = joining.company.organisations[cast.LLAIS]
    await nia.post(f"{BASE}/{enquiry.id}/accept", organisation=str(llais.id))
    await nia.post(f"{BASE}/{enquiry.id}/undo", reason="A mistake.")
    async with joining.sessions() as session:
        hold_to(session, joining.company.id)
        assert (await session.get_one(Organisation, llais.id)).is_member


async def test_two_people_who_decide_at_once_do_not_both(joining: Joining, desk: Open) -> None:
    nia, tom, enquiry = await desk("Nia"), await desk("Tom"), await joining.asked()
    here = f"{BASE}/{enquiry.id}"
    nias, toms = await nia.get(f"{here}/accept"), await tom.get(f"{here}/turn-down")
    await nia.send(nias, f"{here}/accept", organisation="new")
    refused = await tom.send(toms, f"{here}/turn-down", 409, words="Sorry.")
    assert "Somebody else acted on this enquiry" in words(refused)
    assert await joining.mailed(TURNED_DOWN) == []


async def test_the_link_is_too_old_after_three_days_and_everything_typed_is_deleted(joining: Joining) -> None:
    await joining.ask()
    path = await joining.path()
    joining.clock.advance(hours=73)
    window = await Window(joining.client).open(path)
    assert window.heading == "This link is too old"
    assert (await joining.client.post(f"/api/v1/join-checks/{path.rpartition('/')[2]}")).status_code == 409

    async with joining.sessions.begin() as session:
        assert await forget_unconfirmed(session, joining.clock.now()) == 1
        assert await forget_unconfirmed(session, joining.clock.now()) == 0
        assert (await session.scalars(select(Message).where(Message.kind == CHECK))).all() == []
    assert await joining.enquiries() == []


async def test_an_address_that_does_not_exist_is_remembered(joining: Joining) -> None:
    await joining.ask()
    joining.clock.advance(hours=73)
    async with joining.sessions.begin() as session:
        message = (await session.scalars(select(Message).where(Message.kind == CHECK))).one()
        await suppress(session, message, SuppressionReason.BOUNCED, joining.clock.now(), "550 No such mailbox")
    async with joining.sessions.begin() as session:
        assert await forget_unconfirmed(session, joining.clock.now()) == 1
    assert await joining.enquiries() == []
    assert await joining.mailed(CHECK) == [IVY]


async def test_a_year_after_a_refusal_the_person_is_forgotten(joining: Joining, desk: Open) -> None:
    nia, enquiry = await desk("Nia"), await joining.asked()
    await nia.post(f"{BASE}/{enquiry.id}/turn-down", words="Not now.")
    joining.clock.advance(days=364)
    async with joining.sessions.begin() as session:
        assert await forget_people(session, joining.clock.now()) == 0
    joining.clock.advance(days=2)
    async with joining.sessions.begin() as session:
        assert await forget_people(session, joining.clock.now()) == 1
        assert await forget_people(session, joining.clock.now()) == 0
    kept = await joining.newest()
    assert (kept.name, kept.contact_name, kept.email, kept.why) == ("Tern Island Trust (TIT)", "", "", "")


async def test_another_coalition_sees_nothing_of_it(joining: Joining, desk: Open, rivers: cast.Company) -> None:
    enquiry = await joining.asked()
    sam = await desk("Sam", rivers)
    await sam.get(f"{BASE}/{enquiry.id}", 404)
    assert (await sam.api("GET", BASE))["rows"] == []


async def test_a_program_asks_confirms_and_decides(joining: Joining, desk: Open) -> None:
    answer = await joining.client.post("/api/v1/join/fair-futures", json=FORM)
    assert answer.status_code == 202
    token = (await joining.path()).rpartition("/")[2]
    assert (await joining.client.post(f"/api/v1/join-checks/{token}")).json()["coalition"] == "Fair Futures Alliance"
    nia = await desk("Nia")
    [row] = (await nia.api("GET", BASE))["rows"]
    here = f"{BASE}/{row['id']}"
    shown = await nia.api("GET", here)
    assert shown["email"] == IVY
    shown = await nia.api("POST", f"{here}/consider", row_version=shown["row_version"])
    shown = await nia.api("POST", f"{here}/accept", row_version=shown["row_version"], member_from="2026-05-01")
    assert shown["state"] == "accepted"
    organisation = shown["organisation"]["id"]
    membership = await nia.api("GET", f"/organisations/{organisation}/membership")
    assert (membership["state"], membership["member_from"]) == ("member", "2026-05-01")
    await nia.api("POST", f"{here}/undo", 422, row_version=shown["row_version"])
    shown = await nia.api("POST", f"{here}/undo", row_version=shown["row_version"], reason="a slip")
    shown = await nia.api("POST", f"{here}/turn-down", row_version=shown["row_version"], words="Sorry.")
    assert [one["step"] for one in shown["events"]] == ["turn down", "take back", "accept", "consider", "confirm"]
    membership = await nia.api("GET", f"/organisations/{organisation}/membership")
    assert membership["state"] == "none"


async def test_a_new_coalition_takes_no_enquiries(joining: Joining, rivers: cast.Company) -> None:
    async with joining.sessions() as session:
        assert not (await session.get_one(Coalition, rivers.id)).takes_enquiries
    assert (await Window(joining.client).open("/join/clean-rivers")).heading.endswith("does not take enquiries here")
