"""Standing authority: given by an organisation, used by the secretariat, and never changed in what it covers.

Revision: 0037
After: 0036
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None

_FROM_HERE = "('invitation', 'public', 'recorded', 'cascade', 'standing')"
_UNTIL_NOW = "('invitation', 'public', 'recorded', 'cascade')"
_OPEN = "state IN ('asked', 'in_force')"
_FIXED = ("kinds", "topics", "addressees", "until", "expires_at", "asked_at", "asked_by", "email", "email_key")


def upgrade() -> None:
    op.add_column(
        "coalition", sa.Column("standing_authority", sa.Boolean(), server_default=sa.text("false"), nullable=False)
    )
    op.drop_constraint(op.f("ck_signature_route_known"), "signature")
    op.create_check_constraint(op.f("ck_signature_route_known"), "signature", f"route IN {_FROM_HERE}")
    op.create_table(
        "standing_authority",
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column(
            "state", _enum("authority_state_known", "asked", "in_force", "refused", "ended", "expired"), nullable=False
        ),
        sa.Column("kinds", postgresql.JSONB(), nullable=False),
        sa.Column("topics", sa.Text(), nullable=False),
        sa.Column("addressees", sa.Text(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_by", sa.Text(), nullable=False),
        sa.Column("person_name", sa.Text(), nullable=False),
        sa.Column("person_title", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("email_key", sa.Text(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("basis", _enum("basis_known", "chief_executive", "trustees_agreed", "delegated"), nullable=True),
        sa.Column("basis_note", sa.Text(), nullable=False),
        sa.Column("granted_words", sa.Text(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_use", sa.Integer(), nullable=False),
        *_owned("standing_authority"),
        sa.CheckConstraint("jsonb_array_length(kinds) > 0", name=op.f("ck_standing_authority_covers_something")),
        sa.CheckConstraint(
            "state <> 'in_force' OR (basis IS NOT NULL AND granted_words <> '')",
            name=op.f("ck_standing_authority_granted_by_somebody"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_standing_authority_organisation_id_organisation")
        ),
    )
    op.create_index(op.f("ix_standing_authority_coalition_id"), "standing_authority", ["coalition_id"])
    op.create_index(op.f("ix_standing_authority_organisation_id"), "standing_authority", ["organisation_id"])
    op.create_index(
        "uq_standing_authority_one_open",
        "standing_authority",
        ["organisation_id", "state"],
        unique=True,
        postgresql_where=sa.text(_OPEN),
    )
    op.create_index("ix_standing_authority_to_expire", "standing_authority", ["expires_at"], postgresql_where=sa.text(_OPEN))
    op.create_table(
        "standing_authority_event",
        sa.Column("authority_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_kind", sa.Text(), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("actor_name", sa.Text(), nullable=False),
        sa.Column("request_id", sa.Text(), nullable=False),
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("from_state", sa.Text(), nullable=False),
        sa.Column("to_state", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("version_hash", sa.Text(), nullable=False),
        *_owned("standing_authority_event"),
        sa.ForeignKeyConstraint(
            ["authority_id"],
            ["standing_authority.id"],
            name=op.f("fk_standing_authority_event_authority_id_standing_authority"),
        ),
    )
    op.create_index(op.f("ix_standing_authority_event_coalition_id"), "standing_authority_event", ["coalition_id"])
    op.create_index(op.f("ix_standing_authority_event_authority_id_id"), "standing_authority_event", ["authority_id", "id"])
    op.create_table(
        "standing_authority_use",
        sa.Column("authority_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("letter_id", sa.Uuid(), nullable=False),
        sa.Column("signature_id", sa.Uuid(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_by", sa.Text(), nullable=False),
        *_owned("standing_authority_use"),
        sa.ForeignKeyConstraint(
            ["authority_id"],
            ["standing_authority.id"],
            name=op.f("fk_standing_authority_use_authority_id_standing_authority"),
        ),
        sa.ForeignKeyConstraint(["letter_id"], ["letter.id"], name=op.f("fk_standing_authority_use_letter_id_letter")),
        sa.ForeignKeyConstraint(
            ["signature_id"], ["signature.id"], name=op.f("fk_standing_authority_use_signature_id_signature")
        ),
        sa.UniqueConstraint("authority_id", "number", name=op.f("uq_standing_authority_use_authority_id_number")),
        sa.UniqueConstraint("signature_id", name=op.f("uq_standing_authority_use_signature_id")),
    )
    op.create_index(op.f("ix_standing_authority_use_coalition_id"), "standing_authority_use", ["coalition_id"])
    op.create_index(op.f("ix_standing_authority_use_letter_id"), "standing_authority_use", ["letter_id"])
    for table in ("standing_authority_event", "standing_authority_use"):
        op.execute(
            f"CREATE TRIGGER {table}_is_never_changed BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )
    changed = " OR ".join(f"OLD.{column} IS DISTINCT FROM NEW.{column}" for column in _FIXED)
    op.execute(
        "CREATE TRIGGER standing_authority_keeps_its_scope BEFORE UPDATE ON standing_authority FOR EACH ROW "
        f"WHEN ({changed}) EXECUTE FUNCTION refuse_change()"
    )
    op.execute(
        "CREATE TRIGGER standing_authority_is_never_deleted BEFORE DELETE ON standing_authority "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )


def downgrade() -> None:
    op.drop_table("standing_authority_use")
    op.drop_table("standing_authority_event")
    op.drop_table("standing_authority")
    # What was signed so is written down as what it is nearest to; the sentence kept with it still says how it came.
    op.execute("UPDATE signature SET route = 'recorded' WHERE route = 'standing'")
    op.drop_constraint(op.f("ck_signature_route_known"), "signature")
    op.create_check_constraint(op.f("ck_signature_route_known"), "signature", f"route IN {_UNTIL_NOW}")
    op.drop_column("coalition", "standing_authority")


def _owned(table: str) -> list[sa.schema.SchemaItem]:
    return [
        sa.Column("coalition_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.ForeignKeyConstraint(["coalition_id"], ["coalition.id"], name=op.f(f"fk_{table}_coalition_id_coalition")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    ]


def _enum(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)
