"""Bring a database to a revision of the schema, from `migrations/`; the same in a checkout and in a wheel."""

from alembic import command
from alembic.config import Config

from campaigns.paths import MIGRATIONS


def _configuration(database_url: str) -> Config:
    configuration = Config()
    configuration.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    configuration.attributes["database_url"] = database_url
    return configuration


def upgrade(database_url: str, revision: str = "head") -> None:
    """Apply every migration up to `revision`, in one transaction. Doing it again changes nothing."""
    command.upgrade(_configuration(database_url), revision)


def downgrade(database_url: str, revision: str) -> None:
    """Undo every migration after `revision`; `base` undoes them all, with their data."""
    command.downgrade(_configuration(database_url), revision)
