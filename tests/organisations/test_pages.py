"""Nia keeps the list of organisations on its pages."""

import pytest
from sqlalchemy import select, update

from campaigns.coalitions.models import CoalitionRole
from campaigns.coalitions.roles import Role
from campaigns.database import hold_to, unscoped
from campaigns.organisations.actions import add_organisation
from campaigns.organisations.fields import OrganisationFields
from campaigns.organisations.models import Contact, Organisation
from tests.organisations.browsing import text_of, title_of, value_of

WENSUM = {"display_name": "Wensum Voluntary Action (WVA)", "is_member": "yes"}


async def add(nia, name="Wensum Voluntary Action (WVA)", **others):
    answer = await nia.send("/organisations/add", {"display_name": name, "is_member": "yes", **others})
    assert answer.status_code == 303, text_of(answer)
    return answer.headers["location"].partition("?")[0]


async def test_from_an_empty_list_to_an_organisation_with_a_contact(nia):
    assert "There are no organisations yet" in text_of(await nia.get("/organisations"))
    answer = await nia.send("/organisations/add", WENSUM)
    assert answer.status_code == 303
    shown = await nia.get(answer.headers["location"])
    assert "The organisation was added" in text_of(shown)
    assert "There is nobody to write to" in text_of(shown)
    here = answer.headers["location"].partition("?")[0]
    contact = {"email": "amina@wensum.example", "name": "Amina Cole", "role_title": "Chief executive"}
    answer = await nia.send(f"{here}/contacts/add", {**contact, "gets_invitations": "yes"})
    shown = text_of(await nia.get(answer.headers["location"]))
    assert "The contact was added" in shown
    assert "amina@wensum.example Amina Cole, Chief executive invitations Change" in shown
    listed = text_of(await nia.get("/organisations"))
    assert "1 organisation Organisations in the order" in listed
    assert "Wensum Voluntary Action (WVA) Amina Cole" in listed


async def test_a_form_with_problems_keeps_what_was_typed(nia, at_futures):
    typed = {"display_name": "=cmd", "acronym": "C" * 30, "website": "nowhere"}
    answer = await nia.send("/organisations/add", typed)
    assert answer.status_code == 422
    assert title_of(answer).startswith("Error: ")
    assert "must not begin with “=”" in text_of(answer)
    assert [value_of(answer, name) for name in typed] == list(typed.values())
    assert (await at_futures.scalars(select(Organisation))).all() == []


async def test_the_same_name_again_is_told_in_words(nia):
    await add(nia)
    answer = await nia.send("/organisations/add", {"display_name": "the WENSUM voluntary action"})
    assert answer.status_code == 422
    assert "“Wensum Voluntary Action (WVA)” is in the list already" in text_of(answer)


async def test_a_look_at_where_it_is_filed_saves_nothing(nia):
    for name in ("Amber Quay", "The Zebra Centre"):
        await add(nia, name)
    answer = await nia.send("/organisations/add", {"display_name": "THE MILL  ROAD CENTRE LTD"}, button={"look": "yes"})
    shown = text_of(answer)
    assert answer.status_code == 200
    assert "Filed as MILL ROAD CENTRE LTD, THE Amber Quay THE MILL ROAD CENTRE LTD The Zebra Centre" in shown
    assert "all in capitals" in shown
    assert value_of(answer, "display_name") == "THE MILL  ROAD CENTRE LTD"
    assert "2 organisations" in text_of(await nia.get("/organisations"))
    fragment = await nia.client.post(
        nia.at("/organisations/filing"),
        data={**nia.hidden(answer, nia.at("/organisations/add")), "display_name": "Ósk", "sort_name": "Yng"},
    )
    assert fragment.status_code == 200
    assert "<html" not in fragment.text
    assert "Filed as <bdi>Yng</bdi>" in fragment.text


async def test_warnings_are_shown_and_do_not_block(nia):
    here = await add(nia, "WENSUM TRADING LTD.")
    shown = text_of(await nia.get(here))
    assert "all in capitals" in shown
    assert "“Ltd”" in shown
    assert "full stop" in shown


async def test_names_are_changed_and_where_they_are_filed(nia):
    here = await add(nia, "Y Dref Werdd")
    form = await nia.get(f"{here}/change")
    assert value_of(form, "sort_name") == "Y Dref Werdd"
    elsewhere = {"display_name": "Y Dref Werdd", "sort_name": "Dref Werdd, Y"}
    refused = await nia.send(f"{here}/change", elsewhere)
    assert refused.status_code == 422
    assert "Say why it is filed under another name than its own" in text_of(refused)
    answer = await nia.send(f"{here}/change", {**elsewhere, "reason": "Y is the article"})
    assert answer.status_code == 303
    shown = text_of(await nia.get(answer.headers["location"]))
    assert "The change was saved" in shown
    assert "Filed as Dref Werdd, Y" in shown
    assert "Sort name Y Dref Werdd Dref Werdd, Y Y is the article" in shown


async def test_the_second_of_two_people_sees_what_the_first_did_and_loses_nothing(nia):
    here = await add(nia)
    opened = await nia.get(f"{here}/change")
    await nia.send(f"{here}/change", {"display_name": "Wensum Action", "acronym": "WA"})
    late = await nia.send_from(opened, f"{here}/change", {"display_name": "Wensum Voice", "acronym": "WV"})
    assert late.status_code == 409
    shown = text_of(late)
    assert "Somebody else changed Wensum Action" in shown
    assert "Name in lists: Wensum Action" in shown
    assert value_of(late, "display_name") == "Wensum Voice"
    knowingly = await nia.send_from(late, f"{here}/change", {"display_name": "Wensum Voice", "acronym": "WV"})
    assert knowingly.status_code == 303
    assert "Wensum Voice" in title_of(await nia.get(here))


async def test_contacts_are_changed_and_ended(nia, at_futures):
    here = await add(nia)
    await nia.send(f"{here}/contacts/add", {"email": "amina@wensum.example", "gets_invitations": "yes"})
    contact = await at_futures.scalar(select(Contact))
    broken = await nia.send(f"{here}/contacts/{contact.id}/change", {"email": "amina@"})
    assert broken.status_code == 422
    assert "“amina@” is not an email address" in text_of(broken)
    opened = await nia.get(f"{here}/contacts/{contact.id}/change")
    change = {"email": "amina@wensum.example", "name": "Amina Cole", "gets_notices": "yes"}
    assert (await nia.send(f"{here}/contacts/{contact.id}/change", change)).status_code == 303
    late = await nia.send_from(opened, f"{here}/contacts/{contact.id}/change", {**change, "name": "A. Cole"})
    assert late.status_code == 409
    assert "Name: Amina Cole" in text_of(late)
    assert "notices" in text_of(await nia.get(here))
    ending = f"{here}/contacts/{contact.id}/end"
    assert "Nothing more will be sent to Amina Cole" in text_of(await nia.get(ending))
    for _ in range(2):
        assert (await nia.send(ending)).status_code == 303
    assert "1 ended contact" in text_of(await nia.get(here))


async def test_search_and_pages(nia, sessions, futures, now):
    async with sessions() as session:
        hold_to(session, futures.coalition_id)
        for number in range(53):
            fields = OrganisationFields(display_name=f"Area {number} Forum")
            await add_organisation(session, futures.coalition_id, fields, futures.actor, now)
        await session.commit()
    first = await nia.get("/organisations")
    assert "Area 0 Forum" in text_of(first)
    assert "Area 50 Forum" not in text_of(first)
    later = await nia.get(first.text.partition('rel="next" href="')[2].partition('"')[0].replace("&amp;", "&"))
    assert "Area 50 Forum" in text_of(later)
    back = await nia.get(later.text.partition('rel="prev" href="')[2].partition('"')[0].replace("&amp;", "&"))
    assert "Area 49 Forum" in text_of(back)
    found = await nia.get("/organisations", params={"search": "AREA 52"})
    assert "1 organisation for “AREA 52”" in text_of(found)
    nothing = await nia.get("/organisations", params={"search": '<script>"'})
    assert "Nothing fits" in text_of(nothing)
    assert '<script>"' not in nothing.text


@pytest.mark.parametrize("query", ["after=nonsense", "before=1", "search=%00", "search=" + "x" * 3000, "done=elsewhere"])
async def test_an_odd_address_is_answered_in_words(nia, query):
    answer = await nia.get(f"/organisations?{query}")
    assert answer.status_code in {200, 404}
    assert text_of(answer)


async def test_names_in_every_script_come_back_as_they_were(nia):
    for name in ("مركز الأمل", "希望中心", "আশা কেন্দ্র", "Żubr & <b>Zięba</b>"):
        here = await add(nia, name)
        assert name in text_of(await nia.get(here))


async def test_a_role_that_may_not_is_told_so_and_strangers_see_nothing(nia, client, rivers, sessions, futures):
    here = await add(nia)
    stranger = await client.get(here.replace("fair-futures", "clean-rivers"))
    nowhere = await client.get(here.replace("fair-futures", "no-such-coalition"))
    assert (stranger.status_code, nowhere.status_code) == (404, 404)
    assert text_of(stranger) == text_of(nowhere)
    async with sessions() as session:
        hold_to(session, futures.coalition_id)
        await session.execute(update(CoalitionRole).values(role=Role.DRAFTER))
        await session.commit()
    for path in ("/organisations", "/organisations/add", here, f"{here}/change", "/organisations/imports/new"):
        assert (await nia.get(path)).status_code == 403
    client.cookies.clear()
    answer = await nia.get("/organisations")
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/sign-in?next=/secretariat/fair-futures/organisations")


async def test_opening_a_page_changes_nothing(nia, at_futures):
    here = await add(nia)
    await nia.send(f"{here}/contacts/add", {"email": "amina@wensum.example"})
    contact = await at_futures.scalar(select(Contact))
    before = await everything(at_futures)
    for path in (here, f"{here}/change", f"{here}/contacts/{contact.id}/end", "/organisations/add?name=New"):
        assert (await nia.get(path)).status_code == 200
        assert (await nia.client.head(nia.at(path))).status_code == 200
    assert await everything(at_futures) == before


async def everything(session):
    rows = await session.execute(
        select(Organisation.__table__.c, Contact.__table__.c)
        .join(Contact, Contact.organisation_id == Organisation.id)
        .execution_options(**unscoped("to see that nothing changed anywhere"))
    )
    return rows.all()


async def test_whether_it_signs_for_its_members_is_kept_shown_and_told(nia):
    here = await add(nia, signs_as_group="yes")
    assert "Signs as a group Yes, on behalf of its members" in text_of(await nia.get(here))
    answer = await nia.send(f"{here}/change", {**WENSUM, "row_version": "1"})
    assert answer.status_code == 303, text_of(answer)
    page = text_of(await nia.get(here))
    assert "Signs as a group No" in page
    assert "Signs on behalf of its members yes no" in text_of(await nia.get(f"{here}/changes"))


async def test_the_rule_for_signing_is_kept_and_shown(nia):
    here = await add(nia, sign_off="two_people")
    assert "Sign-off Two people" in text_of(await nia.get(here))
    form = await nia.get(f"{here}/change")
    assert 'value="two_people" checked' in form.text
    answer = await nia.send(f"{here}/change", {**WENSUM, "sign_off": "one_person", "row_version": "1"})
    assert answer.status_code == 303, text_of(answer)
    assert "Sign-off One person" in text_of(await nia.get(here))
