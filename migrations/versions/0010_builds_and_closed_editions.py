"""How the making of files goes on after a failure, and what a released edition cannot become.

Revision: 0010
After: 0009
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

NEVER_EMPTIED = ("version", "edition", "edition_entry", "edition_file", "edition_event", "letter_event", "signature_event")
FIXED_WITH_FILES = ("edition_entry", "edition_file")

DROP_OLD = "DROP TRIGGER edition_is_never_changed ON edition"

# As in 0009, and moreover: an edition moves forwards only, is released at one instant, and stays with its coalition.
REFUSE_EDITION = """
CREATE TRIGGER edition_is_never_changed BEFORE UPDATE ON edition
FOR EACH ROW WHEN (
    (OLD.id, OLD.coalition_id, OLD.letter_id, OLD.version_id, OLD.number, OLD.as_at, OLD.organisation_count,
        OLD.row_count, OLD.content)
    IS DISTINCT FROM
    (NEW.id, NEW.coalition_id, NEW.letter_id, NEW.version_id, NEW.number, NEW.as_at, NEW.organisation_count,
        NEW.row_count, NEW.content)
    OR (OLD.files_built_at IS NOT NULL AND (OLD.files_built_at, OLD.file_warnings)
        IS DISTINCT FROM (NEW.files_built_at, NEW.file_warnings))
    OR (OLD.released_at IS NOT NULL AND OLD.released_at IS DISTINCT FROM NEW.released_at)
    OR (OLD.state <> NEW.state AND (OLD.state, NEW.state) NOT IN
        (('candidate', 'current'), ('candidate', 'discarded'), ('current', 'superseded')))
) EXECUTE FUNCTION refuse_change()
"""

REFUSE_EDITION_BEFORE = """
CREATE TRIGGER edition_is_never_changed BEFORE UPDATE ON edition
FOR EACH ROW WHEN (
    (OLD.letter_id, OLD.version_id, OLD.number, OLD.as_at, OLD.organisation_count, OLD.row_count, OLD.content)
    IS DISTINCT FROM
    (NEW.letter_id, NEW.version_id, NEW.number, NEW.as_at, NEW.organisation_count, NEW.row_count, NEW.content)
    OR (OLD.files_built_at IS NOT NULL AND OLD.files_built_at IS DISTINCT FROM NEW.files_built_at)
) EXECUTE FUNCTION refuse_change()
"""

# Once for each statement and not for each row: a list has thousands.
REFUSE_LATE = """
CREATE FUNCTION refuse_addition() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM added JOIN edition ON edition.id = added.edition_id
        WHERE edition.state <> 'candidate' OR edition.files_built_at IS NOT NULL
    ) THEN
        RAISE EXCEPTION 'nothing is added to an edition that is finished' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NULL;
END $$
"""


def upgrade() -> None:
    op.add_column("letter", sa.Column("address_fixed_at", sa.DateTime(timezone=True), nullable=True))
    op.execute(
        "UPDATE letter SET address_fixed_at = first.as_at "
        "FROM (SELECT letter_id, min(as_at) AS as_at FROM edition GROUP BY letter_id) AS first "
        "WHERE first.letter_id = letter.id"
    )
    op.add_column("edition", sa.Column("build_attempts", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("edition", sa.Column("build_again_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("edition", sa.Column("build_failed_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("edition", sa.Column("build_problem", sa.Text(), nullable=False, server_default=""))
    op.alter_column("edition", "build_attempts", server_default=None)
    op.alter_column("edition", "build_problem", server_default=None)
    op.execute(DROP_OLD)
    op.execute(REFUSE_EDITION)
    op.execute(REFUSE_LATE)
    for table in FIXED_WITH_FILES:
        op.execute(
            f"CREATE TRIGGER {table}_is_never_added_late AFTER INSERT ON {table} REFERENCING NEW TABLE AS added "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_addition()"
        )
    for table in NEVER_EMPTIED:
        op.execute(
            f"CREATE TRIGGER {table}_is_never_emptied BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )


def downgrade() -> None:
    for table in NEVER_EMPTIED:
        op.execute(f"DROP TRIGGER {table}_is_never_emptied ON {table}")
    for table in FIXED_WITH_FILES:
        op.execute(f"DROP TRIGGER {table}_is_never_added_late ON {table}")
    op.execute("DROP FUNCTION refuse_addition()")
    op.execute(DROP_OLD)
    op.execute(REFUSE_EDITION_BEFORE)
    for column in ("build_problem", "build_failed_at", "build_again_at", "build_attempts"):
        op.drop_column("edition", column)
    op.drop_column("letter", "address_fixed_at")
