"""Makes the files of editions, and publishes what is due."""

from typing import Any

from campaigns import clock
from campaigns.jobs import transaction
from campaigns.publication.actions import publish_next_due
from campaigns.publication.documents.files import files
from campaigns.publication.making import make_next_files


async def build_editions(ctx: dict[str, Any]) -> None:
    """Make the files of every edition that waits for them."""
    edition = True
    while edition:
        edition = await make_next_files(ctx["sessions"], ctx["bell"], files, clock.now) is not None


async def publish_due_letters(ctx: dict[str, Any]) -> None:
    """Publish every letter whose time has come, one in each transaction."""
    published = True
    while published:
        async with transaction(ctx["sessions"], ctx["bell"]) as session:
            published = await publish_next_due(session, clock.now()) is not None
