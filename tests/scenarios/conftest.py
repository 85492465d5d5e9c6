"""Everybody of one story before the whole application, with a clock that stands still and a mailbox that takes real SMTP."""

from collections.abc import AsyncIterator

import pytest

from campaigns.settings import Settings
from campaigns.tokens import Keys
from campaigns.web.wiring import Application
from tests.conftest import Clock, RecordingBell
from tests.mail.conftest import mailbox, own_engine, own_sessions, with_mail
from tests.mail.mailbox import Mailbox
from tests.scenarios.scene import Scene
from tests.signatures.conftest import own_app, own_story, site
from tests.signatures.story import Story

__all__ = ["mailbox", "own_app", "own_engine", "own_sessions", "own_story", "site", "with_mail"]


@pytest.fixture
async def scene(
    own_story: Story,
    own_app: Application,
    with_mail: Settings,
    keys: Keys,
    clock: Clock,
    mailbox: Mailbox,
    bell: RecordingBell,
) -> AsyncIterator[Scene]:
    """An open letter; the three members of Fair Futures have their invitations in the mailbox."""
    scene = Scene(own_story, own_app, with_mail, keys, clock, mailbox, bell)
    await scene.deliver()
    yield scene
    await scene.close()
