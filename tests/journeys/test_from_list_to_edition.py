"""A statement from files: imported, signed from each mail, published, and every output compared with the right order."""

from pathlib import Path

import pytest

from tests.journeys import case
from tests.journeys.conftest import Stack

FOLDER = Path(__file__).parent / "invented"


@pytest.mark.slow
async def test_scenarios_14_and_15_every_output_has_the_right_order_and_counts(
    stack: Stack,
) -> None:
    invented = case.read(FOLDER)
    order = invented.order

    seen = await case.run(invented, stack.site, stack.mailbox, "fair-futures", "tom@harbour.example")

    assert (seen.mails, seen.signed_at_once, seen.reviewed) == (27, 26, 1)
    assert seen.counts == {"organisations": 28, "rows": 27}
    assert seen.checksums_agree
    for output in ("page", "csv", "json"):
        assert seen.lists[output] == order, output
    for output in ("pdf", "txt"):
        assert case.stand_in_order(order, seen.lists[output][0]), output
    for output, text in seen.words.items():
        assert "We the undersigned, 28 organisations, support these principles" in text, output
    assert set(seen.words) == {"page", "pdf", "txt"}
    assert "27 rows for 28 organisations, in this order" in seen.secretariat
