"""An extract of the charities' register, in which organisations are looked up.

Revision: 0033
After: 0032
"""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

KEY = sa.text("uuidv7()")
SCHEMES = ("GB-CHC", "GB-SC", "GB-NIC", "GB-COH")


def upgrade() -> None:
    op.create_table(
        "register_entry",
        sa.Column("scheme", _scheme("register_scheme_known"), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_key", sa.Text(), nullable=False),
        sa.Column("is_registered", sa.Boolean(), nullable=False),
        sa.Column("website", sa.Text(), nullable=False),
        sa.Column("company_number", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=KEY, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_register_entry")),
        sa.UniqueConstraint("scheme", "number", name=op.f("uq_register_entry_scheme_number")),
    )
    op.create_index(
        "ix_register_entry_name_key_trigrams",
        "register_entry",
        ["name_key"],
        postgresql_using="gin",
        postgresql_ops={"name_key": "gin_trgm_ops"},
    )
    op.create_table(
        "register_load",
        sa.Column("scheme", _scheme("load_scheme_known"), nullable=False),
        sa.Column("extracted_on", sa.Date(), nullable=True),
        sa.Column("loaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=KEY, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_register_load")),
        sa.UniqueConstraint("scheme", name=op.f("uq_register_load_scheme")),
    )


def downgrade() -> None:
    op.drop_table("register_load")
    op.drop_table("register_entry")


def _scheme(name: str) -> sa.Enum:
    return sa.Enum(*SCHEMES, name=name, native_enum=False, create_constraint=True, length=40)
