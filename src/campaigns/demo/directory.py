"""What the directory of the demonstration has beside names and contacts: categories, interests, and a register."""

from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from campaigns.demo.stage import Stage
from campaigns.names.matching import matching_key
from campaigns.organisations.identifiers import Scheme
from campaigns.organisations.models import InCategory
from campaigns.organisations.record.categories import add_category
from campaigns.organisations.record.fields import CategoryFields
from campaigns.organisations.register.models import RegisterEntry, RegisterLoad
from campaigns.organisations.relations import CategoryKind

_CATEGORIES = {
    "Housing": ("The Quay Housing Trust", "Elm Street Food Co-operative", "Canal Together"),
    "Health": ("Rural Minds", "Tackling Isolation Together - Westmarch", "Disability Rights Westmarch (DRW)"),
    "Infrastructure": ("Wensum Voluntary Action (WVA)", "Fens and Marshes CVS"),
}
_INTERESTS = {
    "Housing": ("The Quay Housing Trust", "Canal Together", "Disability Rights Westmarch (DRW)"),
    "Transport": ("Rural Minds", "Fens and Marshes CVS"),
    "Carers": ("Rural Minds", "Tackling Isolation Together - Westmarch"),
}
#: Invented, and with numbers that no charity has.
_REGISTERED = (
    ("WENSUM VOLUNTARY ACTION", "www.wensum.example"),
    ("THE MILL ROAD CENTRE", "www.millroad.example"),
    ("LLAIS YNYS MON", "www.llais.example"),
    ("HARBOUR EQUALITY FOUNDATION", "www.harbour.example"),
    ("THE QUAY HOUSING TRUST", ""),
    ("ST BRANNOC'S ADVICE LINE", ""),
    ("FENS AND MARSHES COUNCIL FOR VOLUNTARY SERVICE", "www.fenscvs.example"),
    ("TERN ISLAND TRUST", ""),
    ("OLD PRINTWORKS ARTS", ""),
)
_REMOVED = ("WENSUM VALLEY ADVICE", "QUAY HOUSING SOCIETY")


async def categories(stage: Stage) -> None:
    """Labels of the secretariat's own, so that it can invite by them."""
    labels = [(CategoryKind.CATEGORY, *one) for one in _CATEGORIES.items()]
    for kind, label, names in [*labels, *((CategoryKind.INTEREST, *one) for one in _INTERESTS.items())]:
        category = await add_category(stage.session, stage.coalition.id, CategoryFields(label=label, kind=kind))
        stage.session.add_all(
            InCategory(coalition_id=stage.coalition.id, organisation_id=stage.organisations[name], category_id=category.id)
            for name in names
        )
    await stage.session.flush()


async def extract(session: AsyncSession, now: datetime) -> None:
    """Load it, as the operator would with `campaigns register import`."""
    entries = [(name, website, True) for name, website in _REGISTERED] + [(name, "", False) for name in _REMOVED]
    session.add_all(
        RegisterEntry(
            scheme=Scheme.ENGLAND_AND_WALES,
            number=str(9_900_001 + position),
            name=name,
            name_key=matching_key(name),
            is_registered=registered,
            website=website,
            company_number="",
        )
        for position, (name, website, registered) in enumerate(entries)
    )
    day = (now - timedelta(days=6)).date()
    session.add(RegisterLoad(scheme=Scheme.ENGLAND_AND_WALES, extracted_on=day, loaded_at=now, entries=len(entries)))
    await session.flush()
