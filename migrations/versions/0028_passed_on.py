"""An invitation can be passed on to a colleague, who gets a link of their own without being a contact.

Revision: 0028
After: 0027
"""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

# Whom it was passed on to and what was said stay as they were; only how it went on is written later. Which link it was may
# differ where two organisations that are one are merged.
REFUSE = """
CREATE TRIGGER passed_on_is_never_rewritten BEFORE UPDATE ON passed_on
FOR EACH ROW WHEN (
    (OLD.coalition_id, OLD.name, OLD.email, OLD.email_key, OLD.words, OLD.passed_at)
    IS DISTINCT FROM
    (NEW.coalition_id, NEW.name, NEW.email, NEW.email_key, NEW.words, NEW.passed_at)
    OR (OLD.taken_back_at IS NOT NULL AND OLD.taken_back_at IS DISTINCT FROM NEW.taken_back_at)
    OR (OLD.confirmed_at IS NOT NULL AND OLD.confirmed_at IS DISTINCT FROM NEW.confirmed_at)
) EXECUTE FUNCTION refuse_change()
"""


def upgrade() -> None:
    op.alter_column("invitation_link", "contact_id", existing_type=sa.Uuid(), nullable=True)
    op.create_table(
        "passed_on",
        sa.Column("from_link_id", sa.Uuid(), nullable=False),
        sa.Column("link_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("email_key", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("passed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_back_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("taken_back_by", sa.Text(), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("confirmed_by", sa.Uuid(), nullable=True),
        sa.Column("coalition_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.ForeignKeyConstraint(["coalition_id"], ["coalition.id"], name=op.f("fk_passed_on_coalition_id_coalition")),
        sa.ForeignKeyConstraint(["confirmed_by"], ["person.id"], name=op.f("fk_passed_on_confirmed_by_person")),
        sa.ForeignKeyConstraint(
            ["from_link_id"], ["invitation_link.id"], name=op.f("fk_passed_on_from_link_id_invitation_link")
        ),
        sa.ForeignKeyConstraint(["link_id"], ["invitation_link.id"], name=op.f("fk_passed_on_link_id_invitation_link")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passed_on")),
        sa.UniqueConstraint("link_id", name=op.f("uq_passed_on_link_id")),
    )
    op.create_index(op.f("ix_passed_on_coalition_id"), "passed_on", ["coalition_id"])
    op.create_index(op.f("ix_passed_on_from_link_id"), "passed_on", ["from_link_id"])
    op.execute(REFUSE)


# What colleagues answered is kept, as if it had come by the link of the contact who passed the invitation on; answers that
# they only began have no place there, because a link has one of those.
KEEP_ANSWERS = (
    "UPDATE message SET state = 'cancelled' WHERE kind = 'passed_on' AND state = 'queued'",
    """
    UPDATE signature SET state = 'expired' FROM passed_on JOIN invitation_link ON invitation_link.id = passed_on.link_id
    WHERE signature.invitation_link_id = invitation_link.id AND invitation_link.contact_id IS NULL
    AND signature.state = 'started'
    """,
    *(
        f"""
        UPDATE {table} SET invitation_link_id = passed_on.from_link_id
        FROM passed_on JOIN invitation_link ON invitation_link.id = passed_on.link_id
        WHERE {table}.invitation_link_id = invitation_link.id AND invitation_link.contact_id IS NULL
        """  # noqa: S608 - the names are our own
        for table in ("answer", "signature")
    ),
)


def downgrade() -> None:
    for statement in KEEP_ANSWERS:
        op.execute(statement)
    op.drop_table("passed_on")
    op.execute("DELETE FROM invitation_link WHERE contact_id IS NULL")
    op.alter_column("invitation_link", "contact_id", existing_type=sa.Uuid(), nullable=False)
