"""Sends what waits in the outbox. Run for every bell and by the timetable, as often as anybody likes."""

from typing import Any

from campaigns import clock
from campaigns.mail.delivery import deliver_due
from campaigns.mail.safety import self_test
from campaigns.mailings import COMPOSERS


async def deliver_mail(ctx: dict[str, Any]) -> None:
    """Send all mail that is due. Raises `UnsafeMail` where this Python's mail module lets text become headers."""
    self_test()
    await deliver_due(ctx["sessions"], ctx["settings"], ctx["keys"], COMPOSERS, clock.now)
