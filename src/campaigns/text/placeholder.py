"""`{count}`: the number of organisations, known only when a list is frozen.

The placeholder stays in what is typed, locked and fingerprinted, so the same wording is signed by everybody and each edition
fills in its own number. Whoever has an edition calls `fill_count` on every field before showing it. Where there is none yet
the placeholder may be left: `campaigns.text.markdown` shows it as an ellipsis whose title says what will stand there
(but not inside a code span, where what is typed is what is shown).
"""

COUNT = "{count}"
PENDING = "…"
PENDING_TITLE = "The number of organisations, filled in when the list is published"


def fill_count(source: str, count: int | None) -> str:
    """`source` with `{count}` replaced by the number, in digits with a comma between thousands, or by "…" for None."""
    return source.replace(COUNT, PENDING if count is None else f"{count:,}")
