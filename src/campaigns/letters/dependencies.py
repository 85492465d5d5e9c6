"""What the secretariat's pages and answers may ask for: who is signed in, and in which coalition."""

from campaigns.coalitions.dependencies import DEPENDENCIES as IN_THE_COALITION
from campaigns.people.dependencies import DEPENDENCIES as SIGNED_IN

SECRETARIAT = {**SIGNED_IN, **IN_THE_COALITION}
