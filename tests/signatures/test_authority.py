"""Jo prepares a signature that she cannot authorise herself; Amina, who can, is asked by mail."""

from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest

from campaigns.database import hold_to
from campaigns.letters.lifecycles.signing import SigningState
from campaigns.organisations.models import Contact, SignOff
from campaigns.publication.actions import freeze
from campaigns.signatures.expiring import expire_unfinished
from campaigns.signatures.lifecycle import SignatureState
from campaigns.signatures.models import Authority
from tests import cast
from tests.conftest import Clock
from tests.signatures.story import AMINA, BEN, INFO, JO, SITE, Story, Window, sign, to_authorise

OUTSIDE = "amina.cole@post.example"
SEND = "Send it to Amina Cole to authorise"
ANSWER = "Send my answer"


def chosen(story: Story, email: str) -> dict[str, str]:
    return {"authoriser": str(story.company.contacts[email].id)}


def typed(name: str, email: str) -> dict[str, str]:
    return {"authoriser": "other", "authoriser_name": name, "authoriser_email": email}


async def prepare(window: Window, story: Story, whom: dict[str, str] | None = None, **signer: str) -> Window:
    """Jo sends it for Amina to authorise."""
    await to_authorise(window, story.path(JO), whom or chosen(story, AMINA), **signer)
    return await window.press(SEND)


async def agree(client: httpx.AsyncClient, story: Story, **fields: str) -> Window:
    """Amina opens the link in her mail and says yes."""
    window = await Window(client).open(await story.authority_path())
    answers = {"authorising": "chief_executive", "person_name": "Amina Cole", "person_title": "Chief executive", **fields}
    return await window.press(ANSWER, answers)


async def test_jo_prepares_and_amina_authorises_from_the_mail(client: httpx.AsyncClient, story: Story, clock: Clock) -> None:
    window = await to_authorise(Window(client), story.path(JO), chosen(story, AMINA))
    assert window.heading == "Check your answers before you send them"
    assert "It counts as soon as they agree" in window.text
    assert "I have prepared the signature of Wensum" in window.text
    assert AMINA not in window.text, "a colleague sees whose address it is, not the address"
    await window.press(SEND)
    assert window.heading == "Waiting for Amina Cole"
    assert await story.mailed("authority_request") == [AMINA]
    assert await story.mailed("signature_notice") == [], "nobody is told of what nobody authorised"
    clock.advance(hours=2)

    answer = await Window(client).open(await story.authority_path())
    assert answer.heading == "Do you authorise this for Wensum Voluntary Action (WVA)?"
    assert answer.chosen("authorising") == []
    assert answer.value("person_name") == "Amina Cole"
    assert answer.value("person_title") == "Chief executive"
    assert "One family in five was cold last winter." in answer.text
    assert "It counts at once then" in answer.text
    await answer.press(ANSWER, authorising="trustees_agreed", agreed_on="On 28 May")

    assert answer.heading == "Wensum Voluntary Action (WVA) has signed"
    signature = await story.newest()
    assert signature.state is SignatureState.ACCEPTED
    assert (signature.authority, signature.signer_name, signature.submitted_at) == (None, "Jo Pratt", signature.submitted_at)
    assert (signature.authoriser_name, signature.authoriser_title) == ("Amina Cole", "Chief executive")
    assert (signature.authoriser_basis, signature.authoriser_note) == (Authority.TRUSTEES_AGREED, "On 28 May")
    assert signature.authority_answered_at == signature.accepted_at == clock.now()
    assert signature.submitted_at == clock.now() - timedelta(hours=2)
    assert "that I am authorised to say so for it, and that Jo Pratt sent" in signature.authoriser_attested
    assert await story.steps() == [
        ("submit_for_authority", "Jo Pratt"),
        ("authorise", f"Amina Cole ({AMINA})"),
    ]
    assert sorted(await story.mailed("signature_accepted")) == [AMINA, JO]
    assert await story.mailed("signature_notice") == [INFO]
    await window.open(story.path(JO))
    assert "and Amina Cole authorised it." in window.text


async def test_opening_the_link_does_nothing_and_a_yes_needs_a_choice_a_name_and_a_title(
    client: httpx.AsyncClient, story: Story
) -> None:
    await prepare(Window(client), story)
    path = await story.authority_path()
    before = await story.everything()
    for _ in range(3):
        assert (await client.head(path)).status_code == 200
        assert (await client.get(path)).status_code == 200
    assert await story.everything() == before
    window = await Window(client).open(path)

    await window.press(ANSWER, person_name="", person_title="Chief executive")
    assert window.errors == ["Say whether you authorise it, and on what basis.", "Enter your full name."]
    assert window.status == 422
    await window.press(ANSWER, authorising="delegated", person_name="Amina Cole")
    assert window.errors == ["Enter who delegated this to you."]
    await window.press(ANSWER, authorising="not_signing", why_not="x" * 1001)
    assert window.errors == ["The reason may have 1000 characters."]
    await window.press(ANSWER, authorising="chief_executive", person_name="www.evil.example")
    assert window.errors == ["Leave web addresses out of this."]

    assert (await story.newest()).state is SignatureState.AWAITING_AUTHORITY


@pytest.mark.parametrize(
    ("choice", "said", "note"),
    [
        ({"authorising": "not_signing", "why_not": "The board\nsaid no."}, "does not sign", "The board\nsaid no."),
        ({"authorising": "cannot", "why_cannot": "Ask our director."}, "I cannot authorise this.", "Ask our director."),
    ],
)
async def test_amina_refuses_and_jo_may_begin_again(
    client: httpx.AsyncClient, story: Story, choice: dict[str, str], said: str, note: str
) -> None:
    await prepare(Window(client), story)
    answer = await agree(client, story, **choice)
    assert answer.heading == "You did not authorise it"
    signature = await story.newest()
    assert (signature.state, signature.authoriser_basis) == (SignatureState.REJECTED, None)
    assert said in signature.authoriser_note
    assert note in signature.authoriser_note
    assert (await story.steps())[-1] == ("refuse_authority", f"Amina Cole ({AMINA})")
    assert sorted(await story.mailed("authority_refused")) == [AMINA, JO]
    assert await story.mailed("signature_notice") == []

    window = await Window(client).open(story.path(JO))
    assert "Amina Cole did not authorise the signature that Jo Pratt sent" in window.text
    await answer.open(await story.authority_path())
    assert answer.heading == "You did not authorise it", "the same link shows the state"
    assert not answer.page.xpath("//main//button")
    await prepare(window, story)
    assert window.heading == "Waiting for Amina Cole"


async def test_an_address_that_jo_made_up_leads_to_a_review(client: httpx.AsyncClient, story: Story) -> None:
    window = await to_authorise(Window(client), story.path(JO), typed("Amina Cole", OUTSIDE))
    assert "The secretariat checks it then, and it counts after that, because it does not know this address." in window.text
    await window.press(SEND)
    assert OUTSIDE in window.text
    answer = await Window(client).open(await story.authority_path())
    assert "The secretariat checks it before it counts" in answer.text
    answer = await agree(client, story)

    assert answer.heading == "The secretariat is checking the signature"
    signature = await story.newest()
    assert (signature.state, signature.accepted_at) == (SignatureState.AWAITING_REVIEW, None)
    assert await story.mailed("signature_accepted") == []
    await story.accept(cast.WENSUM)
    assert sorted(await story.mailed("signature_accepted")) == [OUTSIDE, JO]
    assert sorted(await story.mailed("signature_notice")) == [AMINA, INFO]


async def test_an_address_at_the_organisations_own_domain_counts(client: httpx.AsyncClient, story: Story) -> None:
    await story.change_organisation(cast.WENSUM, mail_domains="wensum.example")
    await prepare(Window(client), story, typed("Amina Cole", "chief@wensum.example"))
    await agree(client, story)
    assert (await story.newest()).state is SignatureState.ACCEPTED


@pytest.mark.parametrize(
    ("name", "partners", "because"),
    [
        ("Wensum Movement", "", "because the name differs from the one it knows"),
        (cast.WENSUM, "Otter Trust", "because it names several organisations"),
    ],
)
async def test_another_name_or_a_partner_is_reviewed_whoever_authorises(
    client: httpx.AsyncClient, story: Story, name: str, partners: str, because: str
) -> None:
    window = await Window(client).open(story.path(JO))
    await window.press("Sign for")
    await window.press("Continue", display_name=name, joint_names=partners)
    if window.path.endswith("/name"):
        await window.press("Continue")
    await window.press("Continue")
    await window.press("Continue", authority="someone_else")
    await window.press("Continue", chosen(story, AMINA))
    assert because in window.text
    await window.press(SEND)
    await agree(client, story)
    assert (await story.newest()).state is SignatureState.AWAITING_REVIEW


async def test_the_signers_own_address_is_checked_before_anybody_is_asked(client: httpx.AsyncClient, story: Story) -> None:
    window = await prepare(Window(client), story, signer_email="jo@post.example")
    assert window.heading == "Check your email"
    assert await story.mailed("authority_request") == []
    confirm = await Window(client).open(await story.check_path())
    assert "Amina Cole is asked by mail to authorise it then" in confirm.text
    await window.press("Continue", code=await story.code())

    assert window.heading == "Waiting for Amina Cole"
    assert await story.mailed("authority_request") == [AMINA]
    await agree(client, story)
    assert (await story.newest()).state is SignatureState.ACCEPTED, "whom the secretariat knows has stood in for the address"
    assert [step for step, _ in await story.steps()] == ["submit_unchecked", "check_address_for_authority", "authorise"]


async def test_nobody_authorises_what_they_sent(client: httpx.AsyncClient, story: Story) -> None:
    window = await to_authorise(Window(client), story.path(JO), typed("Jo Again", "JO@Wensum.example"))
    assert window.errors == ["This is the address of the signer. Somebody else has to authorise it."]
    await window.press("Continue", chosen(story, AMINA))
    await window.open(f"{story.path(JO)}/signer")
    await window.press("Continue", signer_email=AMINA)
    await window.open(f"{story.path(JO)}/check")
    assert window.path.endswith("/authoriser"), "nor when they change their own address afterwards"


async def test_who_is_not_named_or_belongs_elsewhere_is_not_asked(client: httpx.AsyncClient, story: Story) -> None:
    window = await to_authorise(Window(client), story.path(JO), {})
    assert window.errors == ["Say who can authorise it."]
    await window.press("Continue", chosen(story, BEN))
    assert window.errors == ["Say who can authorise it."]
    await window.press("Continue", typed("", "nowhere"))
    assert window.errors == [
        "Enter the name of the person who can authorise it.",
        "Write an email address like name@organisation.example.",
    ]
    assert "info" not in window.text, "a shared inbox has no name and authorises nothing"
    assert "a…@wensum.example" in window.text
    assert AMINA not in window.text


async def test_the_wrong_person_is_exchanged_and_their_link_ends(
    client: httpx.AsyncClient, story: Story, clock: Clock
) -> None:
    window = await prepare(Window(client), story, typed("Amina Cole", OUTSIDE))
    old = await story.authority_path()
    await window.follow("Ask somebody else")
    await window.press("Ask them instead", typed("Amina Cole", OUTSIDE))
    assert window.errors == ["This is the person who is asked already. Send them the mail again instead."]
    await window.press("Ask them instead", chosen(story, AMINA))

    assert window.heading == "Waiting for Amina Cole"
    assert (await client.get(old)).status_code == 404
    assert await story.mailed("authority_request") == [OUTSIDE, AMINA]
    assert [step for step, _ in await story.steps()] == ["submit_for_authority", "change_authoriser"]
    await agree(client, story)
    assert (await story.newest()).state is SignatureState.ACCEPTED


async def test_the_mail_is_sent_again_with_the_same_link_and_not_too_often(
    client: httpx.AsyncClient, story: Story, clock: Clock
) -> None:
    window = await prepare(Window(client), story)
    path = await story.authority_path()
    assert "You can have it sent again from" in window.text
    token = story.tokens[JO]
    assert (await client.post(f"/api/v1/invitations/{token}/authoriser/again")).status_code == 429
    for _ in range(4):
        clock.advance(minutes=11)
        await window.open(f"{story.path(JO)}/signed")
        await window.press("Send it again")
    assert await story.authority_path() == path
    assert await story.mailed("authority_request") == [AMINA] * 3, "three a day to one address"
    assert await story.mailed("authority_request_held_back") == [AMINA] * 2
    clock.advance(days=1)
    await window.open(f"{story.path(JO)}/signed")
    assert "Send it again" not in window.text, "five for one signature"


async def test_jo_takes_it_back(client: httpx.AsyncClient, story: Story) -> None:
    window = await prepare(Window(client), story)
    await window.follow("Take the signature back")
    assert "Amina Cole can no longer authorise it." in window.text
    await window.press("Withdraw the signature")
    assert (await story.newest()).state is SignatureState.WITHDRAWN
    assert await story.mailed("signature_withdrawn") == [JO], "nobody else was told of it"
    answer = await Window(client).open(await story.authority_path())
    assert answer.heading == "The signature was withdrawn"


async def test_an_answer_counts_after_the_deadline_and_not_after_the_freeze(
    client: httpx.AsyncClient, story: Story, clock: Clock
) -> None:
    await prepare(Window(client), story)
    clock.advance(days=4)
    await story.change_letter(signing=SigningState.CLOSED)
    answer = await Window(client).open(await story.authority_path())
    async with story.sessions.begin() as session:
        hold_to(session, story.company.id)
        await freeze(session, story.letter_id, None, SITE, story.company.actor("Nia"), clock.now())
    assert (await story.newest()).state is SignatureState.EXPIRED
    assert await story.mailed("authority_expired") == [JO]

    await answer.press(ANSWER, authorising="chief_executive", person_title="Chief executive")

    assert answer.heading == "Nobody is asked any more"
    assert (await story.newest()).state is SignatureState.EXPIRED
    window = await Window(client).open(story.path(JO))
    assert "came to nothing: Amina Cole was asked to authorise it and did not answer in time." in window.text


async def test_what_was_sent_in_time_is_authorised_after_the_deadline(
    client: httpx.AsyncClient, story: Story, clock: Clock
) -> None:
    await prepare(Window(client), story)
    clock.advance(days=4)
    await story.change_letter(signing=SigningState.CLOSED)
    await agree(client, story)
    assert (await story.newest()).state is SignatureState.ACCEPTED


async def test_after_thirty_days_nobody_is_asked_any_more(client: httpx.AsyncClient, story: Story, clock: Clock) -> None:
    await prepare(Window(client), story)
    await story.change_letter(deadline_at=None)
    clock.advance(days=30)
    answer = await agree(client, story)
    assert (await story.newest()).state is SignatureState.AWAITING_AUTHORITY, "the clock decides, not the job"
    async with story.sessions.begin() as session:
        assert await expire_unfinished(session, clock.now()) == 1
    async with story.sessions.begin() as session:
        assert await expire_unfinished(session, clock.now()) == 0
    assert (await story.newest()).state is SignatureState.EXPIRED
    await answer.open(await story.authority_path())
    assert answer.heading == "Nobody is asked any more"


async def test_the_link_of_somebody_who_has_left_opens_nothing(
    client: httpx.AsyncClient, story: Story, now: datetime
) -> None:
    await prepare(Window(client), story)
    path = await story.authority_path()
    async with story.sessions.begin() as session:
        hold_to(session, story.company.id)
        (await session.get_one(Contact, story.company.contacts[AMINA].id)).ended_at = now
    assert (await client.get(path)).status_code == 404


async def test_two_people_are_asked_for_where_the_organisation_has_that_rule(
    client: httpx.AsyncClient, story: Story
) -> None:
    await story.change_organisation(cast.WENSUM, sign_off=SignOff.TWO_PEOPLE)
    window = await Window(client).open(story.path(JO))
    await window.press("Sign for")
    await window.press("Continue")
    await window.press("Continue")
    await window.press("Continue", authority="delegated", delegated_by="Amina Cole")
    assert window.heading == "Who can authorise it?"
    assert "two people agree before Wensum Voluntary Action (WVA) signs" in window.text
    await window.open(f"{story.path(JO)}/check")
    assert window.path.endswith("/authoriser"), "there is no way round"
    await window.press("Continue", chosen(story, AMINA))
    assert "I am authorised to sign for it." in window.text
    await window.press(SEND)
    answer = await Window(client).open(await story.authority_path())
    assert "Your organisation’s rule asks for a second person." in answer.text
    await agree(client, story)
    signature = await story.newest()
    assert (signature.state, signature.authority) == (SignatureState.ACCEPTED, Authority.DELEGATED)


async def test_a_rule_made_meanwhile_holds_for_what_was_begun_before(client: httpx.AsyncClient, story: Story) -> None:
    window = await Window(client).open(story.path(JO))
    await window.press("Sign for")
    await window.press("Continue")
    await window.press("Continue")
    await window.press("Continue", authority="chief_executive")
    await story.change_organisation(cast.WENSUM, sign_off=SignOff.TWO_PEOPLE)
    await window.press("Sign the letter for")
    assert window.path.endswith("/authoriser")
    assert (await story.newest()).state is SignatureState.STARTED


async def test_a_colleague_who_signed_meanwhile_is_told_of(client: httpx.AsyncClient, story: Story) -> None:
    await prepare(Window(client), story)
    path = await story.authority_path()
    window = await Window(client).open(story.path(AMINA))
    assert "It waits until Amina Cole authorises it." in window.text
    await sign(window, story.path(AMINA))
    assert window.heading == "Wensum Voluntary Action (WVA) has signed"
    answer = await Window(client).open(path)
    await answer.press(ANSWER, authorising="chief_executive", person_title="Chief executive")
    assert answer.status == 409
    assert "has signed this letter already: Amina Cole signed" in answer.errors[0]


async def test_one_who_can_sign_after_all_asks_nobody(client: httpx.AsyncClient, story: Story) -> None:
    window = await to_authorise(Window(client), story.path(JO), chosen(story, AMINA))
    await window.open(f"{story.path(JO)}/authority")
    assert window.chosen("authority") == ["someone_else"]
    await window.press("Continue", authority="trustees_agreed", agreed_on="28 May")
    assert window.heading == "Check your answers before you sign"
    assert "Amina" not in window.text
    await window.press("Sign the letter for")
    signature = await story.newest()
    assert (signature.state, signature.authoriser_email) == (SignatureState.ACCEPTED, "")


async def test_from_outside_whoever_authorises_it_is_reviewed(client: httpx.AsyncClient, story: Story) -> None:
    await story.publish()
    window = await Window(client).open(story.start_path)
    await window.press("Start now")
    await window.press("Continue", display_name=cast.WENSUM)
    if window.path.endswith("/name"):
        await window.press("Continue")
    await window.press("Continue", signer_name="Kit Moss", signer_title="Aide", signer_email="kit@post.example")
    await window.press("Continue", authority="someone_else")
    assert window.heading == "Who can authorise it?"
    assert "a…@" not in window.text, "strangers learn nothing of whom the secretariat knows"
    await window.press("Continue", authoriser_name="Amina Cole", authoriser_email=AMINA)
    assert AMINA in window.text
    assert "The secretariat checks it then" in window.text
    await window.press(SEND)
    await window.press("Continue", code=await story.code())
    assert window.heading == "Waiting for Amina Cole"
    await agree(client, story)
    assert (await story.newest()).state is SignatureState.AWAITING_REVIEW


async def test_the_other_ways_are_still_told(client: httpx.AsyncClient, story: Story) -> None:
    window = await Window(client).open(story.path(JO))
    await window.press("Sign for")
    await window.open(f"{story.path(JO)}/authoriser")
    await window.follow("Other ways")
    assert "Forward the mail with your invitation" in window.text
    await window.follow("Ask for more time")
    assert window.path.endswith("/more-time")


async def test_the_same_by_the_api(client: httpx.AsyncClient, story: Story) -> None:
    link = f"/api/v1/invitations/{story.tokens[JO]}"
    body: dict[str, Any] = {
        "version": 1,
        "display_name": cast.WENSUM,
        "signer_name": "Jo Pratt",
        "signer_title": "Policy officer",
        "signer_email": JO,
        "authority": None,
    }
    refused = await client.post(f"{link}/signature", json=body)
    assert refused.status_code == 422
    body["authoriser"] = {"authoriser_name": "Ann Wrong", "authoriser_email": "ann@post.example"}
    sent = await client.post(f"{link}/signature", json=body)
    assert (sent.status_code, sent.json()["stand"]) == (201, "awaiting_authority")
    assert sent.json()["signature"]["authoriser_name"] == "Ann Wrong"
    own = f"/api/v1/replies/{sent.json()['signature']['reply_token']}"
    amina = {"authoriser_name": "Amina Cole", "authoriser_email": AMINA}
    colleague = f"/api/v1/invitations/{story.tokens[INFO]}"
    assert (await client.post(f"{colleague}/authoriser", json=amina)).status_code == 409
    assert (await client.post(f"{own}/authoriser", json=amina)).status_code == 200

    asked = (await story.authority_path()).replace("/a/", "/api/v1/authorisations/")
    seen = (await client.get(asked)).json()
    assert (seen["signer_name"], seen["state"], seen["authorised"]) == ("Jo Pratt", "awaiting_authority", False)
    assert "One family in five" in seen["plain_text"]
    yes = {"person_name": "Amina Cole", "person_title": "Chief executive"}
    assert (await client.post(f"{asked}/approval", json=yes)).status_code in {400, 422}, "there is no default"
    done = await client.post(f"{asked}/approval", json={**yes, "basis": "chief_executive"})
    assert (done.status_code, done.json()["state"], done.json()["authorised"]) == (200, "accepted", True)
    again = await client.post(f"{asked}/refusal", json={**yes, "ground": "cannot"})
    assert again.status_code == 409
    assert (await client.get(link)).json()["stand"] == "signed"


async def test_a_refusal_by_the_api(client: httpx.AsyncClient, story: Story) -> None:
    await prepare(Window(client), story)
    asked = (await story.authority_path()).replace("/a/", "/api/v1/authorisations/")
    no = {"person_name": "Amina Cole", "person_title": "Chief executive", "ground": "not_signing", "reason": "Not now."}
    answer = await client.post(f"{asked}/refusal", json=no)
    assert (answer.status_code, answer.json()["state"]) == (200, "rejected")


async def test_amina_takes_back_what_she_authorised(client: httpx.AsyncClient, story: Story) -> None:
    await prepare(Window(client), story, typed("Amina Cole", OUTSIDE))
    answer = await agree(client, story)
    before = await story.everything()
    await answer.follow("withdraw it")
    assert answer.heading == "Withdraw the signature of Wensum Voluntary Action (WVA)?"
    assert await story.everything() == before
    await answer.press("Withdraw the signature")
    assert answer.heading == "The signature was withdrawn"
    assert (await story.steps())[-1] == ("withdraw", f"Amina Cole ({OUTSIDE})")
    assert sorted(await story.mailed("signature_withdrawn")) == sorted([OUTSIDE, JO, AMINA, INFO])
    await answer.open(f"{await story.authority_path()}/withdraw")
    assert answer.heading == "The signature was withdrawn", "there is nothing left to take back"
    asked = (await story.authority_path()).replace("/a/", "/api/v1/authorisations/")
    assert (await client.post(f"{asked}/withdrawal")).json()["state"] == "withdrawn"


async def test_nobody_takes_back_what_they_did_not_authorise(client: httpx.AsyncClient, story: Story) -> None:
    await prepare(Window(client), story)
    asked = (await story.authority_path()).replace("/a/", "/api/v1/authorisations/")
    assert (await client.post(f"{asked}/withdrawal")).status_code == 409
    assert (await story.newest()).state is SignatureState.AWAITING_AUTHORITY


@pytest.mark.parametrize(
    ("typed", "named"), [(INFO, JO), (JO, "jo+boss@wensum.example"), ("jo.private@wensum.example", "jo@wensum.example")]
)
async def test_nobody_is_both_of_two_people(client: httpx.AsyncClient, story: Story, typed: str, named: str) -> None:
    """Jo opens her own invitation, gives one address of hers or a shared one, and names another of hers."""
    await story.change_organisation(cast.WENSUM, mail_domains="wensum.example", sign_off=SignOff.TWO_PEOPLE)
    whom = {"authoriser": "other", "authoriser_name": "Amina Cole", "authoriser_email": named}
    window = await to_authorise(Window(client), story.path(JO), whom, signer_email=typed)
    await window.press(SEND)
    if (await story.newest()).state is SignatureState.AWAITING_EMAIL:
        await window.press("Continue", code=await story.code())

    await agree(client, story)

    assert (await story.newest()).state is SignatureState.AWAITING_REVIEW
