from tests.letters.desk import desk
from tests.mail.conftest import mailbox, own_engine, own_sessions, with_mail
from tests.signatures.conftest import app, client, own_app, own_client, own_story, site, story

__all__ = [
    "app",
    "client",
    "desk",
    "mailbox",
    "own_app",
    "own_client",
    "own_engine",
    "own_sessions",
    "own_story",
    "site",
    "story",
    "with_mail",
]
