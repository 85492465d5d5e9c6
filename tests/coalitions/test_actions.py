"""A coalition is founded from the command line, and two people act on it at once."""

import asyncio
from datetime import datetime

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.coalitions.actions import change_coalition, end_role, found_coalition, give_role, set_logo, state_of
from campaigns.coalitions.fields import CoalitionFields
from campaigns.coalitions.models import Coalition, CoalitionRole
from campaigns.coalitions.queries import holders
from campaigns.coalitions.roles import Role
from campaigns.coalitions.scope import enter
from campaigns.database import hold_to, make_engine, make_sessions
from campaigns.errors import Conflict, Invalid, NotAllowedNow
from campaigns.people.models import Person
from tests import cast


def fields(**changes: str) -> CoalitionFields:
    told = {
        "name": "Open Skies Forum",
        "host_name": "Lark Foundation",
        "contact_email": "letters@open-skies.example",
        "accent_colour": "#1b4d8f",
    }
    return CoalitionFields(**{**told, **changes})


async def found(session: AsyncSession, now: datetime, **changes: str) -> Coalition:
    told = {
        "slug": "open-skies",
        "reference_prefix": "OSF",
        "secretary_name": "Uma Lark",
        "secretary_email": "uma@lark.example",
    }
    return await found_coalition(session, fields(), now=now, **{**told, **changes})


async def test_a_coalition_is_founded_with_its_first_secretary(session: AsyncSession, now: datetime) -> None:
    coalition = await found(session, now)

    uma = (await session.scalars(select(Person).where(Person.email == "uma@lark.example"))).one()
    scope = await enter(session, "open-skies", uma)
    assert (scope.coalition_id, scope.name, scope.roles) == (coalition.id, "Open Skies Forum", frozenset({Role.SECRETARIAT}))
    assert (coalition.zone, coalition.created_at, coalition.logo_hash) == ("Europe/London", now, None)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"slug": "Open Skies"}, "slug"),
        ({"slug": "-open"}, "slug"),
        ({"slug": "a" * 51}, "slug"),
        ({"slug": "fair-futures"}, "slug"),
        ({"reference_prefix": "osf"}, "reference_prefix"),
        ({"reference_prefix": "O"}, "reference_prefix"),
        ({"zone": "Mars/Olympus"}, "zone"),
        ({"secretary_email": "uma"}, "email"),
        ({"secretary_name": " "}, "name"),
    ],
)
async def test_what_cannot_be_founded_is_refused_in_words(
    session: AsyncSession, now: datetime, changes: dict[str, str], field: str
) -> None:
    await cast.fair_futures(session, now)
    with pytest.raises(Invalid) as refused:
        await found(session, now, **changes)
    assert set(refused.value.problems) == {field}


async def test_every_problem_is_told_at_once(session: AsyncSession, now: datetime) -> None:
    coalition = await found(session, now)
    wrong = fields(name="", host_name="", contact_email="x", accent_colour="#fff", contact_phone="1" * 60)
    with pytest.raises(Invalid) as refused:
        await change_coalition(session, coalition.id, wrong)
    assert set(refused.value.problems) == {"name", "host_name", "contact_email", "accent_colour", "contact_phone"}


async def test_a_change_from_an_old_state_is_refused(session: AsyncSession, now: datetime) -> None:
    coalition = await found(session, now)
    seen = state_of(coalition)
    await change_coalition(session, coalition.id, fields(name="Open Skies"), seen)
    with pytest.raises(Conflict, match="Somebody else changed these details"):
        await change_coalition(session, coalition.id, fields(), seen)
    assert coalition.name == "Open Skies"


async def test_a_logo_needs_words(session: AsyncSession, now: datetime) -> None:
    coalition = await found(session, now)
    with pytest.raises(Invalid, match="Say what the logo shows"):
        await set_logo(session, coalition.id, b"anything", "\u200b")
    with pytest.raises(Invalid, match="Choose a picture"):
        await set_logo(session, coalition.id, None, "A lark")


async def test_somebody_who_is_known_keeps_the_name(session: AsyncSession, now: datetime) -> None:
    coalition = await found(session, now)
    await give_role(session, coalition.id, "UMA@lark.example", "Somebody Else", Role.DRAFTER, now)
    hold_to(session, coalition.id)
    assert [(one.name, one.email, one.role) for one in await holders(session)] == [
        ("Uma Lark", "uma@lark.example", Role.DRAFTER),
        ("Uma Lark", "uma@lark.example", Role.SECRETARIAT),
    ]


async def test_a_coalition_does_not_learn_what_another_calls_somebody(session: AsyncSession, now: datetime) -> None:
    await found(session, now)
    rivers = await cast.clean_rivers(session, now)
    await give_role(session, rivers.id, "uma@lark.example", "U. Lark of the Skies", Role.REVIEWER, now)
    hold_to(session, rivers.id)
    assert "U. Lark of the Skies" in {one.name for one in await holders(session)}
    assert "Uma Lark" not in {one.name for one in await holders(session)}
    with pytest.raises(Invalid) as refusal:
        await give_role(session, rivers.id, "uma@lark.example", "Anybody", Role.REVIEWER, now)
    assert "Uma Lark" not in str(refusal.value.problems)


async def test_the_last_two_of_the_secretariat_cannot_both_leave_at_once(database_url: str, now: datetime) -> None:
    engine = make_engine(database_url)
    sessions = make_sessions(engine)
    async with sessions() as session:
        coalition = await found(session, now)
        await give_role(session, coalition.id, "ivo@lark.example", "Ivo Lark", Role.SECRETARIAT, now)
        roles = list(await session.scalars(select(CoalitionRole.id).execution_options(unscoped="all there are")))
        await session.commit()

    async def leave(role: object) -> bool:
        async with sessions() as session:
            hold_to(session, coalition.id)
            try:
                await end_role(session, coalition.id, role)  # type: ignore[arg-type]
            except NotAllowedNow:
                return False
            await session.commit()
            return True

    left = await asyncio.gather(*(leave(role) for role in roles))

    async with sessions() as session:
        hold_to(session, coalition.id)
        assert await session.scalar(select(func.count()).select_from(CoalitionRole)) == 1
    await engine.dispose()
    assert sorted(left) == [False, True]
