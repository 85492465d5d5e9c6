"""Each row is judged on its own, against the rows before it, and against what the coalition knows."""

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from campaigns.languages.locales import Locale, reading
from campaigns.names.tidy import problem
from campaigns.organisations.imports.checking import Checker, Known, Listed
from campaigns.organisations.imports.rows import Effect, Row, Summary
from campaigns.organisations.imports.table import Line
from campaigns.organisations.record.categories import MOST_LABELS
from campaigns.organisations.relations import CategoryKind
from tests.names.strategies import names

KNOWN = {
    "wensum voluntary action": Known(
        key="wensum voluntary action",
        display_name="Wensum Voluntary Action (WVA)",
        contacts={"amina@wensum.example": False, "old@wensum.example": True},
    )
}


def check(*lines, known=KNOWN, labels=()):
    read = [Line(number=number, **line) for number, line in enumerate(lines, start=2)]
    checker = Checker(known, {"GB-CHC-1099999": "Wensum Voluntary Action (WVA)"}, labels, Listed.of(read), date(2026, 6, 2))
    return [checker.check(line) for line in read]


def test_a_new_organisation_with_its_contact():
    (row,) = check(
        {
            "organisation": "The Mill Road  Centre (MRC)",
            "contact_name": "Ben Marsh",
            "role_title": "Director",
            "email": "Ben@MILLROAD.example",
        }
    )
    assert row.effect is Effect.ORGANISATION
    assert (row.organisation, row.acronym, row.sort_name) == (
        "The Mill Road Centre (MRC)",
        "MRC",
        "Mill Road Centre (MRC), The",
    )
    assert (row.contact_name, row.email, row.email_key) == ("Ben Marsh", "Ben@millroad.example", "ben@millroad.example")
    assert row.problems == []
    assert row.warnings == ["There were extra spaces in the name. They were removed."]


def test_categories_and_interests_are_counted_each_for_itself():
    there = [(CategoryKind.INTEREST, str(number)) for number in range(MOST_LABELS - 1)]
    fine, same, over, too_many = check(
        {"organisation": "Mill Road", "categories": "Halls | Housing", "interests": " Housing | housing | Transport|1"},
        {"organisation": "Hope Kitchen", "interests": "housing"},
        {"organisation": "Quay Group", "interests": "Carers"},
        {"organisation": "Elm Street", "interests": "|".join(map(str, range(21)))},
        labels=there[1:],
    )
    assert (fine.problems, fine.record.categories) == ([], ["Halls", "Housing"])
    assert fine.record.interests == ["Housing", "housing", "Transport", "1"]
    assert same.problems == []
    assert over.problems == ["A coalition may have 100 interests, and with those of this row it has more."]
    assert "An organisation may have 20 interests." in too_many.problems


def test_problems_name_the_cell_and_keep_what_was_in_it():
    no_name, bad_address, two_addresses, formula, web, overlong, spilled = check(
        {"email": "ben@millroad.example"},
        {"organisation": "Mill Road", "email": "ben@"},
        {"organisation": "Mill Road", "email": "ben@millroad.example; jo@millroad.example"},
        {"organisation": "=cmd|'/c calc'!A0"},
        {"organisation": "Cheap pills https://pills.example"},
        {"organisation": "x" * 501, "role_title": "y" * 501},
        {"organisation": "Hope", "acronym": "Home and Hearth", "spilled": True},
    )
    assert no_name.problems == ["Enter the organisation’s name."]
    assert bad_address.problems == ["“ben@” is not an email address. It should be like name@organisation.example."]
    assert bad_address.email == "ben@"
    assert two_addresses.problems == ["Enter one email address. Each contact has its own."]
    assert "a spreadsheet would run it" in formula.problems[0]
    assert "web address" in web.problems[0]
    assert overlong.problems == [
        "The organisation’s name is longer than 500 characters.",
        "The contact’s role is longer than 500 characters.",
    ]
    assert "quotation marks" in spilled.problems[0]


def test_several_rows_of_one_organisation_are_several_contacts():
    first, second, again, differently = check(
        {"organisation": "Mill Road Centre", "email": "ben@millroad.example"},
        {"organisation": "mill road centre", "email": "jo@millroad.example"},
        {"organisation": "Mill Road Centre", "email": "BEN@millroad.example"},
        {"organisation": "Mill Road Centre"},
    )
    assert [first.effect, second.effect, again.effect, differently.effect] == [
        Effect.ORGANISATION,
        Effect.CONTACT,
        Effect.NOTHING,
        Effect.NOTHING,
    ]
    assert second.warnings == ["The same organisation as in row 2, written differently. Row 2 is used."]
    assert again.warnings == ["The same organisation and address as in row 2."]


def test_a_row_with_problems_is_not_remembered():
    _, good = check(
        {"organisation": "Mill Road Centre", "email": "ben@"}, {"organisation": "Mill Road Centre", "acronym": "MRC"}
    )
    assert (good.effect, good.warnings) == (Effect.ORGANISATION, ["There is no contact in this row."])


def test_what_is_known_is_left_alone_and_said_to_be():
    new_contact, known_contact, ended, nobody = check(
        {"organisation": "Wensum Voluntary Action (WVA)", "email": "jo@wensum.example"},
        {"organisation": "WENSUM voluntary action", "email": "amina@wensum.example", "contact_name": "A. Cole"},
        {"organisation": "Wensum Voluntary Action (WVA)", "email": "old@wensum.example"},
        {"organisation": "Wensum Voluntary Action (WVA)"},
    )
    assert [row.effect for row in (new_contact, known_contact, ended, nobody)] == [
        Effect.CONTACT,
        Effect.NOTHING,
        Effect.NOTHING,
        Effect.NOTHING,
    ]
    assert new_contact.warnings == ["Already in your organisations. Its names are left as they are."]
    assert known_contact.warnings == [
        "Already in your organisations as “Wensum Voluntary Action (WVA)”. Its names are left as they are.",
        "This contact is known already and is left as it is.",
    ]
    assert "stays ended" in ended.warnings[-1]


def test_what_is_found_is_kept_in_english_and_told_to_whoever_looks_in_their_language():
    with reading(Locale.WELSH):
        wrong, known = check(
            {"organisation": "Mill Road", "email": "ben@"}, {"organisation": "Wensum Voluntary Action", "email": ""}
        )
        told, worth_a_look = wrong.told(), known.told()
    assert wrong.problems == ["“ben@” is not an email address. It should be like name@organisation.example."]
    assert wrong.told().problems == wrong.problems
    assert told.problems == ["Nid yw “ben@” yn gyfeiriad e-bost. Dylai edrych fel enw@sefydliad.example."]
    assert known.warnings[-1] == "There is no contact in this row."
    assert worth_a_look.warnings[-1] == "Nid oes cyswllt yn y rhes hon."


def test_one_address_for_two_organisations_is_pointed_out():
    _, second = check(
        {"organisation": "Mill Road Centre", "email": "desk@quay.example"},
        {"organisation": "Harbour Kitchen", "email": "desk@quay.example"},
    )
    assert second.warnings == ["Row 2 has the same address for another organisation."]
    assert second.effect is Effect.ORGANISATION


def test_joint_rows_are_not_taken_apart():
    (row,) = check({"organisation": "Bressay Community Service (BCS) and Bolster Together", "acronym": "BCS"})
    assert row.organisation == "Bressay Community Service (BCS) and Bolster Together"
    assert row.acronym == "BCS"


def test_a_contact_without_an_address_is_left_out_and_said_to_be():
    (row,) = check({"organisation": "Mill Road Centre", "contact_name": "Ben Marsh"})
    assert (row.contact_name, row.warnings) == ("", ["The contact has no email address and is left out."])


def test_the_figures_add_up():
    summary = Summary()
    rows = check(
        {"organisation": "Mill Road Centre", "email": "ben@millroad.example"},
        {"organisation": "Mill Road Centre", "email": "jo@millroad.example"},
        {"organisation": "Harbour Kitchen"},
        {"organisation": "", "email": "x"},
        {"organisation": "Wensum Voluntary Action (WVA)", "email": "amina@wensum.example"},
    )
    for row in rows:
        summary.count(row)
    assert summary == Summary(organisations=2, contacts=2, problems=1, warnings=2, nothing_new=1)


_lines = st.lists(
    st.builds(
        dict,
        organisation=names,
        acronym=st.text(max_size=25),
        sort_name=names,
        contact_name=st.text(max_size=20),
        email=st.one_of(st.text(max_size=30), st.sampled_from(["a@x.example", "A@X.example", "", "b@x.example"])),
        spilled=st.booleans(),
    ),
    max_size=6,
)


@settings(deadline=None)
@given(_lines)
def test_any_row_is_judged_and_no_row_without_problems_is_unusable(lines):
    adding: set[str] = set()
    for row in check(*lines):
        assert isinstance(row, Row)
        assert all(sentence.endswith(".") for sentence in [*row.problems, *row.warnings])
        if not row.problems:
            assert problem(row.organisation) is None
            assert row.name_key
            assert row.sort_key
            assert bool(row.email) == bool(row.email_key)
        if row.effect is Effect.ORGANISATION:
            assert row.name_key not in adding
            adding.add(row.name_key)
