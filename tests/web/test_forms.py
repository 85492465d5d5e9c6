"""What people type arrives as values, or as one plain sentence for each field."""

from datetime import date, time
from typing import Annotated

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.languages.locales import Locale, reading
from campaigns.web.bodies import Fields, Upload
from campaigns.web.forms import Form, begun, form_from
from campaigns.web.labels import choices
from campaigns.web.locales import LocaleForm
from campaigns.web.typed import Unreadable, read_date, read_time

from .conftest import GOOD, Reason, Reply


def sent(*more: tuple[str, str], without: str = "", uploads: list[tuple[str, Upload]] | None = None) -> Form[Reply]:
    pairs = [(name, one) for name, value in GOOD.items() for one in ([value] if isinstance(value, str) else value)]
    return form_from(Fields([pair for pair in pairs if pair[0] != without] + list(more), uploads or []), Reply)


def test_every_field_of_a_good_form_becomes_a_value() -> None:
    logo = Upload("logo.png", "image/png", b"\x89PNG")
    form = sent(uploads=[("logo", logo)])
    assert form.problems == {}
    assert form.value == Reply(
        title="Homes for everyone",
        work_email="amina@wensum.example",
        comment="First\nsecond",
        reason=Reason.BOARD,
        others=[Reason.BOARD, Reason.REMIT],
        publish_on=date(2026, 6, 5),
        publish_at=time(17),
        agreed=True,
        logo=logo,
        row_version=3,
    )


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("title", "", "Enter the title."),
        ("title", " \u2003\n ", "Enter the title."),
        ("title", "x" * 41, "The title must be 40 characters or fewer; it has 41."),
        ("title", "Homes\0for", "The title has a character that cannot be kept. Delete it and type it again."),
        ("work_email", "amina at wensum", "Enter your work email address in the form name@organisation.example."),
        ("work_email", "amına@wensum.example", "Enter your work email address in the form name@organisation.example."),
        ("reason", "", "Choose a reason."),
        ("reason", "weather", "Choose a reason from what the page offers."),
        ("others", "weather", "Choose other reasons from what the page offers."),
        ("publish_at", "25:00", "The time of publication must be a time, such as 17:00 or 5pm."),
        ("publish_at", "17", "The time of publication must be a time, such as 17:00 or 5pm."),
        ("agreed", "perhaps", "Choose the agreed from what the page offers."),
        ("publish_on-month", "", "The date of publication must include a month."),
        ("publish_on-day", "31", "The date of publication must be a real date, such as 5 6 2026."),
        ("publish_on-year", "26", "The date of publication must be a real date, such as 5 6 2026."),
        ("publish_on-year", "٢٠٢٦٠", "The date of publication must be a real date, such as 5 6 2026."),
    ],
)
def test_one_sentence_says_what_to_mend(field: str, typed: str, sentence: str) -> None:
    form = sent((field, typed), without=field)
    assert form.problems == {field.partition("-")[0]: sentence}
    assert form.problem(field.partition("-")[0]) == sentence


def test_what_was_typed_is_kept_beside_the_problems() -> None:
    form = sent(("title", "x" * 50), ("agreed", ""), without="title")
    assert form.problems
    assert form.typed("title") == "x" * 50
    assert form.typed("publish_on-month") == "June"
    assert form.chosen("others") == ["board", "remit"]
    with pytest.raises(RuntimeError):
        _ = form.value


def test_a_field_that_is_sent_twice_is_not_guessed_at() -> None:
    form = sent(("title", "Another"))
    assert form.problems == {"title": "The title was sent twice. Load the page again and answer once."}


def test_fields_that_the_form_does_not_have_are_left_out() -> None:
    assert sent(("is_admin", "yes")).value == sent().value


def test_a_damaged_hidden_field_is_told_for_the_whole_form() -> None:
    form = sent(("row_version", "three"), without="row_version")
    assert list(form.problems) == [""]
    assert "Load it again" in form.problem("")


def test_text_is_composed_and_freed_of_control_characters() -> None:
    form = sent(("comment", "Cafe\u0301\x07 \x0bnext\x85"), without="comment")
    assert form.value.comment == "Café \nnext"


def test_nothing_chosen_where_something_must_be() -> None:
    class Strict(msgspec.Struct):
        topics: Annotated[frozenset[Reason], choices("at least one topic")]

    assert form_from(Fields([], []), Strict).problems == {"topics": "Choose at least one topic."}
    assert form_from(Fields([("topics", "board")], []), Strict).value.topics == frozenset({Reason.BOARD})


def test_the_error_summary_leads_to_the_first_input_of_each_field() -> None:
    assert sent().anchor("publish_on") == "publish_on-day"
    assert sent().anchor("title") == "title"
    assert sent().anchor("no such field") == "no such field"


def test_what_an_action_found_joins_the_problems_and_keeps_what_was_typed() -> None:
    form = sent().with_problems({"title": "Another letter has this title."})
    assert form.problems == {"title": "Another letter has this title."}
    assert form.typed("title") == "Homes for everyone"


def test_a_form_that_begins_shows_the_values_it_was_given() -> None:
    form = begun(
        Reply, title="Homes", others=[Reason.REMIT], publish_on=date(2026, 6, 5), publish_at=time(9, 5), agreed=True
    )
    assert form.typed("title") == "Homes"
    assert form.chosen("others") == ["remit"]
    assert [form.typed(f"publish_on-{part}") for part in ("day", "month", "year")] == ["5", "6", "2026"]
    assert form.typed("publish_at") == "09:05"
    assert form.typed("agreed") == "yes"
    assert form.typed("work_email") == ""


def test_a_type_that_forms_cannot_read_is_a_mistake_of_ours() -> None:
    class Odd(msgspec.Struct):
        amount: float

    with pytest.raises(TypeError, match="amount"):
        form_from(Fields([], []), Odd)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("17:00", time(17)),
        ("5pm", time(17)),
        ("5.30 PM", time(17, 30)),
        ("12 noon", time(12)),
        ("12pm", time(12)),
        ("12am", time(0)),
        ("9:05 a.m.", time(9, 5)),
        ("00:01", time(0, 1)),
        ("hanner dydd", time(12)),
    ],
)
def test_times_are_read_as_people_write_them(typed: str, expected: time) -> None:
    assert read_time(typed) == expected


@pytest.mark.parametrize("typed", ["midnight", "hanner nos", "13pm", "5:3", "5pmm", "noonish", "-1:00", "24:00", "1²:00"])
def test_times_that_nobody_could_keep_are_refused(typed: str) -> None:
    with pytest.raises(Unreadable):
        read_time(typed)


@pytest.mark.parametrize("month", ["6", "June", "jun", "Mehefin", "meh"])
def test_a_month_may_be_a_name_in_english_or_welsh(month: str) -> None:
    assert read_date("5", month, "2026") == date(2026, 6, 5)


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ([], "Mae angen i chi ddewis iaith."),
        ([("locale", "xx")], "Mae angen i chi ddewis iaith o’r hyn y mae’r dudalen yn ei gynnig."),
        ([("locale", "cy"), ("locale", "cy")], "Iaith: anfonwyd hyn ddwywaith. Llwythwch y dudalen eto ac atebwch unwaith."),
    ],
)
def test_a_welsh_sentence_leaves_the_name_of_the_field_as_it_is(sent: list[tuple[str, str]], sentence: str) -> None:
    with reading(Locale.WELSH):
        assert form_from(Fields(sent, []), LocaleForm).problems == {"locale": sentence}


FIELD_NAMES = st.sampled_from([*GOOD, "publish_on", "logo", "csrf_token", "", "comment"]) | st.text(max_size=20)


@given(
    texts=st.lists(st.tuples(FIELD_NAMES, st.text(max_size=60)), max_size=12),
    uploads=st.lists(st.tuples(FIELD_NAMES, st.builds(Upload, st.text(), st.text(), st.binary())), max_size=3),
)
def test_whatever_is_sent_is_a_value_or_has_sentences(
    texts: list[tuple[str, str]], uploads: list[tuple[str, Upload]]
) -> None:
    form = form_from(Fields(texts, uploads), Reply)
    if form.problems:
        assert all(sentence.endswith(".") for sentence in form.problems.values())
        assert all(name == "" or name in Reply.__struct_fields__ for name in form.problems)
    else:
        value = form.value
        assert value.title == value.title.strip() != ""
        assert "\0" not in value.title + value.comment
