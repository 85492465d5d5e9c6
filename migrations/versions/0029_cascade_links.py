"""Cascade links: an infrastructure body's own link to a letter, and which signatures came by it.

Revision: 0029
After: 0028
"""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

BY_CASCADE = sa.text("cascade_link_id IS NOT NULL")


def upgrade() -> None:
    op.create_table(
        "cascade_link",
        sa.Column("letter_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("cap", sa.Integer(), nullable=False),
        sa.Column("rotation", sa.Integer(), server_default="0", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("paused_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.Column("coalition_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.CheckConstraint("cap > 0", name=op.f("ck_cascade_link_cap_takes_some")),
        sa.ForeignKeyConstraint(["coalition_id"], ["coalition.id"], name=op.f("fk_cascade_link_coalition_id_coalition")),
        sa.ForeignKeyConstraint(["letter_id"], ["letter.id"], name=op.f("fk_cascade_link_letter_id_letter")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_cascade_link_organisation_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cascade_link")),
    )
    op.create_index(op.f("ix_cascade_link_coalition_id"), "cascade_link", ["coalition_id"])
    op.create_index(op.f("ix_cascade_link_organisation_id"), "cascade_link", ["organisation_id"])
    op.create_index(
        "uq_cascade_link_one_for_each_body",
        "cascade_link",
        ["letter_id", "organisation_id"],
        unique=True,
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_table(
        "cascade_event",
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
        sa.Column("coalition_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.ForeignKeyConstraint(["coalition_id"], ["coalition.id"], name=op.f("fk_cascade_event_coalition_id_coalition")),
        sa.ForeignKeyConstraint(["link_id"], ["cascade_link.id"], name=op.f("fk_cascade_event_link_id_cascade_link")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cascade_event")),
    )
    op.create_index(op.f("ix_cascade_event_coalition_id"), "cascade_event", ["coalition_id"])
    op.create_index(op.f("ix_cascade_event_link_id_id"), "cascade_event", ["link_id", "id"])
    op.execute(
        "CREATE TRIGGER cascade_event_is_never_changed BEFORE UPDATE OR DELETE ON cascade_event "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )
    _routes("'invitation', 'public', 'recorded', 'cascade'")
    op.add_column("signature", sa.Column("cascade_link_id", sa.Uuid(), nullable=True))
    op.add_column("signature", sa.Column("body_answer", sa.String(length=40), nullable=True))
    op.create_foreign_key(
        op.f("fk_signature_cascade_link_id_cascade_link"), "signature", "cascade_link", ["cascade_link_id"], ["id"]
    )
    op.create_check_constraint(op.f("ck_signature_body_answer_known"), "signature", "body_answer IN ('vouched', 'not_ours')")
    op.create_check_constraint(
        op.f("ck_signature_credited_by_its_route"), "signature", "(route = 'cascade') = (cascade_link_id IS NOT NULL)"
    )
    op.create_check_constraint(
        op.f("ck_signature_answered_by_its_body"), "signature", "body_answer IS NULL OR cascade_link_id IS NOT NULL"
    )
    op.create_index(
        "ix_signature_cascade",
        "signature",
        ["cascade_link_id", "state", "submitted_at", "id"],
        postgresql_where=BY_CASCADE,
    )


def downgrade() -> None:
    op.drop_index("ix_signature_cascade", "signature")
    for name in ("credited_by_its_route", "answered_by_its_body", "body_answer_known"):
        op.drop_constraint(op.f(f"ck_signature_{name}"), "signature", type_="check")
    op.drop_constraint(op.f("fk_signature_cascade_link_id_cascade_link"), "signature", type_="foreignkey")
    op.drop_column("signature", "body_answer")
    op.drop_column("signature", "cascade_link_id")
    op.execute("UPDATE signature SET route = 'public' WHERE route = 'cascade'")
    _routes("'invitation', 'public', 'recorded'")
    op.drop_table("cascade_event")
    op.drop_table("cascade_link")


def _routes(known: str) -> None:
    op.drop_constraint(op.f("ck_signature_route_known"), "signature", type_="check")
    op.create_check_constraint(op.f("ck_signature_route_known"), "signature", f"route IN ({known})")
