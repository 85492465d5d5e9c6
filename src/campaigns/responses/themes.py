"""Why organisations decline one letter, as far as they let the working group see it, and without a name they did not give.

What an organisation told the secretariat alone is in nothing here: not its words, not its reasons, not in any number.
"""

from uuid import UUID

import msgspec
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.invitations.models import Answer, AnswerKind, Invitation, WhoSees
from campaigns.invitations.reasons import Reason
from campaigns.responses.rows import Response, rows_of

#: More than any letter has been declined by.
MOST = 5000


class Theme(msgspec.Struct, frozen=True, kw_only=True):
    """One reason, and by how many organisations it was given."""

    reason: Reason
    organisations: int


class Said(msgspec.Struct, frozen=True, kw_only=True):
    """What one organisation said. `organisation` is its name, and empty where it did not give that to the working group."""

    organisation: str
    reasons: list[Reason]
    explanation: str
    would_sign_if: str


class Themes(msgspec.Struct, frozen=True, kw_only=True):
    """Reasons by how often they were given; what was said, named in list order, then unnamed in the order of its words."""

    themes: list[Theme]
    said: list[Said]


async def themes_of(session: AsyncSession, letter_id: UUID) -> Themes:
    """Why organisations decline a letter now; an answer that was overtaken since is not told."""
    rows = rows_of(letter_id)
    newest = (
        select(Answer.id)
        .where(Answer.invitation_id == Invitation.id)
        .order_by(Answer.id.desc())
        .limit(1)
        .correlate(Invitation)
        .scalar_subquery()
    )
    shown = [WhoSees.WORKING_GROUP_NAMED, WhoSees.WORKING_GROUP_UNNAMED]
    found = await session.execute(
        select(rows.c.name, Answer.who_sees, Answer.reasons, Answer.explanation, Answer.would_sign_if)
        .join(Invitation, Invitation.id == rows.c.id)
        .join(Answer, Answer.id == newest)
        .where(rows.c.response == Response.DECLINED, Answer.kind == AnswerKind.DECLINED, Answer.who_sees.in_(shown))
        .order_by(rows.c.sort_key)
        .limit(MOST)
    )
    said = [
        Said(
            organisation=name if who_sees is WhoSees.WORKING_GROUP_NAMED else "",
            reasons=[Reason(one) for one in reasons],
            explanation=explanation,
            would_sign_if=would_sign_if,
        )
        for name, who_sees, reasons, explanation, would_sign_if in found
    ]
    numbers = {reason: sum(reason in one.reasons for one in said) for reason in Reason}
    themes = [Theme(reason=reason, organisations=number) for reason, number in numbers.items() if number]
    return Themes(
        themes=sorted(themes, key=lambda one: -one.organisations),
        # The order of the list would tell whom an unnamed one stands next to.
        said=[one for one in said if one.organisation] + sorted((one for one in said if not one.organisation), key=_words),
    )


def _words(said: Said) -> tuple[str, str, list[Reason]]:
    return said.explanation, said.would_sign_if, said.reasons
