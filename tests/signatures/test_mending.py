"""Whatever is typed wrong is said in words beside its field, with 422, and everything typed is still there."""

from typing import Any

import httpx
import pytest

from campaigns.signatures.lifecycle import SignatureState
from tests.signatures.story import AMINA, BEN, SIAN, Story, Window, sign

LONG = "A very long name indeed " * 10

NAMES: list[tuple[dict[str, Any], str]] = [
    ({"display_name": ""}, "Enter the organisation’s name."),
    ({"display_name": " \u200b\u2800 "}, "Enter the organisation’s name."),
    ({"display_name": LONG}, "The name must be 200 characters or fewer. It is 239."),
    ({"display_name": "=HYPERLINK(1)"}, "The name must not begin with “=”, because a spreadsheet would run it."),
    ({"display_name": "Visit www.wensum.example"}, "The name must not contain a web address or an email address."),
    ({"display_name": "=?utf-8?q?x?="}, "The name must not begin with “=”, because a spreadsheet would run it."),
    ({"display_name": "12345"}, "The name must contain at least one letter."),
    ({"joint_names": "Canal Together\r\n@canal"}, "The name must not begin with “@”, because a spreadsheet would run it."),
    ({"joint_names": "\r\n".join(f"Partner {letter}" for letter in "ABCDEFGHIJK")}, "Name at most 10 other organisations."),
]

NO_ADDRESS = "Write an email address like name@organisation.example."
SIGNERS: list[tuple[dict[str, str], list[str]]] = [
    ({"signer_name": "", "signer_title": ""}, ["Enter your full name.", "Enter your job title or role."]),
    ({"signer_name": "A" * 201}, ["Use 200 characters or fewer."]),
    ({"signer_title": "See https://wensum.example"}, ["Leave web addresses out of this."]),
    ({"signer_title": "=1+1"}, ["Begin with a letter or a number."]),
    ({"signer_email": ""}, [NO_ADDRESS]),
    ({"signer_email": "amina@wensum.example, jo@wensum.example"}, [NO_ADDRESS]),
    ({"signer_email": "amina@wensum.example\r\nBcc: x@y.example"}, [NO_ADDRESS]),
    ({"signer_email": "amína@wensum.example"}, [NO_ADDRESS]),
    ({"signer_phone": "ring me"}, ["Enter a phone number, such as 020 7946 0000, or leave this empty."]),
    ({"shown": "everything"}, ["Choose what the list shows from what the page offers."]),
]

AUTHORITIES: list[tuple[dict[str, str], str, str]] = [
    ({}, "authority", "Say whether you can sign for the organisation."),
    ({"authority": "because"}, "authority", "Choose whether you can sign from what the page offers."),
    ({"authority": "trustees_agreed"}, "agreed_on", "Enter when the trustees or the board agreed."),
    ({"authority": "delegated", "agreed_on": "May"}, "delegated_by", "Enter who delegated this to you."),
    ({"authority": "delegated", "delegated_by": "D" * 201}, "delegated_by", "Use 200 characters or fewer."),
]


@pytest.fixture
async def window(client: httpx.AsyncClient, story: Story) -> Window:
    """Amina's, at the question of the name."""
    window = await Window(client).open(story.path(AMINA))
    return await window.press("Sign for Wensum")


@pytest.mark.parametrize(("typed", "sentence"), NAMES)
async def test_a_name_that_cannot_stand_in_a_list(
    window: Window, story: Story, typed: dict[str, Any], sentence: str
) -> None:
    await window.press("Continue", typed)

    assert (window.status, window.errors) == (422, [sentence])
    assert window.titled().startswith("Error: ")
    for name, value in typed.items():
        assert window.value(name) == value.replace("\r\n", "\n")
    assert (await story.newest()).display_name == "Wensum Voluntary Action (WVA)"


@pytest.mark.parametrize(("typed", "sentences"), SIGNERS)
async def test_a_signer_who_mistyped(window: Window, story: Story, typed: dict[str, str], sentences: list[str]) -> None:
    await window.press("Continue")
    await window.press("Continue", {"signer_phone": "020 7946 0001", **typed})

    assert (window.status, window.errors) == (422, sentences)
    if "signer_phone" not in typed:
        assert window.value("signer_phone") == "020 7946 0001"
    for name, value in typed.items():
        if name != "shown":
            assert window.value(name) == value.replace("\r\n", "\n")
    assert (await story.newest()).signer_phone == ""


@pytest.mark.parametrize(("typed", "field", "sentence"), AUTHORITIES)
async def test_authority_has_no_default_and_wants_its_grounds(
    window: Window, story: Story, typed: dict[str, str], field: str, sentence: str
) -> None:
    await window.press("Continue")
    await window.press("Continue")
    await window.press("Continue", typed)

    assert (window.status, window.errors) == (422, [sentence])
    assert window.page.xpath("//*[@class='govuk-list govuk-error-summary__list']//a")[0].get("href") == f"#{field}"
    assert (await story.newest()).authority is None


async def test_each_error_leads_to_its_field(window: Window) -> None:
    await window.press("Continue")
    await window.press("Continue", signer_name="", signer_email="x")

    for link in window.page.xpath("//*[contains(@class, 'govuk-error-summary__list')]//a"):
        [field] = window.page.xpath("//*[@id=$id]", id=link.get("href")[1:])
        assert link.text_content().strip() in window.page.xpath("string(//*[@id=$id])", id=f"{field.get('id')}-error")


async def test_a_decline_needs_a_reason_and_a_name(client: httpx.AsyncClient, story: Story) -> None:
    window = await Window(client).open(f"{story.path(SIAN)}/decline")
    said = {"person_name": " ", "explanation": "It is\r\nlong " * 500, "who_sees": "working_group_named"}
    await window.press("Send this answer", said)

    assert window.status == 422
    assert window.errors == [
        "Choose at least one reason, or “Prefer not to say”.",
        "Use 4,000 characters or fewer.",
        "Enter your name, so that the secretariat knows who answered.",
    ]
    assert window.value("explanation").startswith("It is\nlong It is\nlong ")
    assert window.chosen("who_sees") == ["working_group_named"]
    await window.press("Send this answer", person_name="Siân", explanation="", would_sign_if="w" * 4001, reasons=["risk"])
    assert window.errors == ["Use 4,000 characters or fewer."]
    assert window.chosen("reasons") == ["risk"]
    await window.press("Send this answer", would_sign_if="", person_name="S" * 201)
    assert window.errors == ["Use 200 characters or fewer."]
    assert await story.mailed("answer_recorded") == []


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        (("", "", ""), "Enter the date by which you expect to answer."),
        (("4", "", "2026"), "The date must include a month."),
        (("31", "6", "2026"), "The date must be a real date, such as 5 6 2026."),
        (("1", "June", "2026"), "The date must be today or later."),
    ],
)
async def test_more_time_needs_a_day_that_is_still_to_come(
    client: httpx.AsyncClient, story: Story, day: tuple[str, str, str], sentence: str
) -> None:
    window = await Window(client).open(f"{story.path(SIAN)}/more-time")
    parts = dict(zip(("needed_by-day", "needed_by-month", "needed_by-year"), day, strict=True))
    await window.press("Ask for more time", {**parts, "explanation": "The board"})

    assert (window.status, window.errors) == (422, [sentence])
    assert [window.value(name) for name in parts] == list(day)
    assert window.value("explanation") == "The board"


async def test_wrong_codes_are_counted_and_the_link_still_works(client: httpx.AsyncClient, story: Story) -> None:
    window = await sign(Window(client), story.path(BEN), signer_email="ben.private@post.example")
    code = await story.code()
    wrong = f"{(int(code) + 1) % 10**6:06}"

    await window.press("Continue", code="")
    assert (window.status, window.errors) == (422, ["Enter the code from the mail: six digits."])
    for typed in [wrong, "abc", "١٢٣٤٥٦", wrong, wrong]:
        await window.press("Continue", code=typed)
        assert window.status == 422
        assert window.value("code") == typed
    await window.press("Continue", code=code)
    assert window.status == 422
    assert (await story.newest()).state is SignatureState.AWAITING_EMAIL

    await window.open(await story.check_path())
    await window.press("Confirm this address")
    assert window.heading == "Your address is confirmed"


async def test_a_robot_that_fills_in_every_field_does_not_begin(client: httpx.AsyncClient, story: Story) -> None:
    await story.publish()
    window = await Window(client).open(story.start_path)
    await window.press("Start now", website="https://spam.example")

    assert (window.status, window.errors) == (422, ["Leave this field empty: it is there to catch robots."])
    assert await story.signatures() == []


@pytest.mark.parametrize("page", ["sign", "name", "check", "code", "again", "address", "decline", "more-time", "withdraw"])
async def test_a_form_from_elsewhere_is_refused_whatever_it_says(client: httpx.AsyncClient, story: Story, page: str) -> None:
    await sign(Window(client), story.path(AMINA))
    before = await story.everything()

    for fields in ({}, {"csrf_token": "A" * 64}, {"csrf_token": "é"}):
        answer = await client.post(f"{story.path(AMINA)}/{page}", data=fields)
        assert answer.status_code == 403
    answer = await client.post(f"{story.path(AMINA)}/{page}", content=b"\xff\xfe", headers={"Content-Type": "text/plain"})
    assert answer.status_code == 403

    assert await story.everything() == before


async def test_a_form_that_is_far_too_large_is_told_so(client: httpx.AsyncClient, story: Story) -> None:
    answer = await client.post(f"{story.path(AMINA)}/decline", data={"explanation": "x" * 70_000})
    assert answer.status_code == 413
