"""Six thousand signatures by one link: how many statements a body's page and its word need, and never one for each row."""

from datetime import datetime, timedelta
from uuid import UUID, uuid4

import httpx
from sqlalchemy import func, insert, select
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from campaigns.cascades import vouching
from campaigns.cascades.came import MOST_AT_ONCE, PAGE, Show, came, longest_waiting
from campaigns.cascades.queries import figures_of
from campaigns.cascades.vouching import Outcome, Voucher
from campaigns.letters.models import Version
from campaigns.names.order import sort_key
from campaigns.organisations.models import Organisation
from campaigns.signatures.lifecycle import SignatureState
from campaigns.signatures.models import Authority, Route, Signatory, Signature, SignatureEvent
from tests.cascades.sharing import Sharing, begin_sharing
from tests.signatures.rows import blocks_read, counted
from tests.signatures.story import Story

MANY = 6000
#: Finding the door, holding the letter, sorting, writing and telling: the same for one as for five hundred.
VOUCHING, PREVIEW, A_PAGE = 28, 14, 6
PAT = Voucher(person_name="Pat Reid", person_title="Membership manager")
PLACES = ("Heath", "Marsh", "Quay", "Ridge", "Vale", "Weir", "Brook", "Cliff", "Dune", "Fen")
KINDS = ("Food Bank", "Youth Club", "Advice Centre", "Choir", "Garden Project", "Night Shelter")


async def test_six_thousand_are_paged_and_vouched_for_by_the_same_few_statements(
    own_client: httpx.AsyncClient, own_story: Story, own_engine: AsyncEngine, now: datetime
) -> None:
    sharing = await begin_sharing(own_story, now, cap=10_000)
    async with sharing.held() as session:
        await many_signatures(session, sharing, now)
    page = await sharing.page()

    with counted(own_engine) as statements:
        assert (await own_client.get(page)).status_code == 200
    assert len(statements) <= A_PAGE
    async with own_engine.connect() as connection:
        for one in statements:
            assert await blocks_read(connection, one) <= 3 * MANY, one.text
    with counted(own_engine) as statements:
        answer = await own_client.get(f"{page}/vouch?everybody=yes")
    assert answer.text.count('name="signature"') == MOST_AT_ONCE
    assert len(statements) <= PREVIEW

    counts = []
    for number in (1, 50, MOST_AT_ONCE):
        async with sharing.held() as session:
            ids = (await longest_waiting(session, sharing.link_id))[:number]
            with counted(own_engine) as statements:
                told = await vouching.vouch(session, await sharing.door(session), ids, PAT, now)
        assert told == Outcome(accepted=number, left=0, gone=0)
        counts.append(len(statements))
    assert counts[0] == counts[1] == counts[2] <= VOUCHING, counts
    async with sharing.held() as session:
        figures = await figures_of(session, sharing.link_id)
        assert (figures.signed, figures.waiting) == (551, MANY - 551)
        accepted = select(func.count()).select_from(SignatureEvent).where(SignatureEvent.step == "vouch")
        assert await session.scalar(accepted) == 551
        new = select(func.count()).select_from(Organisation).where(~Organisation.is_member)
        assert await session.scalar(new) == 551


async def test_every_row_is_on_exactly_one_page(own_story: Story, now: datetime) -> None:
    sharing = await begin_sharing(own_story, now, cap=10_000)
    async with sharing.held() as session:
        await many_signatures(session, sharing, now, 450)
        seen: list[UUID] = []
        after = None
        while rows := await came(session, sharing.link_id, Show.WAITING, after):
            assert len(rows) <= PAGE
            seen += [row.id for row in rows]
            after = rows[-1].id
    assert len(seen) == len(set(seen)) == 450


async def many_signatures(session: AsyncSession, sharing: Sharing, now: datetime, number: int = MANY) -> None:
    """Signatures that wait for the body's word, as their rows would be."""
    version = await session.scalar(select(Version.id).where(Version.letter_id == sharing.letter_id))
    names = [f"{PLACES[n % 10]} {KINDS[n // 10 % 6]} {n:05}" for n in range(number)]
    ids = [uuid4() for _ in names]
    await session.execute(
        insert(Signature),
        [
            {
                "id": id_,
                "coalition_id": sharing.company.id,
                "letter_id": sharing.letter_id,
                "version_id": version,
                "route": Route.CASCADE,
                "cascade_link_id": sharing.link_id,
                "state": SignatureState.AWAITING_REVIEW,
                "number": place,
                "display_name": name,
                "sort_name": name,
                "sort_key": sort_key(name),
                "signer_name": f"Signer {place}",
                "signer_title": "Director",
                "signer_email": f"signer{place}@members.example",
                "signer_email_key": f"signer{place}@members.example",
                "authority": Authority.CHIEF_EXECUTIVE,
                "attested": "I confirm.",
                "started_at": now,
                # Some at the same moment, so that a page has to end between two of them.
                "submitted_at": now + timedelta(seconds=place // 7),
                "row_version": 1,
            }
            for place, (id_, name) in enumerate(zip(ids, names, strict=True), start=1)
        ],
    )
    await session.execute(
        insert(Signatory),
        [
            {
                "coalition_id": sharing.company.id,
                "signature_id": id_,
                "letter_id": sharing.letter_id,
                "state": SignatureState.AWAITING_REVIEW,
                "position": 0,
                "name": name,
            }
            for id_, name in zip(ids, names, strict=True)
        ],
    )
