"""Nia reviews what came from addresses she did not write to: whom it is for, how it was checked, yes or no."""

from typing import Any
from urllib.parse import quote
from uuid import UUID

import pytest
from sqlalchemy import select

from campaigns.invitations.actions import invite
from campaigns.letters.models import Letter
from campaigns.letters.queries import letter_of_id
from campaigns.mail.models import Message
from campaigns.names.matching import matching_key
from campaigns.organisations.models import Organisation
from campaigns.organisations.record.fields import OtherNameFields
from campaigns.organisations.record.names import add_name
from campaigns.organisations.relations import NameKind
from campaigns.review.known_names import Known, address_told
from campaigns.signatures.answers import (
    AuthorityAnswer,
    NameAnswer,
    SignerAnswer,
    answer_authority,
    answer_name,
    answer_signer,
)
from campaigns.signatures.confirming import confirm_address
from campaigns.signatures.lifecycle import SignatureState
from campaigns.signatures.models import Authority, Signatory, Signature
from campaigns.signatures.signing import begin_by_public_route, submit
from campaigns.tokens import Keys
from tests import cast
from tests.conftest import Clock
from tests.letters.desk import Open, Writing, app, company, desk, rivers, words, writing
from tests.letters.forms import forms_of
from tests.signatures.test_signing import VISITOR, opened_by, sign

__all__ = ["app", "company", "desk", "rivers", "writing"]

LETTER = "/letters/FFA-2026-01"
REVIEW = f"{LETTER}/review"


@pytest.fixture
async def letter(writing: Writing) -> Letter:
    """A letter to which all members are invited."""
    letter = await writing.locked()
    async with writing.held() as session:
        ids = [one.id for one in writing.company.organisations.values()]
        await invite(session, letter.id, ids, None, writing.company.actor("Nia"), writing.clock.now())
    return letter


async def came_by_itself(
    writing: Writing, letter: Letter, name: str, email: str, *joint: str, checked: bool = True
) -> Signature:
    """A signature by the public page, its address confirmed."""
    async with writing.held() as session:
        begun = await begin_by_public_route(session, await letter_of_id(session, letter.id), writing.clock.now())
        answer_name(begun, NameAnswer(display_name=name, joint_names=list(joint)))
        answer_signer(begun, SignerAnswer(signer_name="Kit Moss", signer_title="Chair", signer_email=email))
        answer_authority(begun, AuthorityAnswer(authority=Authority.TRUSTEES_AGREED, authority_note="On 1 June"))
        sent = await submit(session, begun.id, None, VISITOR, writing.clock.now())
        if checked:
            await confirm_address(session, sent.id, VISITOR, writing.clock.now())
        return sent


async def state_of(writing: Writing, signature: Signature) -> SignatureState:
    async with writing.held() as session:
        return (await session.get_one(Signature, signature.id)).state


def page_of(signature: Signature) -> str:
    return f"{REVIEW}/{signature.id}"


def these(*organisations: str) -> dict[str, Any]:
    """The radios of the form, name by name."""
    return {f"organisation-{position}": choice for position, choice in enumerate(organisations)}


async def test_an_empty_queue_and_the_order_of_a_full_one(
    desk: Open, writing: Writing, letter: Letter, clock: Clock
) -> None:
    nia = await desk("Nia")
    assert "Nothing waits for a review." in words(await nia.get(REVIEW))
    for name in ("Zebra Trust", "Acorn Trust", "Moss Trust"):
        await came_by_itself(writing, letter, name, f"kit@{name.split()[0].lower()}.example")
        clock.advance(minutes=1)
    await came_by_itself(writing, letter, "Late Trust", "kit@late.example", checked=False)
    page = words(await nia.get(REVIEW))
    assert "3 all 3 not a member" in page
    assert page.index("Zebra Trust") < page.index("Acorn Trust") < page.index("Moss Trust")
    assert "Late Trust" not in page
    assert "1 signature more waits for the signer to confirm an address" in page
    assert "Review 3 signatures" in words(await nia.get(LETTER))


async def test_what_was_typed_stands_beside_what_is_known(desk: Open, writing: Writing, letter: Letter) -> None:
    nia = await desk("Nia")
    sent = await came_by_itself(writing, letter, "Wensum Voluntary Action", "kit@wensum.example")
    page = words(await nia.get(page_of(sent)))
    assert "Signed by Kit Moss, Chair" in page
    assert "because the trustees or the board agreed: On 1 June" in page
    assert "Which organisation is “Wensum Voluntary Action”? Wensum Voluntary Action (WVA)" in page
    assert "The address is at wensum.example, like 3 known contacts of Wensum Voluntary Action (WVA)." in page
    other = await came_by_itself(writing, letter, "WVA", "kit@gmail.com")
    page = words(await nia.get(page_of(other)))
    assert "Anybody can have an address at gmail.com, so it says nothing about Wensum" in page
    stranger = await came_by_itself(writing, letter, "Mill Road", "kit@elsewhere.example")
    page = words(await nia.get(page_of(stranger)))
    assert "The address is at elsewhere.example. The known contacts of The Mill Road Centre are at millroad.example." in page


def test_an_address_is_compared_in_words() -> None:
    known = Known(id=UUID(int=1), name="Quay Group", acronym="", is_member=True, domains=[], same_domain=0, signed_by="")
    assert address_told("a@quay.example", known) == (
        "No contact of Quay Group is known, so there is no address to compare quay.example with."
    )


async def test_nothing_is_accepted_without_saying_who_and_how(desk: Open, writing: Writing, letter: Letter) -> None:
    nia = await desk("Nia")
    sent = await came_by_itself(writing, letter, "Acorn Trust", "kit@acorn.example")
    page = await nia.post(page_of(sent), 422, do="accept", details="Rang at ten.")
    assert "Say which organisation “Acorn Trust” is." in words(page)
    assert "Say how you checked that this person may sign for the organisation." in words(page)
    assert "Rang at ten." in page.text
    assert 'href="#organisation-0"' in page.text
    assert 'id="organisation-0"' in page.text
    page = await nia.send(page, page_of(sent), 422, do="accept", how="other", details="", **these("new"))
    assert "Say in your own words how you checked." in words(page)
    page = await nia.send(page, page_of(sent), 422, do="accept", how="rang", **these("nonsense"))
    assert "Say which organisation “Acorn Trust” is." in words(page)
    assert await state_of(writing, sent) is SignatureState.AWAITING_REVIEW


async def test_a_signature_is_accepted_as_a_new_organisation(desk: Open, writing: Writing, letter: Letter) -> None:
    nia = await desk("Nia")
    sent = await came_by_itself(writing, letter, "Acorn Trust", "kit@acorn.example")
    done = await nia.post(page_of(sent), do="accept", how="rang", details="020 7946 0001, at ten", **these("new"))
    assert "The signature was accepted" in words(await nia.follow(done))
    assert "Acorn Trust not invited not a member signed Kit Moss" in words(await nia.get(f"{LETTER}/responses"))
    seen = words(await nia.get(f"{LETTER}/signatures/{sent.id}"))
    assert "I rang the number on the organisation’s website. 020 7946 0001, at ten" in seen
    assert "Accepted, by Nia Rees" in seen
    async with writing.held() as session:
        added = await session.scalar(select(Organisation).where(Organisation.name_key == matching_key("Acorn Trust")))
        assert added is not None
        assert not added.is_member
        assert "kit@acorn.example" in set(
            await session.scalars(select(Message.recipient_email).where(Message.kind == "signature_accepted"))
        )


async def test_a_former_name_stands_beside_the_organisation_and_is_not_added_anew(
    desk: Open, writing: Writing, letter: Letter
) -> None:
    mill = writing.company.organisations[cast.MILL_ROAD].id
    async with writing.held() as session:
        fields = OtherNameFields(kind=NameKind.FORMER, name="Quayside Hall")
        await add_name(session, mill, fields, writing.company.actor("Nia"), writing.clock.now())
    nia = await desk("Nia")
    sent = await came_by_itself(writing, letter, "The Quayside Hall", "kit@quayside.example")
    assert "The Mill Road Centre Formerly called Quayside Hall." in words(await nia.get(page_of(sent)))
    await nia.post(page_of(sent), do="accept", how="rang", details="At ten", **these("new"))
    async with writing.held() as session:
        signatory = await session.scalar(select(Signatory).where(Signatory.signature_id == sent.id))
        assert signatory is not None
        assert signatory.organisation_id == mill


async def test_a_search_finds_it_and_keeps_what_was_typed(desk: Open, writing: Writing, letter: Letter) -> None:
    nia = await desk("Nia")
    sent = await came_by_itself(writing, letter, "Mon Cymru", "kit@mon.example")
    searching: dict[str, Any] = {"search-0": "ynys"}
    page = await nia.post(page_of(sent), 200, do="search", how="known", details="Met on Monday", **searching)
    assert "Llais Ynys Môn" in words(page)
    assert "Met on Monday" in page.text
    llais = writing.company.organisations[cast.LLAIS].id
    await nia.send(page, page_of(sent), do="accept", **these(str(llais)))
    async with writing.held() as session:
        signatory = await session.scalar(select(Signatory).where(Signatory.signature_id == sent.id))
        assert signatory is not None
        assert signatory.organisation_id == llais


async def test_a_name_that_is_not_the_invited_ones_stands_beside_the_one_that_is_known(
    desk: Open, writing: Writing, letter: Letter, keys: Keys
) -> None:
    nia = await desk("Nia")
    async with writing.held() as session:
        ben = await opened_by(session, keys, writing.company, "ben@millroad.example")
        sent = await sign(session, ben, writing.clock.now(), display_name=cast.WENSUM)
        assert sent.state is SignatureState.AWAITING_REVIEW
    shown = await nia.get(page_of(sent))
    page = words(shown)
    assert "Name in the list Wensum Voluntary Action (WVA) Known as The Mill Road Centre The name you know differs" in page
    # Both are offered: the one whose invitation was used, and the one that was typed.
    assert f"Which organisation is “{cast.WENSUM}”? The Mill Road Centre" in page
    assert "The known contacts of Wensum Voluntary Action (WVA) are at wensum.example." in page
    unsaid = await nia.send(shown, page_of(sent), 422, do="accept", how="known")
    assert f"Say which organisation “{cast.WENSUM}” is." in words(unsaid)
    assert "Another name, address or joint row" in words(await nia.get(REVIEW))


async def test_an_organisation_that_has_signed_cannot_be_listed_twice(
    desk: Open, writing: Writing, letter: Letter, keys: Keys
) -> None:
    nia = await desk("Nia")
    async with writing.held() as session:
        await sign(session, await opened_by(session, keys, writing.company, "amina@wensum.example"), writing.clock.now())
    sent = await came_by_itself(writing, letter, "Wensum Voluntary Action", "kit@wensum.example")
    page = await nia.get(page_of(sent))
    assert "Amina Cole has signed this letter for it already." in words(page)
    wensum = str(writing.company.organisations[cast.WENSUM].id)
    page = await nia.send(page, page_of(sent), 409, do="accept", how="replied", **these(wensum))
    assert "This organisation has signed the letter already. Say that this signature takes the place" in words(page)
    assert await state_of(writing, sent) is SignatureState.AWAITING_REVIEW
    done = await nia.send(page, f"{page_of(sent)}/reject", reason="Amina Cole signed for you this morning.")
    assert "The signature was rejected" in words(await nia.follow(done))
    assert "Amina Cole signed for you this morning." in words(await nia.get(f"{LETTER}/signatures/{sent.id}"))


async def test_a_rejection_needs_a_reason(desk: Open, writing: Writing, letter: Letter) -> None:
    nia = await desk("Nia")
    sent = await came_by_itself(writing, letter, "Acorn Trust", "kit@acorn.example")
    page = await nia.post(f"{page_of(sent)}/reject", 422, page=page_of(sent), reason=" ")
    assert "Enter the reason, which the signer will read." in words(page)
    assert await state_of(writing, sent) is SignatureState.AWAITING_REVIEW


async def test_each_name_of_a_joint_row_is_settled(desk: Open, writing: Writing, letter: Letter) -> None:
    nia = await desk("Nia")
    sent = await came_by_itself(writing, letter, "Acorn Trust", "kit@acorn.example", "The Mill Road Centre")
    page = await nia.get(page_of(sent))
    assert "Which organisation is “Acorn Trust”?" in words(page)
    assert "Which organisation is “The Mill Road Centre”? The Mill Road Centre" in words(page)
    mill_road = str(writing.company.organisations[cast.MILL_ROAD].id)
    twice = these(mill_road, mill_road)
    refused = await nia.send(page, page_of(sent), 422, do="accept", how="replied", **twice)
    assert "Choose a different organisation for each name." in words(refused)
    # Known already, so adding it as new comes to the same one.
    refused = await nia.send(page, page_of(sent), 422, do="accept", how="replied", **these(mill_road, "new"))
    assert "Choose a different organisation for each name in this row." in words(refused)
    await nia.send(page, page_of(sent), do="accept", how="replied", **these("new", mill_road))
    assert "2 organisations signed, counting every organisation in a joint row." in words(
        await nia.get(f"{LETTER}/responses")
    )


async def test_two_people_decide_at_once_and_the_second_sees_what_it_came_to(
    desk: Open, writing: Writing, letter: Letter
) -> None:
    nia, tom = await desk("Nia"), await desk("Tom")
    sent = await came_by_itself(writing, letter, "Acorn Trust", "kit@acorn.example")
    toms_page = await tom.get(page_of(sent))
    await nia.post(page_of(sent), do="accept", how="known", **these("new"))
    late = await tom.send(toms_page, f"{page_of(sent)}/reject", 409, reason="Nobody knows them.")
    assert "Nia Rees was first: this signature is signed now. Nothing of yours was saved." in words(late)
    assert await state_of(writing, sent) is SignatureState.ACCEPTED
    assert "Nothing of yours" not in words(await tom.get(page_of(sent)))


async def test_a_signature_of_another_letter_or_coalition_is_not_there(
    desk: Open, writing: Writing, letter: Letter, rivers: cast.Company
) -> None:
    sent = await came_by_itself(writing, letter, "Acorn Trust", "kit@acorn.example")
    await writing.locked(cast.letter(title="Another letter"))
    nia, sam, rosa = await desk("Nia"), await desk("Sam", rivers), await desk("Rosa")
    for below in ("review", "signatures"):
        await nia.get(f"/letters/FFA-2026-02/{below}/{sent.id}", 404)
        await sam.get(f"{LETTER}/{below}/{sent.id}", 404)
        await rosa.get(f"{LETTER}/{below}/{sent.id}", 403)
    address = f"{nia.base}{page_of(sent)}/reject"
    form = forms_of((await nia.get(page_of(sent))).text, address)[address].fields
    astray = await nia.client.post(address.replace("FFA-2026-01", "FFA-2026-02"), data={**form, "reason": "No"})
    assert astray.status_code == 404
    assert await state_of(writing, sent) is SignatureState.AWAITING_REVIEW
    accept: dict[str, Any] = {"check": "x", "organisations": [None], "row_version": 1}
    await nia.api("POST", f"/letters/FFA-2026-02/signatures/{sent.id}/accept", 404, **accept)
    await rosa.api("POST", f"{LETTER}/signatures/{sent.id}/accept", 403, **accept)


async def test_the_api_reviews_as_the_pages_do(desk: Open, writing: Writing, letter: Letter) -> None:
    nia = await desk("Nia")
    first = await came_by_itself(writing, letter, "Wensum Voluntary Action", "kit@wensum.example")
    second = await came_by_itself(writing, letter, "Acorn Trust", "kit@acorn.example")
    waiting = (await nia.api("GET", f"{LETTER}/reviews"))["rows"]
    assert [(row["name"], row["signature"]["domain"]) for row in waiting] == [
        ("Wensum Voluntary Action", "wensum.example"),
        ("Acorn Trust", "acorn.example"),
    ]
    after = await nia.api("GET", f"{LETTER}/reviews?after={quote(waiting[0]['place'])}")
    assert after["rows"] == waiting[1:]
    seen = await nia.api("GET", f"{LETTER}/signatures/{first.id}")
    assert (seen["near"][0][0]["name"], seen["near"][0][0]["same_domain"]) == (cast.WENSUM, 3)
    version = seen["item"]["signature"]["row_version"]
    accept = f"{LETTER}/signatures/{first.id}/accept"
    unsaid = await nia.api("POST", accept, 422, check=" ", organisations=[None], row_version=version)
    assert "check" in unsaid["errors"]
    await nia.api("POST", accept, 409, check="Rang", organisations=[None], row_version=version - 1)
    accepted = await nia.api("POST", accept, check="Rang", organisations=[None], row_version=version)
    assert accepted["state"] == "accepted"
    reject = f"{LETTER}/signatures/{second.id}/reject"
    found = await nia.api("GET", f"{LETTER}/signatures/{second.id}")
    rejected = await nia.api("POST", reject, reason="No", row_version=found["item"]["signature"]["row_version"])
    assert (rejected["state"], rejected["review_note"]) == ("rejected", "No")
