"""The same answers as the pages give, for programs: no cookie, problem+json, the same rules."""

from typing import Any

import httpx
import pytest

from campaigns.signatures.calls import CALLS_PER_HOUR
from campaigns.signatures.lifecycle import SignatureState
from campaigns.web.wiring import Application
from tests import cast
from tests.conftest import Clock
from tests.signatures.story import AMINA, BEN, JO, SIAN, Story, Window

AMINAS: dict[str, Any] = {
    "version": 1,
    "display_name": "Wensum Voluntary Action (WVA)",
    "signer_name": "Amina Cole",
    "signer_title": "Chief executive",
    "signer_email": AMINA,
    "authority": "chief_executive",
}

OURS = (
    "/api/v1/cascades/",
    "/api/v1/invitations/",
    "/api/v1/replies/",
    "/api/v1/address-checks/",
    "/api/v1/authorisations/",
)


def invitation(story: Story, email: str, verb: str = "") -> str:
    return f"/api/v1/invitations/{story.tokens[email]}{verb}"


async def test_an_invitation_is_read_and_signed_in_two_requests(client: httpx.AsyncClient, story: Story) -> None:
    read = (await client.get(invitation(story, AMINA))).json()
    assert (read["organisation"], read["stand"], read["signature"]) == ("Wensum Voluntary Action (WVA)", "open", None)
    assert read["letter"]["open"] is True
    assert read["letter"]["deadline_at"] == "2026-06-05T16:00:00Z"
    assert "1. Fund insulation" in read["letter"]["plain_text"]
    assert len(read["letter"]["fingerprint"]) == 64

    answer = await client.post(invitation(story, AMINA, "/signature"), json=AMINAS)

    assert answer.status_code == 201
    assert not answer.cookies
    signed = answer.json()
    assert (signed["stand"], signed["signature"]["reference"]) == ("signed", f"{story.reference}-0001")
    assert signed["signature"]["attested"].startswith("I confirm that Wensum Voluntary Action (WVA) supports")
    assert signed["sentence"] == "Amina Cole signed for Wensum Voluntary Action (WVA) today at 10am BST."
    jos = (await client.get(invitation(story, JO))).json()
    assert (jos["stand"], jos["signature"]["reply_token"]) == ("signed", None)
    # What the API did, the pages show.
    window = await Window(client).open(story.path(JO))
    assert window.heading == "Wensum Voluntary Action (WVA) has signed"


async def test_everything_wrong_is_told_at_once_field_by_field(client: httpx.AsyncClient, story: Story) -> None:
    wrong = {**AMINAS, "display_name": "@x", "signer_name": "", "signer_email": "x", "authority": "delegated"}

    answer = await client.post(invitation(story, AMINA, "/signature"), json=wrong)

    assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json")
    assert set(answer.json()["errors"]) == {"display_name", "signer_name", "signer_email", "authority_note"}
    assert await story.signatures() == []


@pytest.mark.parametrize(
    ("verb", "body"),
    [
        ("/signature", {**AMINAS, "authority": None}),
        ("/signature", {**AMINAS, "authority": "because"}),
        ("/signature", {name: value for name, value in AMINAS.items() if name != "authority"}),
        ("/signature", {**AMINAS, "version": "one"}),
        ("/decline", {"person_name": "Amina", "reasons": ["boredom"]}),
        ("/decline", {"person_name": "Amina", "reasons": []}),
        ("/more-time", {"person_name": "Amina", "needed_by": "soon"}),
        ("/more-time", {"person_name": "Amina", "needed_by": "2026-06-01"}),
        ("/signature", []),
        ("/decline", "x"),
    ],
)
async def test_a_body_that_cannot_be_used_changes_nothing(
    client: httpx.AsyncClient, story: Story, verb: str, body: Any
) -> None:
    answer = await client.post(invitation(story, AMINA, verb), json=body)

    assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json")
    assert await story.signatures() == []
    assert await story.mailed("answer_recorded") == []


async def test_bytes_that_are_no_json_are_refused(client: httpx.AsyncClient, story: Story) -> None:
    for content in (b"", b"{", b"\xff"):
        headers = {"Content-Type": "application/json"}
        answer = await client.post(invitation(story, AMINA, "/signature"), content=content, headers=headers)
        assert answer.status_code in {400, 422}


async def test_another_version_than_the_one_that_was_read_is_not_signed(client: httpx.AsyncClient, story: Story) -> None:
    answer = await client.post(invitation(story, AMINA, "/signature"), json={**AMINAS, "version": 2})

    assert answer.status_code == 409
    assert answer.json()["detail"] == "Version 1 is open for signature, not version 2. Read it first."


async def test_a_second_signature_is_told_whose_the_first_is(client: httpx.AsyncClient, story: Story) -> None:
    await client.post(invitation(story, AMINA, "/signature"), json=AMINAS)

    again = await client.post(invitation(story, JO, "/signature"), json={**AMINAS, "signer_email": JO})
    declined = await client.post(invitation(story, JO, "/decline"), json={"person_name": "Jo", "reasons": ["risk"]})

    assert (again.status_code, declined.status_code) == (409, 409)
    assert "Amina Cole signed at 10am on Tuesday 2 June 2026 (BST)." in again.json()["detail"]
    assert "Withdraw the signature" in declined.json()["detail"]
    withdrawn = await client.post(invitation(story, JO, "/withdrawal"), json={"reason": "Our board met"})
    assert (withdrawn.status_code, withdrawn.json()["stand"]) == (200, "withdrawn")
    assert (await client.post(invitation(story, SIAN, "/withdrawal"), json={})).status_code == 409


async def test_declining_and_asking_for_time_are_answers_too(client: httpx.AsyncClient, story: Story) -> None:
    waiting = {"person_name": "Siân Huws", "needed_by": "2026-06-04", "explanation": "The board"}
    asked = await client.post(invitation(story, SIAN, "/more-time"), json=waiting)
    declined = await client.post(
        invitation(story, SIAN, "/decline"), json={"person_name": "Siân Huws", "reasons": ["prefer_not_to_say"]}
    )

    assert (asked.status_code, asked.json()["stand"]) == (200, "more_time")
    assert (declined.status_code, declined.json()["stand"]) == (200, "declined")


async def test_a_published_letter_is_signed_from_outside_confirmed_and_withdrawn(
    client: httpx.AsyncClient, story: Story
) -> None:
    path = f"/api/v1/letters/fair-futures/{story.slug}/signatures"
    ewas = {**AMINAS, "display_name": "Żubr Polonia Society", "signer_name": "Ewa Lis", "signer_email": "ewa@zubr.example"}
    assert (await client.post(path, json=ewas)).status_code == 404
    await story.publish()

    answer = await client.post(path, json=ewas)

    assert answer.status_code == 201
    assert answer.json()["stand"] == "awaiting_email"
    reply = f"/api/v1/replies/{answer.json()['signature']['reply_token']}"
    wrong = f"{(int(await story.code()) + 1) % 10**6:06}"
    refused = await client.post(f"{reply}/code", json={"code": wrong})
    assert (refused.status_code, list(refused.json()["errors"])) == (422, ["code"])
    assert (await story.newest()).wrong_codes == 1
    confirmed = await client.post(f"{reply}/code", json={"code": await story.code()})
    assert (confirmed.status_code, confirmed.json()["stand"]) == (200, "awaiting_review")
    assert (await client.get(reply)).json()["signature"]["display_name"] == "Żubr Polonia Society"
    await story.accept()
    withdrawn = await client.post(f"{reply}/withdrawal", json={})
    assert (withdrawn.status_code, withdrawn.json()["stand"]) == (200, "withdrawn")


async def test_the_mailed_link_confirms_by_post_as_often_as_you_like(client: httpx.AsyncClient, story: Story) -> None:
    bens = {**AMINAS, "signer_email": "ben.private@post.example", "joint_names": ["Canal Together"]}
    sent = await client.post(invitation(story, BEN, "/signature"), json=bens)
    assert sent.json()["stand"] == "awaiting_email"
    path = f"/api/v1/address-checks/{(await story.check_path()).removeprefix('/v/')}"

    assert (await client.get(path)).status_code == 405
    answers = [await client.post(path) for _ in range(3)]

    assert [(one.status_code, one.json()["stand"]) for one in answers] == [(200, "awaiting_review")] * 3
    await story.accept(cast.MILL_ROAD)
    assert (await client.post(path)).json()["stand"] == "signed"
    assert (await story.newest()).state is SignatureState.ACCEPTED


async def test_the_deadline_holds_for_programs(client: httpx.AsyncClient, story: Story, clock: Clock) -> None:
    clock.advance(days=4)

    signed = await client.post(invitation(story, AMINA, "/signature"), json=AMINAS)
    declined = await client.post(invitation(story, AMINA, "/decline"), json={"person_name": "A", "reasons": ["risk"]})

    assert (signed.status_code, declined.status_code) == (202, 409)
    assert (signed.json()["signature"], signed.json()["late"]["state"]) == (None, "kept")
    assert (await client.get(invitation(story, AMINA))).json()["letter"]["open"] is False


async def test_a_program_that_calls_too_often_waits(client: httpx.AsyncClient, story: Story) -> None:
    headers = {"X-Forwarded-For": "203.0.113.20"}
    path = invitation(story, AMINA, "/withdrawal")

    statuses = [(await client.post(path, json={}, headers=headers)).status_code for _ in range(CALLS_PER_HOUR + 1)]

    assert statuses == [409] * CALLS_PER_HOUR + [429]


def test_every_answer_is_described(app: Application) -> None:
    described = app.openapi_schema.to_schema()["paths"]
    ours = {path for path in described if path.startswith(OURS)}

    assert ours == {
        "/api/v1/cascades/{token}",
        "/api/v1/cascades/{token}/signatures",
        "/api/v1/invitations/{token}",
        *(f"/api/v1/invitations/{{token}}/{verb}" for verb in ("signature", "decline", "more-time", "withdrawal")),
        "/api/v1/invitations/{token}/individuals",
        *(f"/api/v1/invitations/{{token}}/{verb}" for verb in ("branches", "other-signature")),
        "/api/v1/replies/{token}",
        "/api/v1/replies/{token}/code",
        "/api/v1/replies/{token}/withdrawal",
        "/api/v1/address-checks/{token}",
        "/api/v1/authorisations/{token}",
        *(f"/api/v1/authorisations/{{token}}/{verb}" for verb in ("approval", "refusal", "withdrawal")),
        *(f"/api/v1/{way}/{{token}}/authoriser{again}" for way in ("invitations", "replies") for again in ("", "/again")),
        *(f"/api/v1/{way}/{{token}}/{verb}" for way in ("invitations", "replies") for verb in ("change", "hide-person")),
        *(
            f"/api/v1/{way}/{{token}}/late-request{back}"
            for way in ("invitations", "replies")
            for back in ("", "/withdrawal")
        ),
        "/api/v1/invitations/{token}/passed-on",
        "/api/v1/invitations/{token}/passed-on/{passed_id}/withdrawal",
        *(
            f"/api/v1/{way}/{{token}}/{verb}"
            for way in ("invitations", "replies")
            for verb in ("changes", "undo", "take-name-back")
        ),
    }
    assert "post" in described["/api/v1/letters/{coalition}/{slug}/signatures"]
    for path in ours:
        for operation in described[path].values():
            assert operation["description"] or operation["summary"]
