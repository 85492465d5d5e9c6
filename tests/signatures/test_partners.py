"""Who stands behind a joint row: everybody who is counted is written out, and nobody twice."""

import pytest

from campaigns.signatures.answers import NameAnswer, answer_name, own_name
from campaigns.signatures.models import Signature

WVA = "Wensum Voluntary Action (WVA)"


@pytest.mark.parametrize(
    ("typed", "partners", "row", "counted"),
    [
        (WVA, ["Action", "Voluntary Action"], f"{WVA} and Action and Voluntary Action", [WVA, "Action", "Voluntary Action"]),
        (
            "Age Quay Harbour",
            ["Age Quay"],
            "Age Quay Harbour and Age Quay",
            ["Age Quay Harbour", "Age Quay"],
        ),
        (
            "Mill Road and Canal Together",
            ["Canal Together"],
            "Mill Road and Canal Together",
            ["Mill Road", "Canal Together"],
        ),
        ("Canal Together & Mill Road", ["Canal Together"], "Mill Road and Canal Together", ["Mill Road", "Canal Together"]),
        ("Mill Road, Llais and Żubr", ["Llais", "Żubr"], "Mill Road and Llais and Żubr", ["Mill Road", "Llais", "Żubr"]),
        ("Mill Road", ["New Org", "new org", "NEW ORG (NO)"], "Mill Road and New Org", ["Mill Road", "New Org"]),
        ("Mill Road", ["The Mill Road", "Llais"], "Mill Road and Llais", ["Mill Road", "Llais"]),
        ("Mill Road and Llais", ["Mill Road", "Llais"], "Mill Road and Llais", ["Mill Road", "Llais"]),
        ("Llais", ["Llais"], "Llais", ["Llais"]),
    ],
)
def test_every_counted_organisation_is_shown_once(typed: str, partners: list[str], row: str, counted: list[str]) -> None:
    signature = Signature()

    answer_name(signature, NameAnswer(display_name=typed, joint_names=partners))

    assert signature.display_name == row
    assert [own_name(signature.display_name, signature.joint_names), *signature.joint_names] == counted
    again = NameAnswer(display_name=counted[0], joint_names=signature.joint_names)
    answer_name(signature, again)
    assert signature.display_name == row
