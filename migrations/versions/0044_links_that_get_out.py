"""Links that get out are replaced, with the reason; unusual use is noticed; a page by which anybody signs can be paused.

Revision: 0044
After: 0043
"""

import sqlalchemy as sa
from alembic import op

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None

OPEN_ALERT = sa.text("settled_at IS NULL")
OPEN_PAUSE = sa.text("resumed_at IS NULL")


def upgrade() -> None:
    op.create_table(
        "invitation_link_event",
        sa.Column("link_id", sa.Uuid(), nullable=False),
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
        *_owned("invitation_link_event"),
    )
    op.create_index(op.f("ix_invitation_link_event_coalition_id"), "invitation_link_event", ["coalition_id"])
    op.create_index(op.f("ix_invitation_link_event_link_id_id"), "invitation_link_event", ["link_id", "id"])
    op.execute(
        "CREATE TRIGGER invitation_link_event_is_never_changed BEFORE UPDATE OR DELETE ON invitation_link_event "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )
    op.create_table(
        "use_alert",
        sa.Column("letter_id", sa.Uuid(), nullable=False),
        sa.Column("used", sa.String(length=40), nullable=False),
        sa.Column("used_id", sa.Uuid(), nullable=False),
        sa.Column("clients", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_by", sa.Text(), server_default="", nullable=False),
        sa.Column("outcome", sa.String(length=40), nullable=True),
        sa.CheckConstraint(
            "used IN ('invitation', 'cascade', 'public', 'individuals')", name=op.f("ck_use_alert_used_known")
        ),
        sa.CheckConstraint("outcome IN ('replaced', 'paused', 'left')", name=op.f("ck_use_alert_outcome_known")),
        sa.ForeignKeyConstraint(["letter_id"], ["letter.id"], name=op.f("fk_use_alert_letter_id_letter")),
        *_owned("use_alert"),
    )
    op.create_index(op.f("ix_use_alert_coalition_id"), "use_alert", ["coalition_id"])
    op.create_index(
        "uq_use_alert_one_open",
        "use_alert",
        ["letter_id", "used", "used_id"],
        unique=True,
        postgresql_where=OPEN_ALERT,
    )
    op.create_table(
        "page_pause",
        sa.Column("letter_id", sa.Uuid(), nullable=False),
        sa.Column("page", sa.String(length=40), nullable=False),
        sa.Column("waiting", sa.Integer(), server_default="0", nullable=False),
        sa.Column("paused_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("paused_by", sa.Text(), server_default="", nullable=False),
        sa.Column("resumed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("resumed_by", sa.Text(), server_default="", nullable=False),
        sa.CheckConstraint("page IN ('public', 'individuals')", name=op.f("ck_page_pause_page_known")),
        sa.ForeignKeyConstraint(["letter_id"], ["letter.id"], name=op.f("fk_page_pause_letter_id_letter")),
        *_owned("page_pause"),
    )
    op.create_index(op.f("ix_page_pause_coalition_id"), "page_pause", ["coalition_id"])
    op.create_index("uq_page_pause_one_open", "page_pause", ["letter_id", "page"], unique=True, postgresql_where=OPEN_PAUSE)
    op.add_column("letter", sa.Column("pauses_after", sa.Integer(), server_default=sa.text("30"), nullable=False))
    op.add_column(
        "letter", sa.Column("pauses_individuals_after", sa.Integer(), server_default=sa.text("300"), nullable=False)
    )


def downgrade() -> None:
    op.drop_column("letter", "pauses_individuals_after")
    op.drop_column("letter", "pauses_after")
    op.drop_table("page_pause")
    op.drop_table("use_alert")
    op.drop_table("invitation_link_event")


def _owned(table: str) -> list[sa.schema.SchemaItem]:
    return [
        sa.Column("coalition_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.ForeignKeyConstraint(["coalition_id"], ["coalition.id"], name=op.f(f"fk_{table}_coalition_id_coalition")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    ]
