"""A message.

    ┌────────┐ claim  ┌─────────┐ accepted by the server  ┌──────┐
    │ queued │ ─────▶ │ sending │ ──────────────────────▶ │ sent │
    └────────┘ ◀───── └─────────┘ ──┐ refused for good    └──────┘
             try later  │   ▲  │    └───────────────────▶ ┌─────────┐
                        └───┘  │ no longer wanted         │ bounced │
             claim again, once │                          └─────────┘
             the lease is over └───────────────────▶ ┌───────────┐
                                                     │ cancelled │
                                                     └───────────┘

"Sent" means a mail server took it. Whether somebody opened it is never known: scanners open every mail.
"""

from dataclasses import dataclass
from enum import StrEnum

from campaigns.lifecycle import Lifecycle, Rule


class MessageState(StrEnum):
    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    BOUNCED = "bounced"
    CANCELLED = "cancelled"


class MessageStep(StrEnum):
    CLAIM = "claim"
    SEND = "send"
    DEFER = "defer"
    BOUNCE = "bounce"
    CANCEL = "cancel"


@dataclass(frozen=True)
class MessageFacts:
    """Nothing to ask: delivery has no guards, only outcomes."""


LIFECYCLE: Lifecycle[MessageState, MessageStep, MessageFacts] = Lifecycle(
    "The message",
    {
        (MessageState.QUEUED, MessageStep.CLAIM): Rule(MessageState.SENDING),
        (MessageState.SENDING, MessageStep.CLAIM): Rule(MessageState.SENDING),
        (MessageState.SENDING, MessageStep.SEND): Rule(MessageState.SENT),
        (MessageState.SENDING, MessageStep.DEFER): Rule(MessageState.QUEUED),
        (MessageState.SENDING, MessageStep.BOUNCE): Rule(MessageState.BOUNCED),
        (MessageState.SENDING, MessageStep.CANCEL): Rule(MessageState.CANCELLED),
    },
    words={
        MessageState.QUEUED: "waiting to be sent",
        MessageState.SENDING: "being sent",
        MessageState.SENT: "sent",
        MessageState.BOUNCED: "returned",
        MessageState.CANCELLED: "no longer wanted",
    },
)
