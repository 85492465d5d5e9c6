"""A message.

    ┌────────┐ claim  ┌─────────┐ accepted by the server  ┌──────┐ returned later  ┌─────────┐
    │ queued │ ─────▶ │ sending │ ──────────────────────▶ │ sent │ ──────────────▶ │ bounced │
    └────────┘ ◀───── └─────────┘ ──┐ refused for good    └──────┘                 └─────────┘
             try later  │   ▲  │ │  └────────────────────────────────────────────────▶ ▲
                        └───┘  │ │ no longer wanted         ┌───────────┐
             claim again, once │ └────────────────────────▶ │ cancelled │
             the lease is over │ not to be written to       └───────────┘
                               └──────────────────────────▶ ┌────────────┐
                                                            │ suppressed │
                                                            └────────────┘

"Sent" means a mail server took it; a server further on may return it hours later. Whether somebody opened it is never known:
scanners open every mail. "Suppressed" means that the address wants or takes no such mail (`campaigns.mail.suppression`).
"""

from dataclasses import dataclass
from enum import StrEnum

from campaigns.languages.catalogues import gettext_noop
from campaigns.lifecycle import Lifecycle, Rule


class MessageState(StrEnum):
    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    BOUNCED = "bounced"
    CANCELLED = "cancelled"
    SUPPRESSED = "suppressed"


class MessageStep(StrEnum):
    CLAIM = "claim"
    SEND = "send"
    DEFER = "defer"
    BOUNCE = "bounce"
    CANCEL = "cancel"
    SUPPRESS = "suppress"


@dataclass(frozen=True)
class MessageFacts:
    """Nothing to ask: delivery has no guards, only outcomes."""


LIFECYCLE: Lifecycle[MessageState, MessageStep, MessageFacts] = Lifecycle(
    gettext_noop("The message"),
    {
        (MessageState.QUEUED, MessageStep.CLAIM): Rule(MessageState.SENDING),
        (MessageState.SENDING, MessageStep.CLAIM): Rule(MessageState.SENDING),
        (MessageState.SENDING, MessageStep.SEND): Rule(MessageState.SENT),
        (MessageState.SENDING, MessageStep.DEFER): Rule(MessageState.QUEUED),
        (MessageState.SENDING, MessageStep.BOUNCE): Rule(MessageState.BOUNCED),
        (MessageState.SENDING, MessageStep.CANCEL): Rule(MessageState.CANCELLED),
        (MessageState.SENDING, MessageStep.SUPPRESS): Rule(MessageState.SUPPRESSED),
        (MessageState.SENT, MessageStep.BOUNCE): Rule(MessageState.BOUNCED),
    },
    words={
        MessageState.QUEUED: gettext_noop("waiting to be sent"),
        MessageState.SENDING: gettext_noop("being sent"),
        MessageState.SENT: gettext_noop("sent"),
        MessageState.BOUNCED: gettext_noop("returned"),
        MessageState.CANCELLED: gettext_noop("no longer wanted"),
        MessageState.SUPPRESSED: gettext_noop("to an address that is not written to"),
    },
)
