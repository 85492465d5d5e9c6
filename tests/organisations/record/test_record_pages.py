"""Nia keeps an organisation's record on its pages, and a program of hers at the API."""

from lxml import html

from tests.organisations.browsing import text_of, value_of
from tests.organisations.conftest import signed_in

BASE = "/api/v1/coalitions/fair-futures"


async def add(nia, name="Wensum Voluntary Action (WVA)", **others):
    answer = await nia.send("/organisations/add", {"display_name": name, "is_member": "yes", **others})
    assert answer.status_code == 303, text_of(answer)
    return answer.headers["location"].partition("?")[0]


async def sent(nia, path, fields, **more):
    """What the page says that the form leads to."""
    answer = await nia.send(path, fields, **more)
    assert answer.status_code == 303, text_of(answer)
    return text_of(await nia.get(answer.headers["location"]))


async def test_names_and_numbers_are_added_shown_and_taken_away(nia):
    here = await add(nia)
    assert "There are no other names yet" in text_of(await nia.get(f"{here}/names"))
    shown = await sent(nia, f"{here}/names", {"kind": "former", "name": "Norwich CVS"})
    assert "The name was added" in shown
    assert "Former name Norwich CVS" in shown
    refused = await nia.send(f"{here}/numbers", {"scheme": "GB-CHC", "number": "12"})
    assert refused.status_code == 422
    assert "“12” is not a number of the Charity Commission for England and Wales" in text_of(refused)
    assert value_of(refused, "number") == "12"
    assert "GB-CHC-1099999" in await sent(nia, f"{here}/numbers", {"scheme": "GB-CHC", "number": "1 099 999"})
    page = text_of(await nia.get(here))
    assert "Former names Norwich CVS" in page
    assert "Numbers in registers GB-CHC-1099999, Charity Commission for England and Wales" in page
    other = await add(nia, "Cromer Quay")
    clash = await nia.send(f"{other}/numbers", {"scheme": "GB-CHC", "number": "1099999"})
    assert "is the number of Wensum Voluntary Action (WVA)" in text_of(clash)
    names = await nia.get(f"{here}/names")
    remove = html.fromstring(names.text).xpath("//main//form[contains(@action, '/remove')]/@action")[0]
    assert "The name was taken away" in await sent(nia, remove, {}, form=f"{here}/names")
    assert "Former names None" in text_of(await nia.get(here))


async def test_the_relation_is_changed_with_its_days(nia):
    here = await add(nia)
    days = {"member_from-day": "1", "member_from-month": "4", "member_from-year": "2019"}
    shown = await sent(nia, f"{here}/relation", {"relation": "member", "is_lead_partner": "yes", **days})
    assert "Member from 1 April 2019" in shown
    assert "Lead partner Yes" in shown
    refused = await nia.send(f"{here}/relation", {"relation": "former_member", **days})
    assert refused.status_code == 422
    assert "Enter the last day of the membership" in text_of(refused)
    until = {"member_until-day": "31", "member_until-month": "5", "member_until-year": "2026"}
    assert "Was a member" in await sent(nia, f"{here}/relation", {"relation": "former_member", **days, **until})
    assert "was a member" in text_of(await nia.get("/organisations"))
    assert "1 organisation" in text_of(await nia.get("/organisations?show=former_members"))
    assert "No organisation fits all of this" in text_of(await nia.get("/organisations?show=members"))


async def test_the_second_of_two_people_is_told_of_the_first(nia):
    here = await add(nia)
    opened = await nia.get(f"{here}/relation")
    await nia.send(f"{here}/relation", {"relation": "partner"})
    late = await nia.send_from(opened, f"{here}/relation", {"relation": "member"})
    assert late.status_code == 409
    assert "Relation: Partner, not a member" in text_of(late)
    assert (await nia.send_from(late, f"{here}/relation", {"relation": "member"})).status_code == 303


async def test_a_branch_is_named_by_its_parent_and_categories_are_ticked(nia):
    here = await add(nia)
    cromer = await add(nia, "Wensum in Cromer")
    assert "The category was added" in await sent(nia, "/organisations/categories", {"label": "Housing"})
    form = await nia.get(f"{cromer}/details")
    category = html.fromstring(form.text).xpath("//input[@name='categories']/@value")[0]
    unknown = await nia.send(f"{cromer}/details", {"branch_of": "Quay of Nowhere", "language": "cymraeg"})
    assert unknown.status_code == 422
    assert "No organisation called “Quay of Nowhere” is known" in text_of(unknown)
    typed = {"branch_of": "wva", "locality": "Cromer", "language": "cymraeg", "categories": category}
    shown = await sent(nia, f"{cromer}/details", typed)
    assert "Locality Cromer" in shown
    assert "Language Cymraeg" in shown
    assert "Branch of Wensum Voluntary Action (WVA)" in shown
    assert "Categories Housing" in shown
    assert "Branches Wensum in Cromer" in text_of(await nia.get(here))
    listed = text_of(await nia.get(f"/organisations?category={category}"))
    assert "1 organisation" in listed
    assert "Housing 1 organisation in Housing" in text_of(await nia.get("/organisations/categories"))
    renamed = f"/organisations/categories/{category}"
    assert "The category was changed" in await sent(nia, renamed, {"label": "Homes"})
    assert "The category was taken away" in await sent(nia, renamed, {}, button={"remove": "yes"})
    assert "Categories None" in text_of(await nia.get(cromer))


async def test_interests_are_a_list_of_their_own(nia):
    here = await add(nia)
    await sent(nia, "/organisations/categories", {"label": "Foundations", "kind": "category"})
    assert "The interest was added" in await sent(nia, "/organisations/categories", {"label": "Housing", "kind": "interest"})
    twice = await nia.send("/organisations/categories", {"label": "housing", "kind": "interest"})
    assert twice.status_code == 422
    assert "There is an interest “housing” already" in text_of(twice)
    assert html.fromstring(twice.text).xpath("//input[@name='kind'][@checked]/@value") == ["interest"]
    lists = text_of(await nia.get("/organisations/categories"))
    assert "Categories Foundations 0 organisations in Foundations" in lists
    assert "Interests Housing 0 organisations in Housing" in lists

    form = html.fromstring((await nia.get(f"{here}/details")).text)
    (category,), (interest,) = (form.xpath(f"//input[@name='{one}']/@value") for one in ("categories", "interests"))
    shown = await sent(nia, f"{here}/details", {"interests": interest})
    assert "Categories None" in shown
    assert "Interests Housing" in shown
    (ticked,) = html.fromstring((await nia.get(f"{here}/details")).text).xpath("//input[@checked][@type='checkbox']/@name")
    assert ticked == "interests"
    listed = await nia.get(f"/organisations?category={interest}")
    assert "1 organisation " in text_of(listed)
    select = html.fromstring(listed.text).xpath("//select[@name='category']")[0]
    assert select.xpath("optgroup/@label") == ["Categories", "Interests"]
    assert select.xpath("optgroup[@label='Interests']/option[@selected]/@value") == [interest]
    assert "Category or interest" in text_of(listed)
    assert "0 organisations" in text_of(await nia.get(f"/organisations?category={category}"))

    renamed = f"/organisations/categories/{interest}"
    assert "Change an interest" in text_of(await nia.get(renamed))
    await sent(nia, "/organisations/categories", {"label": "Transport", "kind": "interest"})
    taken = await nia.send(renamed, {"label": "Transport"})
    assert taken.status_code == 422
    assert "There is an interest “Transport” already" in text_of(taken)
    assert "The interest was changed" in await sent(nia, renamed, {"label": "Homes"})
    assert "Interests Homes" in text_of(await nia.get(here))
    assert "The interest was taken away" in await sent(nia, renamed, {}, button={"remove": "yes"})
    assert "Interests None" in text_of(await nia.get(here))


async def test_who_may_sign(nia):
    here = await add(nia)
    until = {"signs_until-day": "31", "signs_until-month": "3", "signs_until-year": "2027"}
    refused = await nia.send(f"{here}/signers/add", {})
    assert "Enter the person’s name" in text_of(refused)
    shown = await sent(nia, f"{here}/signers/add", {"name": "Amina Cole", "role_title": "Chief executive", **until})
    assert "Amina Cole Chief executive 31 March 2027" in shown
    page = await nia.get(here)
    (change,) = html.fromstring(page.text).xpath("//a[contains(@href, '/signers/') and contains(@href, '/change')]/@href")
    assert "Amina Cole Chair" in await sent(nia, change, {"name": "Amina Cole", "role_title": "Chair"})
    assert "Nobody is on record" in await sent(nia, change.replace("/change", "/remove"), {}, form=change)


async def test_a_program_does_the_same(client, sessions, futures, now):
    client.headers["authorization"] = f"Bearer {await signed_in(sessions, futures, now)}"
    added = (await client.post(f"{BASE}/organisations", json={"display_name": "Wensum Voluntary Action"})).json()
    here = f"{BASE}/organisations/{added['id']}"
    one = (await client.post(f"{here}/names", json={"kind": "former", "name": "Norwich CVS"})).json()
    two = (await client.post(f"{here}/identifiers", json={"scheme": "GB-COH", "number": "1999999"})).json()
    assert (one["names"][0]["name"], two["identifiers"][0]["org_id"]) == ("Norwich CVS", "GB-COH-01999999")
    labels = f"{BASE}/organisations/categories"
    (category,) = (await client.post(labels, json={"label": "Housing"})).json()
    category, interest = (await client.post(labels, json={"label": "Transport", "kind": "interest"})).json()
    assert (category["kind"], interest["kind"]) == ("category", "interest")
    assert (await client.post(labels, json={"label": "Wales", "kind": "nation"})).status_code == 422
    renamed = (await client.put(f"{labels}/{interest['id']}", json={"label": "Buses"})).json()
    assert [(one["kind"], one["label"]) for one in renamed] == [("category", "Housing"), ("interest", "Buses")]
    ids = {"categories": [category["id"]], "interests": [interest["id"]]}
    details = {"locality": "Norwich", **ids, "row_version": two["row_version"]}
    three = (await client.put(f"{here}/details", json=details)).json()
    assert three["categories"] == [{"id": category["id"], "name": "Housing"}]
    assert three["interests"] == [{"id": interest["id"], "name": "Buses"}]
    assert (await client.put(f"{here}/details", json=details)).status_code == 409
    relation = {"relation": "member", "member_from": "2020-01-01", "row_version": three["row_version"]}
    assert (await client.put(f"{here}/relation", json=relation)).json()["member_from"] == "2020-01-01"
    four = (await client.post(f"{here}/signers", json={"name": "Amina Cole"})).json()
    signer = f"{here}/signers/{four['signers'][0]['id']}"
    assert (await client.put(signer, json={"name": "Amina Cole", "signs_until": "2027-03-31"})).status_code == 200
    for gone in (signer, f"{here}/names/{one['names'][0]['id']}", f"{here}/identifiers/{two['identifiers'][0]['id']}"):
        assert (await client.delete(gone)).status_code == 204
        assert (await client.delete(gone)).status_code == 404
    read = (await client.get(here)).json()
    assert (read["names"], read["identifiers"], read["signers"], read["locality"]) == ([], [], [], "Norwich")
    assert (await client.delete(f"{BASE}/organisations/categories/{category['id']}")).status_code == 204
    changes = (await client.get(f"{here}/changes")).json()
    assert changes["changes"][-1] | {"id": "", "at": ""} == {
        "id": "",
        "at": "",
        "by": "Nia Rees",
        "field": "former name",
        "was": "",
        "now": "Norwich CVS",
        "reason": "",
    }
    listed = (await client.get(f"{BASE}/organisations", params={"show": "partners"})).json()
    assert listed["total"] == 0
