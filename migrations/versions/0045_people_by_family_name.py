"""People who sign for themselves are filed by family name: the last word of the name, or the words that they say.

Lists that were built before stay as they are; the next one is in the new order.

Revision: 0045
After: 0044
"""

from collections.abc import Callable

import sqlalchemy as sa
from alembic import op

from campaigns.names.order import sort_key
from campaigns.names.people import person_sort_key

revision = "0045"
down_revision = "0044"
branch_labels = None
depends_on = None

_SIGNATURE = sa.table(
    "individual_signature", sa.column("id", sa.Uuid), sa.column("name", sa.Text), sa.column("sort_key", sa.LargeBinary)
)
_AT_ONCE = 1000


def upgrade() -> None:
    op.add_column("individual_signature", sa.Column("sort_by", sa.Text(), server_default="", nullable=False))
    _file_by(person_sort_key)


def downgrade() -> None:
    _file_by(sort_key)
    op.drop_column("individual_signature", "sort_by")


def _file_by(key: Callable[[str], bytes]) -> None:
    connection = op.get_bind()
    named = connection.execute(
        sa.select(_SIGNATURE.c.id, _SIGNATURE.c.name).where(_SIGNATURE.c.name != "").order_by(_SIGNATURE.c.id)
    ).all()
    statement = sa.update(_SIGNATURE).where(_SIGNATURE.c.id == sa.bindparam("one")).values(sort_key=sa.bindparam("filed_by"))
    for start in range(0, len(named), _AT_ONCE):
        connection.execute(statement, [{"one": id_, "filed_by": key(name)} for id_, name in named[start : start + _AT_ONCE]])
