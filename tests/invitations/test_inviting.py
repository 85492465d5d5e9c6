"""Nia chooses whom to invite, looks at the mail, sends it, and sends a link again."""

import re
from email import message_from_bytes, policy

import msgspec
import pytest
from sqlalchemy import func, select, update

from campaigns.invitations.actions import invite
from campaigns.invitations.models import Invitation, InvitationLink
from campaigns.invitations.preview import preview_invitation
from campaigns.invitations.queries import Who
from campaigns.letters.lifecycles.signing import SigningState
from campaigns.letters.models import Attribution
from campaigns.mail.compose import Composing
from campaigns.mail.models import Message
from campaigns.mail.render import written
from campaigns.mailings import COMPOSERS
from campaigns.organisations.models import Contact, InCategory, Organisation
from campaigns.organisations.record.categories import add_category
from campaigns.organisations.record.fields import CategoryFields
from campaigns.organisations.relations import CategoryKind, Language
from campaigns.settings import Settings
from campaigns.tokens import Keys
from tests import cast
from tests.conftest import Clock
from tests.letters.desk import Open, Writing, words
from tests.letters.forms import forms_of

INVITE = "/letters/FFA-2026-01/invite"
BOARD = "/letters/FFA-2026-01/responses"


@pytest.fixture
async def silent(writing: Writing) -> Organisation:
    """A member whose only contact wants no invitations."""
    async with writing.held() as session:
        silent = await cast.organisation(
            session, writing.company, "Re'New Transport Circle", [("Ann Lee", "", "ann@renew.example")], writing.clock.now()
        )
        writing.company.contacts["ann@renew.example"].gets_invitations = False
        return silent


async def test_a_draft_cannot_be_sent_round(desk: Open, writing: Writing) -> None:
    await writing.draft()
    page = await (await desk("Nia")).get(INVITE)
    assert "Lock the text before you open signing." in words(page)
    assert 'name="organisation"' not in page.text


async def test_a_statement_in_the_coalitions_name_invites_nobody(desk: Open, writing: Writing) -> None:
    await writing.locked(cast.statement(attribution=Attribution.COALITION, attestation="", rolling=False))
    assert "has no signatures, so nobody is invited" in words(await (await desk("Nia")).get(INVITE))


async def test_all_members_are_shown_the_mail_and_the_numbers_and_then_invited(
    desk: Open, writing: Writing, silent: Organisation
) -> None:
    letter = await writing.locked()
    nia = await desk("Nia")
    page = await nia.get(INVITE)
    assert "All 4 members 5 contacts will be written to. 1 member has nobody who can be written to." in words(page)

    check = await nia.send(page, INVITE, 200, who="members", do="check")

    said = words(check)
    assert "1 organisation has nobody who can be written to" in said
    assert "Re'New Transport Circle: nobody gets invitations" in said
    assert "Organisations 4 Mails 5, one to each contact" in said
    assert "The mail, as Siân Huws of Llais Ynys Môn will get it" in said
    assert "Subject Sign by 5pm on Friday 5 June 2026 (BST): Warm homes for every family" in said
    assert "Hello Siân Huws," in said
    assert "http://letters.example/r/…" in said
    assert "Open signing and send 5 invitations" in said
    assert (await writing.of(letter.id)).signing is SigningState.NOT_OPEN, "looking sends nothing"

    sent = await nia.send(check, INVITE, do="send")

    assert "The invitations are on their way" in words(await nia.follow(sent))
    async with writing.held() as session:
        assert await session.scalar(select(func.count()).select_from(Invitation)) == 4
        assert await session.scalar(select(func.count()).select_from(InvitationLink)) == 5
    assert (await writing.of(letter.id)).signing is SigningState.OPEN


async def test_organisations_are_ticked_by_hand_over_several_searches(desk: Open, writing: Writing) -> None:
    await writing.locked()
    nia = await desk("Nia")
    mill_road, llais = (writing.company.organisations[name].id for name in (cast.MILL_ROAD, cast.LLAIS))
    page = await nia.post(INVITE, 422, who="chosen", do="check")
    assert "Tick at least one organisation, or choose all of them." in words(page)
    page = await nia.send(page, INVITE, 200, who="chosen", do="search", search="mill road")
    assert "The Mill Road Centre" in words(page)
    assert "Llais" not in words(page)
    page = await nia.send(page, INVITE, 200, who="chosen", do="search", search="môn", organisation=[str(mill_road)])
    assert "Ticked so far: 1 The Mill Road Centre Others with “môn” in their name Llais Ynys Môn" in words(page)
    check = await nia.send(page, INVITE, 200, who="chosen", do="check", organisation=[str(mill_road), str(llais)])
    assert "Organisations 2 Mails 2" in words(check)
    sent = await nia.send(check, INVITE, do="send", organisation=[str(mill_road), str(llais)])
    board = await nia.follow(sent)
    assert "2 all" in words(board)
    page = await nia.get(INVITE)
    assert "2 organisations have been invited already" in words(page)
    assert "All 1 member not invited yet 3 contacts" in words(page)
    assert "Llais Ynys Môn invited already" in words(page)


async def test_everybody_in_some_categories_is_one_wave(desk: Open, writing: Writing) -> None:
    await writing.locked()
    nia = await desk("Nia")
    assert "Those in some categories" not in words(await nia.get(INVITE)), "there are none"
    async with writing.held() as session:
        labels = [await add_category(session, writing.company.id, CategoryFields(label=one)) for one in ("Housing", "Wales")]
        for name, label in ((cast.WENSUM, 0), (cast.MILL_ROAD, 0), (cast.MILL_ROAD, 1), (cast.LLAIS, 1)):
            of = {"organisation_id": writing.company.organisations[name].id, "category_id": labels[label].id}
            session.add(InCategory(coalition_id=writing.company.id, **of))
    housing, wales = (str(one.id) for one in labels)
    page = await nia.get(INVITE)
    assert "Housing: 2 organisations Wales: 2 organisations" in words(page)

    refused = await nia.send(page, INVITE, 422, who="categories", do="check")
    assert "Tick at least one category or interest." in words(refused)
    check = await nia.send(refused, INVITE, 200, who="categories", do="check", category=[housing, wales])
    assert "Organisations 3 Mails" in words(check)
    check = await nia.send(check, INVITE, 200, do="search")
    check = await nia.send(check, INVITE, 200, who="categories", do="check", category=[housing])
    assert "Organisations 2 Mails" in words(check)
    assert "2 all" in words(await nia.follow(await nia.send(check, INVITE, do="send")))

    page = await nia.get(INVITE)
    assert "Wales: 1 organisation not invited yet" in words(page)
    assert "Housing" not in words(page)


async def test_those_in_a_category_or_with_an_interest_are_one_wave(desk: Open, writing: Writing) -> None:
    letter = await writing.locked()
    nia = await desk("Nia")
    async with writing.held() as session:
        labels = [
            await add_category(session, writing.company.id, CategoryFields(label=label, kind=kind))
            for label, kind in (("Wales", CategoryKind.CATEGORY), ("Housing", CategoryKind.INTEREST))
        ]
        for name, label in ((cast.WENSUM, 1), (cast.MILL_ROAD, 1), (cast.LLAIS, 0)):
            of = {"organisation_id": writing.company.organisations[name].id, "category_id": labels[label].id}
            session.add(InCategory(coalition_id=writing.company.id, **of))
    wales, housing = (str(one.id) for one in labels)
    page = await nia.get(INVITE)
    shown = words(page)
    assert "Those in some categories, or with some interests" in shown
    assert "Which categories? Wales: 1 organisation Which interests? Housing: 2 organisations" in shown
    assert 'id="category"' in page.text
    assert 'id="interest"' in page.text
    refused = await nia.send(page, INVITE, 422, who="categories", do="check")
    assert words(refused).count("Tick at least one category or interest.") == 2  # on top, and once beside the boxes
    check = await nia.send(refused, INVITE, 200, who="categories", do="check", category=[wales, housing])
    assert "Organisations 3 Mails" in words(check)

    invitations = "/letters/FFA-2026-01/invitations"
    wave = await nia.api("POST", invitations, 201, row_version=letter.row_version, categories=[housing])
    assert wave["organisations"] == 2
    page = await nia.get(INVITE)
    assert "Which? Wales: 1 organisation not invited yet" in words(page), "nobody with an interest is left to invite"
    check = await nia.send(page, INVITE, 200, who="categories", do="check", category=[wales, housing])
    assert "Organisations 1 Mails" in words(check)


async def test_a_hundred_organisations_are_gone_through_page_by_page(desk: Open, writing: Writing, clock: Clock) -> None:
    await writing.locked()
    async with writing.held() as session:
        for number in range(1, 61):
            await cast.organisation(session, writing.company, f"Quay Group {number}", [], clock.now())
    nia = await desk("Nia")
    first = await nia.get(INVITE)
    assert "Quay Group 48" in words(first)
    assert "Quay Group 50" not in words(first)
    second = await nia.send(first, INVITE, 200, who="chosen", do="more")
    assert "Quay Group 60" in words(second)
    assert "Wensum" in words(second)
    assert "Quay Group 48" not in words(second)
    assert "Show more" not in words(second)


async def test_two_people_send_at_once_and_everybody_gets_one_mail(desk: Open, writing: Writing) -> None:
    await writing.locked()
    nia, tom = await desk("Nia"), await desk("Tom")
    pages = [await browser.post(INVITE, 200, who="members", do="check") for browser in (nia, tom)]
    await nia.send(pages[0], INVITE, do="send")
    refused = await tom.send(pages[1], INVITE, 409, do="send")
    assert "Nia Rees changed this letter while you were on this page" in words(refused)
    async with writing.held() as session:
        assert await session.scalar(select(func.count()).select_from(Message)) == 5


async def test_an_organisation_of_another_coalition_is_not_invited(
    desk: Open, writing: Writing, rivers: cast.Company
) -> None:
    await writing.locked()
    nia = await desk("Nia")
    otter = str(rivers.organisations["Otter Trust"].id)
    page = await nia.get(INVITE)
    assert "Otter" not in words(page)
    page = await nia.send(page, INVITE, 422, who="chosen", do="send", organisation=[otter])
    assert "Choose at least one organisation to invite." in words(page)


async def test_the_same_link_is_sent_again(desk: Open, writing: Writing, clock: Clock) -> None:
    await writing.locked()
    nia = await desk("Nia")
    check = await nia.post(INVITE, 200, who="members", do="check")
    await nia.send(check, INVITE, do="send")
    wensum = writing.company.organisations[cast.WENSUM].id
    clock.advance(minutes=5)
    again = await nia.post(f"{BOARD}/{wensum}/send-again", page=f"{BOARD}?show=no_reply&q=wensum")
    assert again.headers["location"] == f"{nia.base}{BOARD}?show=no_reply&q=wensum&done=sent-again"
    assert "The same link is on its way again" in words(await nia.follow(again))
    async with writing.held() as session:
        mails = list(await session.scalars(select(Message).where(Message.recipient_email == "amina@wensum.example")))
    assert len(mails) == 2
    assert len({mail.subject_id for mail in mails}) == 1, "the same link"


async def test_an_organisation_that_nobody_can_write_to_is_said_to_be_so(
    desk: Open, writing: Writing, silent: Organisation
) -> None:
    await writing.locked()
    nia = await desk("Nia")
    check = await nia.post(INVITE, 200, who="members", do="check")
    board = await nia.follow(await nia.send(check, INVITE, do="send"))
    assert "1 not reached" in words(board)
    again = await nia.post(f"{BOARD}/{silent.id}/send-again", page=BOARD)
    assert "Nobody was written to" in words(await nia.follow(again))
    async with writing.held() as session:
        await session.execute(update(Contact).values(gets_invitations=True))
    again = await nia.post(f"{BOARD}/{silent.id}/send-again", page=BOARD)
    assert "The same link is on its way again" in words(await nia.follow(again))
    assert "0 not reached" in words(await nia.get(BOARD))


async def test_the_api_invites_and_sends_again(desk: Open, writing: Writing, silent: Organisation) -> None:
    letter = await writing.locked()
    nia, rosa = await desk("Nia"), await desk("Rosa")
    invitations = "/letters/FFA-2026-01/invitations"
    options = await nia.api("GET", f"{invitations}/options?search=wensum")
    assert [(one["name"], one["contacts"], one["invited"]) for one in options] == [(cast.WENSUM, 3, False)]
    reach = await nia.api("GET", f"{invitations}/reach")
    assert (reach["organisations"], reach["mails"], reach["unreachable_names"]) == (4, 5, ["Re'New Transport Circle"])
    both = await nia.api("POST", invitations, 422, row_version=letter.row_version)
    assert "organisations" in both["errors"]
    await rosa.api("POST", invitations, 403, row_version=letter.row_version, all_members=True)
    wave = await nia.api("POST", invitations, 201, row_version=letter.row_version, all_members=True)
    assert wave == {"organisations": 4, "mails": 5, "unreachable": 1, "number": 1}
    again = await nia.api("POST", f"{invitations}/{options[0]['id']}/send-again")
    assert again == {"mails": 3}


@pytest.mark.parametrize(
    ("language", "tag", "word"),
    [
        (None, "en-GB", "Hello"),
        (Language.ENGLISH, "en-GB", "Hello"),
        (Language.CYMRAEG, "cy", "Helo"),
        (Language.BOTH, "cy", "Helo"),
    ],
)
async def test_the_preview_is_the_mail_that_is_sent(
    desk: Open,
    writing: Writing,
    settings: Settings,
    keys: Keys,
    clock: Clock,
    language: Language | None,
    tag: str,
    word: str,
) -> None:
    letter = await writing.locked()
    async with writing.held() as session:
        await session.execute(update(Organisation).values(language=language))
        preview = await preview_invitation(session, settings, letter.id, Who.MEMBERS, [], None, clock.now())
        ids = [one.id for one in writing.company.organisations.values()]
        await invite(session, letter.id, ids, None, writing.company.actor("Nia"), clock.now())
    assert preview is not None
    assert (preview.language, preview.text.split()[0]) == (tag, word)
    async with writing.held() as session:
        message = await session.scalar(select(Message).where(Message.recipient_email == preview.recipient_email))
        assert message is not None
        composing = Composing(settings, keys, clock.now())
        mail = await COMPOSERS["invitation"](session, message, composing)
    assert mail is not None
    # Delivery puts it there, so that no invitation goes without.
    mail = msgspec.structs.replace(mail, list_unsubscribe=composing.unsubscribe_link(message))
    sent = message_from_bytes(written(message, mail, settings.mail_from, clock.now()), policy=policy.default)
    body = sent.get_body(("plain",))
    assert body is not None
    # A link of full length may begin a line of its own.
    assert re.sub(r"/(r|u)/\S+", r"/\1/…", body.get_content()).split() == preview.text.split()
    assert (sent["Subject"], sent["From"]) == (preview.subject, preview.sender)


async def test_the_others_are_a_second_wave_and_the_board_says_so(desk: Open, writing: Writing, clock: Clock) -> None:
    await writing.locked()
    nia = await desk("Nia")
    await nia.send(await nia.post(INVITE, 200, who="members", do="check"), INVITE, do="send")
    async with writing.held() as session:
        quay = await cast.organisation(
            session, writing.company, "Quay Group", [("Io Vance", "", "io@quay.example")], clock.now()
        )
        quay.is_member = False
    page = await nia.get(INVITE)
    assert "All 1 organisation not invited yet None of them is a member. 1 contact will be written to." in words(page)
    assert 'value="members"' not in page.text
    check = await nia.send(page, INVITE, 200, who="everybody", do="check")
    assert "The mail, as Io Vance of Quay Group will get it" in words(check)
    board = await nia.follow(await nia.send(check, INVITE, do="send"))
    assert "Quay Group wave 2" in words(board)
    rows = (await nia.api("GET", BOARD))["rows"]
    assert {one["name"]: one["wave"] for one in rows} == {
        cast.LLAIS: 1,
        cast.MILL_ROAD: 1,
        "Quay Group": 2,
        cast.WENSUM: 1,
    }


async def test_the_mail_is_looked_at_as_any_recipient_will_get_it(desk: Open, writing: Writing) -> None:
    await writing.locked()
    nia = await desk("Nia")
    check = await nia.post(INVITE, 200, who="members", do="check")
    assert "The mail, as Siân Huws of Llais Ynys Môn will get it" in words(check)
    ben = str(writing.company.contacts["ben@millroad.example"].id)
    answer = await nia.client.post(
        nia.base + INVITE, data={**forms_of(check.text, check.url.path)[nia.base + INVITE].fields, "do": "check", "to": ben}
    )
    assert "The mail, as Ben Marsh of The Mill Road Centre will get it" in words(answer)
    assert "Hello Ben Marsh," in words(answer)
    async with writing.held() as session:
        assert await session.scalar(select(func.count()).select_from(Invitation)) == 0, "looking invites nobody"


async def test_a_program_invites_everybody(desk: Open, writing: Writing, silent: Organisation) -> None:
    letter = await writing.locked()
    nia = await desk("Nia")
    invitations = "/letters/FFA-2026-01/invitations"
    await nia.api("POST", invitations, 422, row_version=letter.row_version, all_members=True, everybody=True)
    assert (await nia.api("GET", f"{invitations}/reach?everybody=yes"))["organisations"] == 4
    wave = await nia.api("POST", invitations, 201, row_version=letter.row_version, everybody=True)
    assert (wave["organisations"], wave["number"]) == (4, 1)
    again = await nia.api("POST", invitations, 422, row_version=(await writing.of(letter.id)).row_version, everybody=True)
    assert "organisations" in again["errors"]
