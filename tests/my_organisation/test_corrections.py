"""Jo corrects what is on record of Wensum: of herself at once, of the rest by a proposal that Nia accepts or refuses."""

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from campaigns.database import hold_to
from campaigns.errors import NotAllowedNow
from campaigns.mail.compose import Composing
from campaigns.mail.models import Message
from campaigns.mailings import COMPOSERS
from campaigns.my_organisation.corrections.deciding import DECIDED
from campaigns.my_organisation.corrections.lifecycle import CORRECTION, CorrectionState, CorrectionStep
from campaigns.my_organisation.corrections.models import Correction, What
from campaigns.my_organisation.corrections.proposing import CONTACT_LEFT, MOST_WAITING, PROPOSED
from campaigns.organisations.models import Contact, Organisation, OrganisationChange, OrganisationName, Signer
from campaigns.organisations.record.boilerplate import boilerplates
from campaigns.people.models import Person
from campaigns.people.sessions import start_session
from campaigns.settings import Settings
from campaigns.web.sessions import cookie_name
from campaigns.web.wiring import Application
from tests import cast
from tests.conftest import Clock
from tests.letters.desk import Desk
from tests.letters.desk import words as words_of
from tests.my_organisation.test_own_page import opened, paths
from tests.signatures.story import AMINA, INFO, JO, SITE, Story, Window

SECRETARIAT = "letters@fair-futures.example"
QUEUE = "/organisations/corrections"


@pytest.fixture
async def nia(app: Application, story: Story, clock: Clock, settings: Settings):
    async with story.sessions.begin() as session:
        token = await start_session(session, story.company.people["Nia"], clock.now())
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=SITE) as client:
        client.cookies.set(cookie_name(settings), token)
        yield Desk(client, token, "/secretariat/fair-futures")


async def rows(story: Story, table, *where):
    async with story.sessions() as session:
        hold_to(session, story.company.id)
        return list(await session.scalars(select(table).where(*where).order_by(table.id)))


async def wensum(story: Story) -> Organisation:
    [one] = await rows(story, Organisation, Organisation.id == story.company.organisations[cast.WENSUM].id)
    return one


async def waiting(story: Story) -> Correction:
    return (await rows(story, Correction, Correction.state == CorrectionState.WAITING))[-1]


async def mail_to(story: Story, kind: str, email: str, settings: Settings, clock: Clock) -> dict:
    """What the newest mail of a kind to an address would say."""
    async with story.sessions() as session:
        message = (
            await session.scalars(
                select(Message)
                .where(Message.kind == kind, Message.recipient_email == email)
                .order_by(Message.id.desc())
                .limit(1)
            )
        ).one()
        hold_to(session, story.company.id)
        mail = await COMPOSERS[kind](session, message, Composing(settings, story.keys, clock.now()))
        return mail.context


async def propose(client: httpx.AsyncClient, story: Story, **typed: str) -> Window:
    window = await opened(client, story, JO)
    await window.follow("Correct the details")
    return await window.press("Propose the changes", **typed)


@given(st.sampled_from(CorrectionState), st.sampled_from(CorrectionStep))
def test_what_is_decided_is_decided_once(state, step):
    assert CORRECTION.allows(state, step, None) is (state is CorrectionState.WAITING)
    if state is CorrectionState.WAITING:
        with pytest.raises(NotAllowedNow):
            CORRECTION.after(CORRECTION.after(state, step, None), step, None)


async def test_jo_proposes_another_name_and_it_counts_once_nia_accepts_it(
    client: httpx.AsyncClient, story: Story, nia: Desk, settings: Settings, clock: Clock
) -> None:
    window = await propose(client, story, name="Wensum Community Action (WCA)", acronym="WCA", note="Since 1 May.")

    assert "The secretariat has what you propose" in window.text
    assert "Name in lists waits for the secretariat" in window.text
    assert (await wensum(story)).display_name == cast.WENSUM, "nothing is changed yet"
    assert await story.mailed(PROPOSED) == [SECRETARIAT]
    told = await mail_to(story, PROPOSED, SECRETARIAT, settings, clock)
    assert (told["proposer"], told["note"]) == ("Jo Pratt, Policy officer", "Since 1 May.")
    listed = words_of(await nia.get(QUEUE))
    assert f"Name in lists of {cast.WENSUM}" in listed
    correction = (await rows(story, Correction, Correction.what == What.NAME))[0]
    here = f"{QUEUE}/{correction.id}"
    assert "Jo Pratt, Policy officer" in words_of(await nia.get(here))

    answer = await nia.post(here, decision="accept", keep_former="yes")

    assert "the organisation’s contacts are told" in words_of(await nia.follow(answer))
    changed = await wensum(story)
    assert (changed.display_name, changed.acronym) == ("Wensum Community Action (WCA)", "WCA")
    [former] = await rows(story, OrganisationName)
    assert former.name == cast.WENSUM
    assert sorted(await story.mailed(DECIDED)) == [AMINA, INFO, JO]
    assert (await mail_to(story, DECIDED, JO, settings, clock))["own"]
    assert not (await mail_to(story, DECIDED, AMINA, settings, clock))["own"]
    log = await rows(story, OrganisationChange, OrganisationChange.field == "name in lists")
    assert [(one.actor_name, one.reason) for one in log] == [("Nia Rees", "proposed by a contact of the organisation")]


async def test_a_refusal_needs_a_reason_and_is_told_to_the_proposer_alone(
    client: httpx.AsyncClient, story: Story, nia: Desk, settings: Settings, clock: Clock
) -> None:
    await propose(client, story, mail_domains="wensum.example")
    here = f"{QUEUE}/{(await waiting(story)).id}"
    refused = await nia.post(here, 422, decision="refuse")
    assert "Say why. Whoever proposed it reads it." in words_of(refused)
    await nia.post(here, decision="refuse", reason="Anybody in the building has an address there.")

    assert (await wensum(story)).mail_domains == ""
    assert await story.mailed(DECIDED) == [JO]
    assert (await mail_to(story, DECIDED, JO, settings, clock))["reason"].startswith("Anybody in the building")
    window = await opened(client, story, JO)
    assert "Own mail domains not accepted" in window.text
    assert "Anybody in the building has an address there." in window.text
    assert "refused" in words_of(await nia.get(QUEUE + "?show=decided"))


async def test_a_decision_is_made_once(client: httpx.AsyncClient, story: Story, nia: Desk) -> None:
    await propose(client, story, website="www.wensum.example")
    here = f"{QUEUE}/{(await waiting(story)).id}"
    shown = await nia.get(here)
    await nia.send(shown, here, decision="accept")
    again = await nia.send(shown, here, 409, decision="refuse", reason="No.")
    assert "accepted already" in words_of(again)
    assert (await wensum(story)).website == "https://www.wensum.example"


async def test_every_detail_goes_through_and_what_is_the_same_proposes_nothing(
    client: httpx.AsyncClient, story: Story, nia: Desk
) -> None:
    window = await propose(client, story)
    assert window.errors == ["Nothing is different from what is on record, so there is nothing to propose."]
    await propose(
        client,
        story,
        language="both",
        boilerplate="We help people by the river.",
        website="wensum.example",
        acronym="Wensum",
        mail_domains="wensum.example",
    )
    for correction in await rows(story, Correction):
        await nia.post(f"{QUEUE}/{correction.id}", decision="accept")
    one = await wensum(story)
    assert (one.language, one.website, one.acronym, one.mail_domains) == (
        "both",
        "https://wensum.example",
        "Wensum",
        "wensum.example",
    )
    async with story.sessions() as session:
        hold_to(session, story.company.id)
        assert (await boilerplates(session, [one.id]))[one.id] == "We help people by the river."


async def test_what_cannot_be_is_said_before_anybody_has_to_decide(client: httpx.AsyncClient, story: Story) -> None:
    window = await propose(
        client, story, name="", mail_domains="gmail.com", website="wensum", boilerplate="word " * 101, note="x" * 501
    )
    assert window.status == 422
    assert len(window.errors) == 5
    assert await rows(story, Correction) == []
    assert await story.mailed(PROPOSED) == []


async def test_a_newer_proposal_takes_the_place_of_the_older(client: httpx.AsyncClient, story: Story) -> None:
    for name in ("Wensum One", "Wensum Two"):
        await propose(client, story, name=name)
    states = [(one.after, one.state.value) for one in await rows(story, Correction)]
    assert states == [("Wensum One", "withdrawn"), ("Wensum Two", "waiting")]


async def test_a_name_that_another_organisation_has_by_now_is_not_written(
    client: httpx.AsyncClient, story: Story, nia: Desk
) -> None:
    await propose(client, story, name=cast.MILL_ROAD)
    refused = await nia.post(f"{QUEUE}/{(await waiting(story)).id}", 422, decision="accept")
    assert "is in the list already" in words_of(refused)
    assert (await wensum(story)).display_name == cast.WENSUM
    assert await story.mailed(DECIDED) == []


async def test_jo_takes_a_proposal_back(client: httpx.AsyncClient, story: Story, nia: Desk) -> None:
    window = await propose(client, story, name="Wensum Three")
    here = f"{QUEUE}/{(await waiting(story)).id}"
    shown = await nia.get(here)
    await window.press("Take it back")
    assert "The proposal was taken back." in window.text
    assert "withdrawn" in words_of(await nia.send(shown, here, 409, decision="accept"))
    assert (await wensum(story)).display_name == cast.WENSUM


async def test_a_colleague_who_has_left_is_ended_by_nia_and_told(
    client: httpx.AsyncClient, story: Story, nia: Desk, settings: Settings, clock: Clock
) -> None:
    window = await opened(client, story, JO)
    await window.follow("Has left: Amina Cole")
    assert "a…@wensum.example" in window.text
    await window.press("Propose it", note="She left in April.")
    assert (await client.get(story.path(AMINA))).status_code == 200, "nothing is ended yet"
    shown = words_of(await nia.get(f"{QUEUE}/{(await waiting(story)).id}"))
    assert AMINA in shown
    assert "She left in April." in shown

    await nia.post(f"{QUEUE}/{(await waiting(story)).id}", decision="accept")

    assert (await client.get(story.path(AMINA))).status_code == 404
    assert sorted(await story.mailed(DECIDED)) == [AMINA, INFO, JO]
    assert (await mail_to(story, DECIDED, AMINA, settings, clock))["ended"]
    assert not (await mail_to(story, DECIDED, JO, settings, clock))["ended"]


async def test_a_new_contact_gets_nothing_before_nia_says_so(client: httpx.AsyncClient, story: Story, nia: Desk) -> None:
    window = await opened(client, story, JO)
    await window.follow("Add a contact")
    await window.press("Propose the contact", email="JO@wensum.example", name="Jo again")
    assert window.errors == ["JO@wensum.example is a contact of Wensum Voluntary Action (WVA) already."]
    await window.press("Propose the contact", email="kim@wensum.example", name="Kim Poe")
    assert await rows(story, Contact, Contact.email == "kim@wensum.example") == []
    await nia.post(f"{QUEUE}/{(await waiting(story)).id}", decision="accept")
    [kim] = await rows(story, Contact, Contact.email == "kim@wensum.example")
    assert (kim.name, kim.gets_invitations, kim.gets_notices) == ("Kim Poe", True, True)
    assert "kim@wensum.example" in await story.mailed(DECIDED)


async def test_colleagues_do_not_read_an_address_that_somebody_proposed(client: httpx.AsyncClient, story: Story) -> None:
    window = await opened(client, story, JO)
    await window.follow("Add a contact")
    await window.press("Propose the contact", email="kim@wensum.example")
    assert "kim@wensum.example" in window.text
    assert "kim@wensum.example" not in (await opened(client, story, AMINA)).text


async def test_who_may_sign_is_proposed_and_ends_on_the_day(client: httpx.AsyncClient, story: Story, nia: Desk) -> None:
    window = await opened(client, story, JO)
    await window.follow("Add a person who may sign")
    assert (await window.press("Propose the person")).errors == ["Enter the person’s name, or choose a contact."]
    await window.press("Propose the person", name="Amina Cole", role_title="Chief executive")
    assert await rows(story, Signer) == []
    await nia.post(f"{QUEUE}/{(await waiting(story)).id}", decision="accept")
    [signer] = await rows(story, Signer)
    assert (signer.name, signer.role_title, signer.signs_until) == ("Amina Cole", "Chief executive", None)

    window = await opened(client, story, JO)
    await window.follow("May not any more: Amina Cole")
    await window.press("Propose it")
    await nia.post(f"{QUEUE}/{(await waiting(story)).id}", decision="accept")
    [signer] = await rows(story, Signer)
    assert f"{signer.signs_until}" == "2026-06-02"


async def test_jo_switches_her_own_mail_and_ends_her_own_contact_at_once(
    client: httpx.AsyncClient, story: Story, settings: Settings, clock: Clock
) -> None:
    window = await opened(client, story, JO)
    path = window.path
    await window.follow("Change what you are sent")
    url, held = window.form("Save", {})
    held.pop("gets_invitations")
    window._take(await client.post(url, data=held, follow_redirects=True))
    assert "What you are sent was changed." in window.text
    [jo] = await rows(story, Contact, Contact.email == JO)
    assert (jo.gets_invitations, jo.gets_notices, jo.ended_at) == (False, True, None)

    await window.follow("Change what you are sent")
    await window.press("End my contact")
    assert window.heading == f"You are no longer a contact of {cast.WENSUM}"
    assert (await client.get(path)).status_code == 404
    assert (await client.get(story.path(JO))).status_code == 404
    assert sorted(await story.mailed(CONTACT_LEFT)) == [JO, SECRETARIAT]
    assert (await mail_to(story, CONTACT_LEFT, SECRETARIAT, settings, clock))["others"]
    log = await rows(story, OrganisationChange)
    assert {one.actor_name for one in log} == {"A contact of the organisation"}, "no name in what is kept for ever"


async def test_nothing_can_be_changed_before_the_button_nor_after_the_hour(
    client: httpx.AsyncClient, story: Story, clock: Clock
) -> None:
    window = await opened(client, story, JO)
    opened_path = window.path
    await window.follow("Correct the details")
    clock.advance(minutes=61)
    before = await story.everything()
    await window.press("Propose the changes", name="Wensum Late")
    assert window.heading == "This link is too old"
    assert await story.everything() == before

    await client.post("/api/v1/my-organisation", json={"email": AMINA})
    path = (await paths(story, AMINA))[-1]
    for page in ("details", "contacts/add", "signers/add", "mail"):
        assert (await Window(client).open(f"{path}/{page}")).path == path
    token = path.rpartition("/")[2]
    answer = await client.post(f"/api/v1/my-organisation/{token}/leave")
    assert answer.status_code == 404
    assert opened_path != path


async def test_people_of_another_organisation_are_out_of_reach(client: httpx.AsyncClient, story: Story) -> None:
    window = await opened(client, story, JO)
    ben = story.company.contacts["ben@millroad.example"]
    assert (await client.get(f"{window.path}/contacts/left?who={ben.id}")).status_code == 404
    token = window.path.rpartition("/")[2]
    for what in ("contacts/left", "signers/left", "take-back"):
        answer = await client.post(f"/api/v1/my-organisation/{token}/{what}", json={"id": str(ben.id)})
        assert answer.status_code == 404, what
    assert await rows(story, Correction) == []


async def test_thirty_proposals_may_wait(client: httpx.AsyncClient, story: Story) -> None:
    window = await opened(client, story, JO)
    token = window.path.rpartition("/")[2]
    for number in range(MOST_WAITING):
        body = {"name": f"Person {number}"}
        answer = await client.post(f"/api/v1/my-organisation/{token}/signers", json=body)
        assert answer.status_code == 200
    answer = await client.post(f"/api/v1/my-organisation/{token}/signers", json={"name": "One more"})
    assert answer.status_code == 409


async def test_programs_do_the_same(client: httpx.AsyncClient, story: Story, nia: Desk) -> None:
    window = await opened(client, story, JO)
    api = window.path.replace("/m/", "/api/v1/my-organisation/")
    body = {"name": cast.WENSUM, "boilerplate": "We help."}
    shown = (await client.post(f"{api}/details", json=body)).json()
    assert [(one["what"], one["after"]) for one in shown["proposals"]] == [("boilerplate", "We help.")]
    shown = (await client.post(f"{api}/contacts", json={"email": "kim@wensum.example"})).json()
    kim = shown["proposals"][0]
    shown = (await client.post(f"{api}/take-back", json={"id": kim["id"]})).json()
    assert [one["what"] for one in shown["proposals"]] == ["boilerplate"]
    shown = (await client.put(f"{api}/mail", json={"gets_invitations": False, "gets_notices": True})).json()
    assert [one["gets_invitations"] for one in shown["contacts"] if one["own"]] == [False]

    listed = await nia.api("GET", QUEUE)
    [row] = listed["rows"]
    here = f"{QUEUE}/{row['id']}"
    assert (await nia.api("GET", here))["now_stands"] == ""
    await nia.api("POST", f"{here}/refuse", 422, reason="")
    shown = await nia.api("POST", f"{here}/accept", keep_former=False)
    assert shown["state"] == "accepted"
    await nia.api("POST", f"{here}/refuse", 409, reason="Too late.")
    assert (await client.post(f"{api}/leave")).json()["told"]
    assert (await client.post(f"{api}/leave")).status_code == 404


async def test_another_coalition_sees_no_proposal(
    client: httpx.AsyncClient, app: Application, story: Story, settings: Settings, clock: Clock
) -> None:
    await propose(client, story, name="Wensum Four")
    async with story.sessions.begin() as session:
        sam_brook = (await session.scalars(select(Person).where(Person.email == "sam@rivers.example"))).one()
        token = await start_session(session, sam_brook, clock.now())
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=SITE) as other:
        other.cookies.set(cookie_name(settings), token)
        sam = Desk(other, token, "/secretariat/clean-rivers")
        assert (await sam.api("GET", QUEUE))["rows"] == []
        await sam.get(f"{QUEUE}/{(await waiting(story)).id}", 404)
