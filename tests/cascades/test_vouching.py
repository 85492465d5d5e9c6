"""Vouching: what is plainly one organisation's is accepted, the rest is left, and nothing else is touched."""

from datetime import datetime
from uuid import UUID

import pytest

from campaigns.cascades import actions, vouching
from campaigns.cascades.came import Show, came
from campaigns.cascades.queries import figures_of
from campaigns.cascades.vouching import Outcome, Voucher
from campaigns.errors import Invalid, NotAllowedNow
from campaigns.organisations.models import SignOff
from campaigns.review.actions import Decision, accept
from campaigns.review.disputes import Removal, RemovalReason, remove
from campaigns.signatures.answers import AuthoriserAnswer
from campaigns.signatures.authorising import Authorisation, authorise, open_request
from campaigns.signatures.lifecycle import SignatureState
from campaigns.signatures.models import Authority, BodyAnswer
from campaigns.tokens import Purpose
from tests import cast
from tests.cascades.sharing import QUAY, Sharing, begin_sharing, organisation_called
from tests.conftest import Clock
from tests.signatures.story import Story

PAT_SAYS = Voucher(person_name="Pat Reid", person_title="Membership manager")


@pytest.fixture
async def sharing(story: Story, now: datetime) -> Sharing:
    return await begin_sharing(story, now)


async def vouch(sharing: Sharing, now: datetime, *ids: UUID, voucher: Voucher = PAT_SAYS) -> Outcome:
    async with sharing.held() as session:
        return await vouching.vouch(session, await sharing.door(session), ids, voucher, now)


async def disown(sharing: Sharing, now: datetime, *ids: UUID, reason: str = "We do not know them.") -> Outcome:
    async with sharing.held() as session:
        return await vouching.disown(session, await sharing.door(session), ids, reason, PAT_SAYS, now)


async def test_new_organisations_are_added_and_listed_and_everybody_is_told(
    sharing: Sharing, story: Story, now: datetime
) -> None:
    names = ["Otter Friends", "Acorn Trust", "Heron Youth Club"]
    ids = [await sharing.signed(name, now) for name in names]

    assert await vouch(sharing, now, *ids) == Outcome(accepted=3, left=0, gone=0)

    for name, id_ in zip(names, ids, strict=True):
        signature = await sharing.signature(id_)
        assert (signature.state, signature.accepted_at) == (SignatureState.ACCEPTED, now)
        assert signature.body_answer is BodyAnswer.VOUCHED
        assert signature.review_note == f"Vouched for by Pat Reid, Membership manager, of {QUAY}"
        organisation = await organisation_called(sharing, name)
        assert organisation is not None
        assert not organisation.is_member
        [*_, (step, by, _)] = await sharing.steps(id_)
        assert (step, by) == ("vouch", f"Pat Reid, Membership manager, of {QUAY}")
    assert len(await story.mailed("signature_accepted")) == 3
    assert await story.mailed("signature_notice") == []


async def test_a_known_organisation_is_found_and_its_other_contacts_are_told(
    sharing: Sharing, story: Story, now: datetime
) -> None:
    async with sharing.held() as session:
        people = [("Ola Finch", "Director", "ola@finch.example"), ("", "", "office@finch.example")]
        await cast.organisation(session, story.company, "Finch House", people, now)
    signed = await sharing.signed("Finch  House", now, email="ola@finch.example")

    assert (await vouch(sharing, now, signed)).accepted == 1

    async with sharing.held() as session:
        figures = await figures_of(session, sharing.link_id)
    assert (figures.signed, figures.waiting) == (1, 0)
    assert await story.mailed("signature_accepted") == ["ola@finch.example"]
    assert await story.mailed("signature_notice") == ["office@finch.example"]


async def test_what_is_not_plain_is_left_with_the_bodys_word_and_the_reason(
    sharing: Sharing, story: Story, now: datetime
) -> None:
    async with sharing.held() as session:
        finch = await cast.organisation(session, story.company, "Finch House", [], now)
        finch.sign_off = SignOff.TWO_PEOPLE
        await cast.organisation(session, story.company, "Community Action Dorley", [], now)
    left = {
        "it is signed on behalf of members": await sharing.signed("Rooks’ Network", now, group=True),
        "the row names several organisations": await sharing.signed("Rook Club", now, partners=["Crow Club"]),
        "its name is near to Community Action Dorley": await sharing.signed("Comunity Action Dorley", now),
        "the organisation was invited itself": await sharing.signed(cast.MILL_ROAD, now),
        "two people have to agree": await sharing.signed("Finch House", now),
        "it is signed for the infrastructure organisation itself": await sharing.signed(QUAY, now),
        "another signature that waits has the same name": await sharing.signed("Wren Hall", now),
    }
    twin = await sharing.signed("Wren Hall", now)
    plain = await sharing.signed("Heron Youth Club", now)
    everybody = [*left.values(), twin, plain]
    async with sharing.held() as session:
        shown = await vouching.preview(session, await sharing.door(session), everybody)
    assert [one.name for one in shown.accepted] == ["Heron Youth Club"]

    assert await vouch(sharing, now, *everybody) == Outcome(accepted=1, left=8, gone=0)

    for why, id_ in left.items():
        signature = await sharing.signature(id_)
        assert (signature.state, signature.body_answer) == (SignatureState.AWAITING_REVIEW, BodyAnswer.VOUCHED), why
        [*_, (step, by, reason)] = await sharing.steps(id_)
        assert step == "vouch_for_review"
        assert by.startswith("Pat Reid")
        assert f"Left to you: {why}" in reason
    assert await organisation_called(sharing, "Wren Hall") is None


async def test_nobody_of_two_people_is_vouched_for_though_somebody_has_authorised_it(
    sharing: Sharing, story: Story, now: datetime
) -> None:
    """Whoever signs names a second address of their own: the body knows neither of the two people."""
    async with sharing.held() as session:
        finch = await cast.organisation(session, story.company, "Finch House", [], now)
        finch.sign_off = SignOff.TWO_PEOPLE
    second = AuthoriserAnswer(name="Ola Finch", email="ola@post.example")
    signed = await sharing.signed("Finch House", now, authoriser=second)
    async with sharing.held() as session:
        token = sharing.keys.token(Purpose.AUTHORITY, signed, 0)
        yes = Authorisation(person_name="Ola Finch", person_title="Director", basis=Authority.CHIEF_EXECUTIVE)
        await authorise(session, await open_request(session, sharing.keys, token), yes, now)

    assert await vouch(sharing, now, signed) == Outcome(accepted=0, left=1, gone=0)


async def test_two_new_names_that_are_like_each_other_are_both_looked_at(sharing: Sharing, now: datetime) -> None:
    one = await sharing.signed("Saltmarsh Community Transport", now)
    other = await sharing.signed("Saltmarsh Community Transports", now)
    apart = await sharing.signed("Upper Quay Food Bank", now), await sharing.signed("Lower Quay Food Bank", now)

    assert await vouch(sharing, now, one, other, *apart) == Outcome(accepted=2, left=2, gone=0)


async def test_an_organisation_that_has_signed_is_not_listed_twice(sharing: Sharing, story: Story, now: datetime) -> None:
    first = await sharing.signed("Otter Friends", now)
    await vouch(sharing, now, first)
    again = await sharing.signed("The Otter Friends", now)

    assert await vouch(sharing, now, again) == Outcome(accepted=0, left=1, gone=0)

    [*_, (_, _, reason)] = await sharing.steps(again)
    assert "has signed already" in reason


async def test_what_is_none_of_theirs_goes_to_the_secretariat_which_decides(
    sharing: Sharing, story: Story, now: datetime
) -> None:
    stranger = await sharing.signed("Otter Friends", now)

    await disown(sharing, now, stranger)

    signature = await sharing.signature(stranger)
    assert (signature.state, signature.body_answer) == (SignatureState.AWAITING_REVIEW, BodyAnswer.NOT_OURS)
    assert [step for step, *_ in await sharing.steps(stranger)][-1] == "disown"
    async with sharing.held() as session:
        assert await came(session, sharing.link_id, Show.WAITING) == []
        decision = Decision(check="Rang them", organisations=[None])
        await accept(session, stranger, decision, None, story.company.actor("Nia"), now)
    assert (await sharing.signature(stranger)).state is SignatureState.ACCEPTED


async def test_a_slip_can_be_made_good_while_nobody_has_decided(sharing: Sharing, now: datetime) -> None:
    one = await sharing.signed("Otter Friends", now)
    await disown(sharing, now, one)

    assert (await vouch(sharing, now, one)).accepted == 1
    assert await disown(sharing, now, one) == Outcome(accepted=0, left=0, gone=1)


async def test_the_secretariat_overrules_what_was_vouched_for(sharing: Sharing, story: Story, now: datetime) -> None:
    one = await sharing.signed("Otter Friends", now)
    await vouch(sharing, now, one)
    async with sharing.held() as session:
        removal = Removal(reason=RemovalReason.NOT_AUTHORISED)
        await remove(session, one, removal, None, story.company.actor("Nia"), now)

    assert await vouch(sharing, now, one) == Outcome(accepted=0, left=0, gone=1)
    assert (await sharing.signature(one)).state is SignatureState.REMOVED


async def test_a_body_reaches_nothing_that_did_not_come_by_its_own_link(
    sharing: Sharing, story: Story, now: datetime
) -> None:
    async with sharing.held() as session:
        other = await cast.organisation(session, story.company, "Fens CVS", [("Vi", "Chair", "vi@fens.example")], now)
        other.is_infrastructure = True
        await session.flush()
        link = await actions.give(session, story.letter_id, other.id, 10, story.company.actor("Nia"), now)
    elsewhere = Sharing(sharing.sessions, sharing.keys, sharing.company, sharing.letter_id, link.id)
    theirs = await elsewhere.signed("Otter Friends", now)
    unconfirmed = await sharing.signed("Acorn Trust", now, confirmed=False)

    assert await vouch(sharing, now, theirs, unconfirmed) == Outcome(accepted=0, left=0, gone=2)

    assert await disown(sharing, now, theirs) == Outcome(accepted=0, left=0, gone=1)
    assert (await sharing.signature(theirs)).body_answer is None
    assert (await sharing.signature(unconfirmed)).state is SignatureState.AWAITING_EMAIL


async def test_whoever_vouches_says_who_they_are_and_for_whom(sharing: Sharing, now: datetime) -> None:
    one = await sharing.signed("Otter Friends", now)
    with pytest.raises(Invalid) as refused:
        await vouch(sharing, now, one, voucher=Voucher(person_name=" ", person_title="www.example.org"))
    assert set(refused.value.problems) == {"person_name", "person_title"}
    with pytest.raises(Invalid, match="Tick at least one"):
        await vouch(sharing, now)
    with pytest.raises(Invalid, match="Say why"):
        await disown(sharing, now, one, reason=" ")
    assert (await sharing.signature(one)).state is SignatureState.AWAITING_REVIEW


async def test_a_link_that_has_ended_vouches_for_nothing(
    sharing: Sharing, story: Story, now: datetime, clock: Clock
) -> None:
    one = await sharing.signed("Otter Friends", now)
    async with sharing.held() as session:
        await actions.end(session, sharing.link_id, None, story.company.actor("Nia"), now)

    for answer in (vouch(sharing, now, one), disown(sharing, now, one)):
        with pytest.raises(NotAllowedNow, match="ended by the secretariat"):
            await answer
    assert (await sharing.signature(one)).body_answer is None
