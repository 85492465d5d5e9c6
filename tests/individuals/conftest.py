from tests.letters.desk import company, desk, writing
from tests.mail.conftest import mailbox, own_engine, own_sessions, with_mail
from tests.publication.conftest import stage
from tests.signatures.conftest import app, client, story

__all__ = [
    "app",
    "client",
    "company",
    "desk",
    "mailbox",
    "own_engine",
    "own_sessions",
    "stage",
    "story",
    "with_mail",
    "writing",
]
