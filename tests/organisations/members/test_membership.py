"""Wensum is admitted, lapses, and turns out to have paid: each step with its day and its reason, and mistakes undone."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from campaigns.errors import Invalid, NotAllowedNow
from campaigns.organisations.actions import add_organisation, change_organisation
from campaigns.organisations.fields import OrganisationFields
from campaigns.organisations.members.actions import set_host
from campaigns.organisations.members.lifecycle import (
    ENDED,
    ENDS,
    MEMBERSHIP,
    Ending,
    MembershipFacts,
    MembershipState,
    MembershipStep,
    step_between,
)
from campaigns.organisations.members.queries import membership_of
from campaigns.organisations.members.steps import admit, end, standing_of, undo
from campaigns.organisations.models import MembershipEvent, OrganisationChange
from campaigns.organisations.record.details import set_relation
from campaigns.organisations.record.fields import RelationFields
from campaigns.organisations.relations import Relation
from tests.organisations.browsing import text_of

TODAY = date(2026, 6, 2)
SPRING = date(2020, 4, 1)


@pytest.fixture
async def wensum(at_futures, futures, now):
    fields = OrganisationFields(display_name="Wensum Voluntary Action (WVA)", is_member=False)
    return await add_organisation(at_futures, futures.coalition_id, fields, futures.actor, now)


@given(st.sampled_from(MembershipState), st.sampled_from(MembershipState), st.booleans())
def test_every_state_is_one_step_from_every_other_and_the_host_stays(before, after, is_host):
    facts = MembershipFacts("Harbour", is_host)
    step = step_between(before, after)
    if before is after is MembershipState.NONE:
        return
    stuck = is_host and before is MembershipState.MEMBER and after is not before
    assert MEMBERSHIP.allows(before, step, facts) is not stuck
    if not stuck:
        assert MEMBERSHIP.after(before, step, facts) is after


@pytest.mark.parametrize("ending", Ending)
def test_what_has_ended_is_reinstated_or_begun_again_and_a_member_is_not_admitted_twice(ending):
    ended = MEMBERSHIP.after(MembershipState.MEMBER, ENDS[ending], MembershipFacts())
    assert ended in ENDED
    for step in (MembershipStep.REINSTATE, MembershipStep.ADMIT):
        assert MEMBERSHIP.after(ended, step, MembershipFacts()) is MembershipState.MEMBER
    with pytest.raises(NotAllowedNow):
        MEMBERSHIP.after(MembershipState.MEMBER, MembershipStep.ADMIT, MembershipFacts())
    with pytest.raises(NotAllowedNow):
        MEMBERSHIP.after(MembershipState.NONE, MembershipStep.REINSTATE, MembershipFacts())


async def test_a_membership_begins_lapses_and_the_lapse_is_undone(at_futures, futures, wensum, now):
    await admit(at_futures, wensum.id, SPRING, "the board agreed", futures.actor, now, TODAY)
    await end(at_futures, wensum.id, Ending.LAPSED, TODAY, "no fee", futures.actor, now, TODAY)
    assert (wensum.is_member, wensum.member_from, wensum.member_until) == (False, SPRING, TODAY)
    lapsed = await membership_of(at_futures, wensum.id)
    assert lapsed.state is MembershipState.LAPSED

    await undo(at_futures, wensum.id, lapsed.newest.id, "the fee had come", futures.actor, now)

    assert (wensum.is_member, wensum.member_from, wensum.member_until, wensum.member_ended) == (True, SPRING, None, None)
    shown = await membership_of(at_futures, wensum.id)
    assert [(one.step.value, one.reason, one.undone) for one in shown.steps] == [
        ("reinstate", "the fee had come", False),
        ("lapse", "no fee", True),
        ("admit", "the board agreed", False),
    ]


async def test_a_mistaken_readmission_gives_the_old_days_back(at_futures, futures, wensum, now):
    await admit(at_futures, wensum.id, SPRING, "", futures.actor, now, TODAY)
    await end(at_futures, wensum.id, Ending.REMOVED, date(2024, 1, 31), "harassment", futures.actor, now, TODAY)
    before = standing_of(wensum)
    await admit(at_futures, wensum.id, TODAY, "", futures.actor, now, TODAY)
    newest = (await membership_of(at_futures, wensum.id)).newest

    await undo(at_futures, wensum.id, newest.id, "wrong organisation", futures.actor, now)

    assert standing_of(wensum) == before
    with pytest.raises(NotAllowedNow, match="Only the newest"):
        await undo(at_futures, wensum.id, newest.id, "once more", futures.actor, now)


@pytest.mark.parametrize(
    ("ending", "until", "reason", "field"),
    [
        (Ending.REMOVED, TODAY, "", "reason"),
        (Ending.LEFT, None, "", "member_until"),
        (Ending.LEFT, TODAY + timedelta(days=1), "", "member_until"),
        (Ending.LEFT, SPRING - timedelta(days=1), "", "member_until"),
    ],
)
async def test_an_ending_needs_its_day_and_a_removal_its_reason(
    at_futures, futures, wensum, now, ending, until, reason, field
):
    await admit(at_futures, wensum.id, SPRING, "", futures.actor, now, TODAY)
    with pytest.raises(Invalid) as refused:
        await end(at_futures, wensum.id, ending, until, reason, futures.actor, now, TODAY)
    assert set(refused.value.problems) == {field}


async def test_the_host_stays_a_member(at_futures, futures, wensum, now):
    await admit(at_futures, wensum.id, None, "", futures.actor, now, TODAY)
    await set_host(at_futures, futures.coalition_id, wensum.id, futures.actor, now)
    with pytest.raises(NotAllowedNow, match="host organisation"):
        await end(at_futures, wensum.id, Ending.LEFT, TODAY, "", futures.actor, now, TODAY)


async def test_what_other_pages_change_is_a_step_too(at_futures, futures, wensum, now):
    member = RelationFields(relation=Relation.MEMBER, member_from=SPRING)
    await set_relation(at_futures, wensum.id, member, wensum.row_version, futures.actor, now, TODAY)
    left = RelationFields(relation=Relation.FORMER_MEMBER, member_from=SPRING, member_until=TODAY)
    await set_relation(at_futures, wensum.id, left, wensum.row_version, futures.actor, now, TODAY)
    fields = OrganisationFields(display_name=wensum.display_name, is_member=True)
    await change_organisation(at_futures, wensum.id, fields, wensum.row_version, futures.actor, now)

    shown = await membership_of(at_futures, wensum.id)
    assert [one.step.value for one in shown.steps] == ["admit", "leave", "admit"]
    assert shown.state is MembershipState.MEMBER


async def test_a_step_is_never_altered_and_names_nobody_outside(at_futures, futures, wensum, now):
    await admit(at_futures, wensum.id, SPRING, "", futures.actor, now, TODAY)
    event = (await at_futures.scalars(select(MembershipEvent))).one()
    event.reason = "another"
    with pytest.raises(DBAPIError, match=r"never changed|append"):
        await at_futures.flush()


async def test_nia_ends_a_membership_sees_the_step_and_undoes_it(nia, at_futures, futures, wensum, now):
    await admit(at_futures, wensum.id, SPRING, "", futures.actor, now, TODAY)
    await at_futures.commit()
    here = f"/organisations/{wensum.id}/membership"
    refused = await nia.send(f"{here}/end", {"ending": "removed"})
    assert refused.status_code == 422
    assert "Say why the organisation is removed." in text_of(refused)

    day = {"member_until-day": "1", "member_until-month": "6", "member_until-year": "2026"}
    answer = await nia.send(f"{here}/end", {"ending": "left", "reason": "They wrote to us.", **day})
    shown = await nia.get(answer.headers["location"])
    assert "It was a member from 1 April 2020 until 1 June 2026, and left." in text_of(shown)
    assert "They wrote to us." in text_of(shown)

    assert (await nia.send(f"{here}/undo")).status_code == 422
    answer = await nia.send(f"{here}/undo", {"reason": "It was another organisation."})
    assert "It is a member from 1 April 2020 on." in text_of(await nia.get(answer.headers["location"]))
    record = await nia.get(f"/organisations/{wensum.id}")
    assert "a member that left" in text_of(record), "the log of changes has it too"


async def test_two_people_who_end_it_at_once_do_not_undo_each_other(nia, at_futures, futures, wensum, now):
    await admit(at_futures, wensum.id, SPRING, "", futures.actor, now, TODAY)
    await at_futures.commit()
    here = f"/organisations/{wensum.id}/membership"
    opened = await nia.get(f"{here}/end")
    first = await nia.send_from(opened, nia.at(f"{here}/end"), {"ending": "left", **_today()})
    second = await nia.send_from(opened, nia.at(f"{here}/end"), {"ending": "lapsed", **_today()})
    assert (first.status_code, second.status_code) == (303, 409)
    assert "Somebody else changed" in text_of(second)


def _today():
    return {"member_until-day": "2", "member_until-month": "6", "member_until-year": "2026"}


async def test_the_log_of_changes_says_the_same(at_futures, futures, wensum, now):
    await admit(at_futures, wensum.id, SPRING, "the board agreed", futures.actor, now, TODAY)
    changes = (await at_futures.scalars(select(OrganisationChange).order_by(OrganisationChange.id))).all()
    assert [(one.field, one.was, one.now, one.reason) for one in changes] == [
        ("membership", "not a member", "a member", "the board agreed"),
        ("member from", "", "2020-04-01", ""),
    ]
