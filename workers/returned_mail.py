"""Reads mail that came back, and has the next contact asked where nobody was reached or the only one has left."""

from pathlib import Path
from typing import Any

from campaigns import clock
from campaigns.jobs import transaction
from campaigns.mail.maildir import read_maildir
from campaigns.responses.takeover import follow_up_next, follow_up_next_leaver


async def read_returned_mail(ctx: dict[str, Any]) -> None:
    """Take what is new in the Maildir of the settings, if there is one."""
    if maildir := ctx["settings"].bounce_maildir:
        await read_maildir(ctx["sessions"], ctx["bell"], ctx["keys"], Path(maildir), clock.now)


async def follow_up_bounces(ctx: dict[str, Any]) -> None:
    """Follow up what came back for good, and whoever has left, one message or link in each transaction."""
    for follow_up in (follow_up_next, follow_up_next_leaver):
        more = True
        while more:
            async with transaction(ctx["sessions"], ctx["bell"]) as session:
                more = await follow_up(session, clock.now())
