"""Whether a letter takes answers at an instant."""

from datetime import datetime

from campaigns.letters.lifecycles.signing import SigningState
from campaigns.letters.queries import LetterDetail


def accepts(letter: LetterDetail, now: datetime) -> bool:
    """Whether signing is open and its deadline, if there is one, still lies ahead; the closing job may be late."""
    in_time = letter.deadline_at is None or now < letter.deadline_at
    return letter.signing is SigningState.OPEN and in_time
