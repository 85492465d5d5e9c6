"""Loads the demonstration: an invented coalition with a letter in each state, as its people would have brought it there."""

from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from campaigns import clock
from campaigns.coalitions.models import Coalition
from campaigns.database import make_engine, make_sessions, unscoped
from campaigns.demo import cast
from campaigns.demo.answers import ask_in_vain, begin_in_time, come_late, every_answer, hide_somebody, later_and_once_more
from campaigns.demo.cascade import share
from campaigns.demo.corrections import corrections
from campaigns.demo.directory import categories, extract
from campaigns.demo.individuals import every_other, two_listed
from campaigns.demo.joining import asking_to_join
from campaigns.demo.stage import Stage, set_stage
from campaigns.demo.standing_authority import standing_authority
from campaigns.demo.unusual import every_seldom_thing, flooded
from campaigns.instants import wall_clock
from campaigns.invitations.actions import invite
from campaigns.invitations.answering import Decline, MoreTime, ask_for_more_time, decline
from campaigns.invitations.reasons import Reason
from campaigns.jobs import NoBell, transaction
from campaigns.letters.actions import begin_letter, close_signing, lock
from campaigns.letters.fields import LetterFields
from campaigns.letters.models import Letter, LetterKind
from campaigns.publication.actions import build_next_files, freeze, propose_edition, publish_next_due, publish_now, schedule
from campaigns.publication.documents.files import files
from campaigns.settings import Settings
from campaigns.signatures.answers import (
    AuthorityAnswer,
    NameAnswer,
    SignerAnswer,
    answer_authority,
    answer_name,
    answer_signer,
)
from campaigns.signatures.confirming import confirm_address
from campaigns.signatures.models import Authority
from campaigns.signatures.signing import begin_by_public_route, submit
from campaigns.tokens import Keys

ZONE = "Europe/London"
SIGNED_EARLY = (
    "Wensum Voluntary Action (WVA)",
    "The Mill Road Centre",
    "Llais Ynys Môn",
    "Harbour Equality Foundation",
    "Ósk Community Trust",
    "Żubr Polonia Society",
    "مركز الأمل (Markaz al-Amal)",
    "希望中心 (Hope Centre)",
    "আশা কেন্দ্র (Asha Kendra)",
    "Re'New Transport Circle",
    "An Droichead Friendship House",
    "The Quay Housing Trust",
)
SIGNED_LATER = ("Fens and Marshes CVS", "7 Sisters Women's Centre", "Rural Minds")


async def load(settings: Settings) -> bool:
    """Load the demonstration into an empty database; False, and nothing done, where a coalition is there already."""
    engine = make_engine(settings.database_url, 2)
    sessions = make_sessions(engine)
    try:
        async with transaction(sessions, NoBell()) as session:
            if await session.scalar(select(Coalition.id).limit(1)) is not None:
                return False
            now = _nine_o_clock(clock.now())
            await extract(session, now)
            await _fair_futures(session, settings, now)
        async with transaction(sessions, NoBell()) as session:
            await _clean_rivers(session, settings, now)
        await _publish_what_waits(sessions, now)
        async with transaction(sessions, NoBell()) as session:
            await hide_somebody(session, now)
    finally:
        await engine.dispose()
    return True


async def _fair_futures(session: AsyncSession, settings: Settings, now: datetime) -> None:
    stage = await set_stage(
        session,
        Keys(settings.secret),
        settings.public_url,
        cast.COALITION,
        cast.PEOPLE,
        cast.ORGANISATIONS,
        now - timedelta(days=90),
    )
    await categories(stage)
    await asking_to_join(stage, now - timedelta(days=3))
    await corrections(stage, now - timedelta(days=1))
    await _published_letter(stage, now)
    await _rolling_statement(stage, now)
    await _closed_letter(stage, now)
    await _open_letter(stage, now)
    await _ready_letter(stage, now)
    await _draft(stage, now)


async def _published_letter(stage: Stage, now: datetime) -> None:
    written = now - timedelta(days=30)
    fields = _letter(
        "Keep the branch libraries open",
        cast.LIBRARIES,
        "Councillor Wyn Ashdown",
        "Leader, Port Ellery Council",
        _day(written + timedelta(days=5)),
    )
    letter = await _locked(stage, fields, written)
    await _invite_all(stage, letter, written + timedelta(hours=2))
    for hours, name in enumerate(SIGNED_EARLY, start=3):
        await stage.sign(letter, name, written + timedelta(hours=hours), show=hours % 4 == 0)
    closed = written + timedelta(days=5, hours=9)
    await close_signing(stage.session, letter.id, None, stage.secretary, closed, "Everybody had answered.")
    await freeze(stage.session, letter.id, None, stage.public_url, stage.secretary, closed + timedelta(hours=1))
    await publish_now(stage.session, letter.id, None, stage.secretary, closed + timedelta(hours=2))


async def _rolling_statement(stage: Stage, now: datetime) -> None:
    written = now - timedelta(days=60)
    fields = LetterFields(
        title="Principles for fair funding",
        working_title="Funding principles",
        kind=LetterKind.STATEMENT,
        body=cast.PRINCIPLES,
        attestation="We, the undersigned organisations, support these principles and will work by them.",
        notes_to_editors="1. The principles were written by a working group of eleven organisations.\n"
        "2. Any organisation can sign at any time.",
        rolling=True,
    )
    letter = await _locked(stage, fields, written)
    await _invite_all(stage, letter, written + timedelta(hours=1))
    for hours, name in enumerate(SIGNED_EARLY[:7], start=2):
        await stage.sign(letter, name, written + timedelta(hours=hours))
    await two_listed(stage, letter, written + timedelta(days=2))
    built = written + timedelta(days=7)
    await propose_edition(stage.session, letter.id, None, stage.public_url, stage.secretary, built)
    await publish_now(stage.session, letter.id, None, stage.secretary, built)
    for days, name in enumerate(SIGNED_LATER, start=1):
        await stage.sign(letter, name, now - timedelta(days=days))


async def _closed_letter(stage: Stage, now: datetime) -> None:
    written = now - timedelta(days=8)
    fields = _letter(
        "Two pounds to the hospital",
        cast.BUS_FARES,
        "Robin Achterberg",
        "Minister for Local Transport",
        _day(now - timedelta(days=1)),
    )
    letter = await _locked(stage, fields, written)
    await _invite_all(stage, letter, written + timedelta(hours=1))
    for hours, name in enumerate((*SIGNED_EARLY[2:9], *SIGNED_LATER), start=2):
        await stage.sign(letter, name, written + timedelta(hours=hours), show=hours % 3 == 0)
    await ask_in_vain(stage, letter, written + timedelta(hours=30))
    closed = now - timedelta(hours=20)
    await begin_in_time(stage, letter, closed - timedelta(minutes=20))
    await flooded(stage, letter, closed - timedelta(minutes=10))
    await close_signing(stage.session, letter.id, None, stage.secretary, closed, "The deadline came.")
    await come_late(stage, letter, closed)
    await freeze(stage.session, letter.id, None, stage.public_url, stage.secretary, now - timedelta(hours=2))
    await schedule(stage.session, letter.id, now + timedelta(days=2), None, stage.secretary, now - timedelta(hours=1))


async def _open_letter(stage: Stage, now: datetime) -> None:
    written = now - timedelta(days=2)
    fields = _letter(
        "Warm homes for every family",
        cast.WARM_HOMES,
        "The Rt Hon Alex Venn",
        "Secretary of State for Housing",
        _day(now + timedelta(days=3)),
    )
    letter = await _locked(stage, fields, written)
    await _invite_all(stage, letter, written + timedelta(hours=1))
    for hours, name in enumerate(SIGNED_EARLY[1:8], start=2):
        await stage.sign(letter, name, written + timedelta(hours=hours), show=hours % 3 == 0)
    await decline(
        stage.session,
        await stage.open(letter, "The Quay Housing Trust"),
        Decline(
            person_name="Mo Iqbal",
            reasons=[Reason.DISAGREE_PART, Reason.NEEDS_BOARD],
            explanation="As a landlord we support the first two asks, not the timetable.",
            would_sign_if="The first ask gave housing trusts eight years.",
        ),
        written + timedelta(hours=20),
    )
    await ask_for_more_time(
        stage.session,
        await stage.open(letter, "Rural Minds"),
        MoreTime(person_name="Hal Birch", needed_by=(now + timedelta(days=2)).date(), explanation="Our trustees meet then."),
        written + timedelta(hours=21),
    )
    await _from_outside(stage, letter, written + timedelta(hours=22))
    await every_answer(stage, letter, written + timedelta(hours=24))
    await every_other(stage, letter, written + timedelta(hours=26))
    await share(stage, letter, written + timedelta(hours=25))
    await standing_authority(stage, letter, written + timedelta(hours=28))
    await every_seldom_thing(stage, letter, written + timedelta(hours=29))
    await later_and_once_more(stage, letter, _at_five(now + timedelta(days=4)), written + timedelta(hours=30))


async def _from_outside(stage: Stage, letter: Letter, at: datetime) -> None:
    """Somebody forwarded the letter to an organisation that nobody invited; it waits for review."""
    opened = await stage.open(letter, "Young Voices Port Ellery")
    signature = await begin_by_public_route(stage.session, opened.letter, at)
    answer_name(signature, NameAnswer(display_name="Warm Hearth Collective"))
    answer_signer(
        signature, SignerAnswer(signer_name="Elin Skye", signer_title="Director", signer_email="elin@warmhearth.example")
    )
    answer_authority(signature, AuthorityAnswer(authority=Authority.TRUSTEES_AGREED, authority_note="at their last meeting"))
    await submit(stage.session, signature.id, None, opened.actor(), at)
    await confirm_address(stage.session, signature.id, opened.actor(), at + timedelta(minutes=6))


async def _ready_letter(stage: Stage, now: datetime) -> None:
    fields = _letter(
        "Enrol every child for school meals",
        cast.SCHOOL_MEALS,
        "Jude Pemberly",
        "Secretary of State for Schools",
        _day(now + timedelta(days=14)),
    )
    await _locked(stage, fields, now - timedelta(hours=5))


async def _draft(stage: Stage, now: datetime) -> None:
    fields = LetterFields(
        title="A fair deal for carers",
        working_title="Carers, autumn",
        addressee_office="Minister for Care",
        body="Dear Minister,\n\nUnpaid carers save the country more than it spends on hospitals. [TBC: figure]\n\n"
        "1. Raise the allowance.\n2. A week of respite in every year.\n",
    )
    await begin_letter(stage.session, stage.coalition.id, fields, stage.secretary, now - timedelta(hours=3))


async def _clean_rivers(session: AsyncSession, settings: Settings, now: datetime) -> None:
    stage = await set_stage(
        session,
        Keys(settings.secret),
        settings.public_url,
        cast.OTHER_COALITION,
        cast.OTHER_PEOPLE,
        cast.OTHER_ORGANISATIONS,
        now - timedelta(days=40),
    )
    fields = _letter(
        "Every reading, every day",
        cast.SEWAGE,
        "Vivian Stroud",
        "Chair, Western Rivers Authority",
        _day(now + timedelta(days=6)),
    )
    letter = await _locked(stage, fields, now - timedelta(days=4))
    await _invite_all(stage, letter, now - timedelta(days=3))


async def _publish_what_waits(sessions: async_sessionmaker[AsyncSession], now: datetime) -> None:
    """Make the files of every edition, then publish each letter at the time that its story gives."""
    made: UUID | None = UUID(int=0)
    while made is not None:
        async with transaction(sessions, NoBell()) as session:
            made = await build_next_files(session, files, now)
    async with sessions() as session:
        due = await session.scalars(
            select(Letter.publish_at)
            .where(Letter.publish_at <= now)
            .order_by(Letter.publish_at)
            .execution_options(**unscoped("the demonstration publishes the letters of all its coalitions"))
        )
        times = [at for at in due if at is not None]
    for at in times:
        async with transaction(sessions, NoBell()) as session:
            await publish_next_due(session, at)


async def _locked(stage: Stage, fields: LetterFields, at: datetime) -> Letter:
    letter = await begin_letter(stage.session, stage.coalition.id, fields, stage.secretary, at)
    await lock(stage.session, letter.id, None, stage.secretary, at + timedelta(minutes=40))
    return letter


async def _invite_all(stage: Stage, letter: Letter, at: datetime) -> None:
    await invite(stage.session, letter.id, list(stage.organisations.values()), None, stage.secretary, at)


def _letter(title: str, body: str, addressee: str, office: str, deadline: date) -> LetterFields:
    return LetterFields(
        title=title,
        working_title=title,
        addressee_name=addressee,
        addressee_office=office,
        body=body,
        attestation="We, the undersigned organisations, ask you to act.",
        deadline_date=deadline,
        deadline_time=time(17),
        zone=ZONE,
    )


def _day(at: datetime) -> date:
    return wall_clock(at, ZONE).date()


def _at_five(day: datetime) -> datetime:
    """Five in the afternoon of that day."""
    return datetime.combine(_day(day), time(17), ZoneInfo(ZONE)).astimezone(UTC)


def _nine_o_clock(now: datetime) -> datetime:
    """The last nine o'clock in the morning, so that the story happens in working hours."""
    nine = datetime.combine(_day(now), time(9), ZoneInfo(ZONE)).astimezone(UTC)
    return nine if nine <= now else nine - timedelta(days=1)
