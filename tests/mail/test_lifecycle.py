"""Every step of a message from every state, and that is all there is."""

from itertools import product

import pytest

from campaigns.errors import NotAllowedNow
from campaigns.mail.lifecycle import LIFECYCLE, MessageFacts, MessageState, MessageStep

LEADS_TO = {
    (MessageState.QUEUED, MessageStep.CLAIM): MessageState.SENDING,
    (MessageState.SENDING, MessageStep.CLAIM): MessageState.SENDING,
    (MessageState.SENDING, MessageStep.SEND): MessageState.SENT,
    (MessageState.SENDING, MessageStep.DEFER): MessageState.QUEUED,
    (MessageState.SENDING, MessageStep.BOUNCE): MessageState.BOUNCED,
    (MessageState.SENDING, MessageStep.CANCEL): MessageState.CANCELLED,
    (MessageState.SENDING, MessageStep.SUPPRESS): MessageState.SUPPRESSED,
    (MessageState.SENT, MessageStep.BOUNCE): MessageState.BOUNCED,
}


@pytest.mark.parametrize(("state", "step"), list(product(MessageState, MessageStep)))
def test_every_pair_of_state_and_step(state: MessageState, step: MessageStep) -> None:
    to = LEADS_TO.get((state, step))
    if to is not None:
        assert LIFECYCLE.after(state, step, MessageFacts()) is to
        return
    with pytest.raises(NotAllowedNow, match="cannot be done now"):
        LIFECYCLE.after(state, step, MessageFacts())


def test_what_was_returned_cancelled_or_suppressed_stays_so() -> None:
    ends = {state for state in MessageState if not any(begin is state for begin, _ in LIFECYCLE.rules)}
    assert ends == {MessageState.BOUNCED, MessageState.CANCELLED, MessageState.SUPPRESSED}
