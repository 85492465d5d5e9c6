"""The form behind a single button: nothing but the row version that was looked at."""

from typing import Annotated

import msgspec

from campaigns.errors import Invalid
from campaigns.web.bodies import AnyRequest
from campaigns.web.forms import read_form
from campaigns.web.labels import hidden


class StepForm(msgspec.Struct, frozen=True, kw_only=True):
    row_version: Annotated[int, hidden()]


async def row_version_sent(request: AnyRequest) -> int:
    """The row version that the pressed button carries. Raises `Invalid` where there is none."""
    form = await read_form(request, StepForm)
    if form.problems:
        raise Invalid(form.problems)
    return form.value.row_version
