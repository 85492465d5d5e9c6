"""The invented coalition of the demonstration. Any likeness to a real organisation or person is an accident."""

from campaigns.coalitions.roles import Role

COALITION = {
    "slug": "fair-futures",
    "name": "Fair Futures Alliance",
    "host_name": "Harbour Equality Foundation",
    "reference_prefix": "FFA",
    "accent_colour": "#7a1f3d",
    "contact_name": "Nia Rees",
    "contact_email": "letters@fair-futures.example",
    "contact_phone": "020 7946 0123",
    "postal_address": "4 Ropewalk Yard\nPort Ellery PE1 0AA",
}

OTHER_COALITION = {
    "slug": "clean-rivers",
    "name": "Clean Rivers Network",
    "host_name": "Otter Trust",
    "reference_prefix": "CRN",
    "accent_colour": "#0b5d4f",
    "contact_name": "Sam Brook",
    "contact_email": "letters@clean-rivers.example",
    "contact_phone": "020 7946 0456",
    "postal_address": "The Old Lock House\nMarlow Weir MW3 0ZZ",
}

#: Name, address, role.
PEOPLE = [
    ("Nia Rees", "nia@harbour.example", Role.SECRETARIAT),
    ("Tom Okello", "tom@harbour.example", Role.SECRETARIAT),
    ("Dev Anand", "dev@harbour.example", Role.DRAFTER),
    ("Rosa Lind", "rosa@lind.example", Role.REVIEWER),
    ("Amina Cole", "amina@wensum.example", Role.MEMBER_REPRESENTATIVE),
]
OTHER_PEOPLE = [("Sam Brook", "sam@rivers.example", Role.SECRETARIAT)]

#: Organisation; then name, role and address of each contact.
ORGANISATIONS: list[tuple[str, list[tuple[str, str, str]]]] = [
    (
        "Wensum Voluntary Action (WVA)",
        [
            ("Amina Cole", "Chief executive", "amina@wensum.example"),
            ("Jo Pratt", "Policy officer", "jo@wensum.example"),
            ("", "", "info@wensum.example"),
        ],
    ),
    ("The Mill Road Centre", [("Ben Marsh", "Director", "ben@millroad.example")]),
    ("Llais Ynys Môn", [("Siân Huws", "Prif weithredwr", "sian@llais.example")]),
    ("Harbour Equality Foundation", [("Ruth Adeyemi", "Director", "ruth@harbour.example")]),
    ("Ósk Community Trust", [("Birna Jónsdóttir", "Chair", "birna@osk.example")]),
    ("Żubr Polonia Society", [("Ewa Lis", "President", "ewa@zubr.example")]),
    ("مركز الأمل (Markaz al-Amal)", [("Huda Saleh", "Manager", "huda@markaz.example")]),
    ("希望中心 (Hope Centre)", [("Lin Mei", "Director", "mei@hopecentre.example")]),
    ("আশা কেন্দ্র (Asha Kendra)", [("Rina Das", "Co-ordinator", "rina@asha.example")]),
    ("Re'New Transport Circle", [("Col Hart", "Secretary", "col@renew.example")]),
    ("An Droichead Friendship House", [("Orla Quinn", "Manager", "orla@droichead.example")]),
    ("Fens and Marshes CVS", [("Pat Stow", "Chief officer", "pat@fenscvs.example")]),
    ("Links: The Vale Council for Voluntary Service (LinksVale)", [("Gus Bell", "Chief officer", "gus@linksvale.example")]),
    ("Sunday Rounders League (Ellery)", [("Kay Dunn", "Organiser", "kay@rounders.example")]),
    ("Tackling Isolation Together - Westmarch", [("Ada Finch", "Lead", "ada@isolation.example")]),
    ("St Brannoc's Advice Line", [("Leo Park", "Trustee", "leo@brannoc.example")]),
    ("The Quay Housing Trust", [("Mo Iqbal", "Chief executive", "mo@quayhousing.example")]),
    ("Young Voices Port Ellery", [("Zoe Hale", "Youth worker", "zoe@youngvoices.example")]),
    ("Disability Rights Westmarch (DRW)", [("Ian Frost", "Director", "ian@drw.example")]),
    ("Canal Together", [("Bea Noor", "Chair", "bea@canal.example")]),
    ("Elm Street Food Co-operative", [("Tess Ray", "Buyer", "tess@elmstreet.example")]),
    ("Rural Minds", [("Hal Birch", "Chief officer", "hal@ruralminds.example")]),
    ("7 Sisters Women's Centre", [("Joy Mbeki", "Manager", "joy@7sisters.example")]),
    ("Old Printworks Arts", []),
]
#: So that both languages arrive in the mailbox.
WRITTEN_TO_IN_WELSH = frozenset({"Llais Ynys Môn"})
OTHER_ORGANISATIONS: list[tuple[str, list[tuple[str, str, str]]]] = [
    ("Otter Trust", [("Ivy Lane", "Warden", "ivy@otter.example")]),
    ("Marlow Weir Anglers", [("Rob Pike", "Secretary", "rob@anglers.example")]),
]

WARM_HOMES = """Dear Secretary of State,

Last winter one family in five that our {count} organisations work with went without heating for a week or more. We meet
them in advice lines, food co-operatives and classrooms. Children do homework in coats; older people stay in bed to keep
warm.

The cause is not the weather. It is homes that lose heat faster than anybody can pay for it, and rules that leave the
tenant with the bill. We ask you to:

1. **Fund insulation** for every rented home below band C within five years.
2. **Publish the figures** for cold homes each year, by district and by tenure.
3. **End forced prepayment** for households with a child under five, or with anybody over seventy.

None of this is new, and all of it is cheaper than another winter. We would welcome a meeting before the end of the month,
and would bring with us people who live in the homes we describe.

Yours sincerely,
"""

BUS_FARES = """Dear Minister,

A return fare to the nearest hospital now costs more than an hour's wage in half of the districts where we work. Two in three
volunteers have told our members that they gave up a shift because of the fare.

We ask for three things:

1. A single fare of two pounds, kept for five years.
2. A night bus on every hospital route.
3. A seat for passengers on each transport board.

Yours sincerely,
"""

LIBRARIES = """Dear Leader of the Council,

Six branch libraries are to close in spring. For many who use them they are the only warm room with a computer that asks
nothing of those who come in.

We ask you to:

1. Halt the closures until the needs of each neighbourhood have been assessed.
2. Meet the friends' groups before the budget is set.

Yours sincerely,
"""

PRINCIPLES = """Funding decides which voices are heard. We commit ourselves, and invite every funder and every organisation
that passes on grants, to work by these principles.

1. **Say yes to core costs.** A project cannot stand on a building that nobody pays for.
2. **Ask once.** One form, one report, in words that a volunteer can write.
3. **Decide with people, not about them.** At least a third of every panel has lived what the fund is for.
4. **Pay on time.** Thirty days from the invoice, for small organisations ten.

We will look at these principles together every year, and we will say in public where we have fallen short.
"""

SCHOOL_MEALS = """Dear Secretary of State,

Registration for free school meals still depends on a form that many parents cannot read. Enrol every entitled child
automatically.

1. Enrol children from the data that government already holds.
2. Let schools keep the funding for children who move within the year.

Yours sincerely,
"""

SEWAGE = """Dear Chair,

Forty-one days of discharge above the weir were reported last year; our members counted sixty-three. We ask you to publish
every reading, every day.

1. Publish readings within an hour.
2. Fund independent sampling.

Yours faithfully,
"""
