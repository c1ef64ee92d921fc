"""The page of figures: numbers beside those of the period before, narrowed by the address, down to the devices."""

import csv
import io
from datetime import date, timedelta
from urllib.parse import parse_qsl

import pytest

from beneficiaries.states import HandoverStage
from inventory import workflow as inventory
from inventory.states import SAME_PERSON, Stage
from reuse.accounts.models import LegalKind
from reuse.core import clock
from reuse.reports.forms.samples import SampleForm
from reuse.reports.queries import numbers, presets, slicing, suppression
from reuse.reports.queries.presets import Period
from reuse.reports.queries.slicing import Narrowing
from reuse.reports.workflow import rollups
from tests import people
from tests.api.caller import Caller
from tests.beneficiaries import factories
from tests.inventory.factories import device_at

pytestmark = pytest.mark.django_db
YEAR = Period(date(2026, 1, 1), date(2026, 12, 31))
ADDRESS = "/figures/?since=2026-06-01&until=2026-06-30"


def five_devices():
    """Three laptops: handed over, come back, ready; a smartphone recycled; a laptop just received."""
    handed = device_at(Stage.HANDED_OVER)
    back = device_at(Stage.HANDED_OVER)
    inventory.take_back(device=back, reason_code="fault", act=people.act(people.technician()))
    device_at(Stage.READY, kind=LegalKind.COUNCIL)
    device_at(Stage.RECYCLED, kind_of="smartphone")
    device_at(Stage.RECEIVED)
    return handed, back


def test_shares_are_of_the_same_devices():
    five_devices()

    found = numbers.compared(YEAR)

    assert found.now.count("received") == 5
    assert found.now.share("yield") == numbers.Share(3, 5)
    assert found.now.share("non_conformity") == numbers.Share(1, 3)
    assert found.now.share("short_circuit") == numbers.Share(2, 2)
    assert found.before == numbers.Compared(numbers.Numbers(), numbers.Numbers()).before


def test_who_has_the_device_repaired_does_not_bring_it_back():
    device = device_at(Stage.HANDED_OVER)
    inventory.take_back(device=device, reason_code=SAME_PERSON, act=people.act(people.technician()))

    assert numbers.compared(YEAR).now.share("non_conformity") == numbers.Share(0, 1)


@pytest.mark.parametrize("is_folded", [True, False])
def test_slices_and_filters_add_up_to_the_whole(is_folded):
    five_devices()
    if is_folded:
        rollups.fold_all()
    kinds = {name: key for key, name in slicing.labels("type").items()}
    [site] = set(slicing.labels("site"))
    phones = Narrowing(type=int(kinds["Smartphones"] if "Smartphones" in kinds else kinds["smartphones"]))

    for by in slicing.BY:
        if by not in {"partner", "programme"}:
            assert sum(one.count("received") for one in numbers.sliced(YEAR, by).values()) == 5, by
    assert numbers.compared(YEAR, phones).now.count("recycled") == 1
    assert numbers.compared(YEAR, Narrowing(sites=frozenset({int(site)}))).now.count("received") == 5
    assert numbers.compared(YEAR, Narrowing(sites=frozenset())).now.count("received") == 0
    both = Narrowing(sites=frozenset({int(site)}), type=phones.type)
    assert numbers.compared(YEAR, both).now.count("received") == 1
    assert set(numbers.sliced(YEAR, "department", phones)) == {"38"}
    assert numbers.compared(YEAR, Narrowing(donor_kind="council")).now.count("ready") == 1


@pytest.mark.any_database
@pytest.mark.parametrize(
    ("code", "since", "until", "since_before", "until_before"),
    [
        ("month", "2026-03-01", "2026-03-31", "2026-02-01", "2026-02-28"),
        ("last-month", "2026-02-01", "2026-02-28", "2026-01-01", "2026-01-31"),
        ("quarter", "2026-01-01", "2026-03-31", "2025-10-01", "2025-12-31"),
        ("last-quarter", "2025-10-01", "2025-12-31", "2025-07-01", "2025-09-30"),
        ("year", "2026-01-01", "2026-03-31", "2025-01-01", "2025-03-31"),
        ("last-year", "2025-01-01", "2025-12-31", "2024-01-01", "2024-12-31"),
        ("twelve", "2025-04-01", "2026-03-31", "2024-04-01", "2025-03-31"),
    ],
)
def test_periods_have_names_and_one_before(code, since, until, since_before, until_before):
    period = presets.named(code, date(2026, 3, 31))

    assert (str(period.since), str(period.until)) == (since, until)
    assert (str(period.before.since), str(period.before.until)) == (since_before, until_before)


def test_free_days_are_compared_with_as_many_before():
    assert Period(date(2026, 3, 10), date(2026, 3, 19)).before == Period(date(2026, 2, 28), date(2026, 3, 9))


@pytest.mark.any_database
@pytest.mark.parametrize(
    ("counts", "hidden"),
    [
        ([9, 8, 7], set()),
        ([9, 3, 7], {1, 2}),
        ([9, 3, 0, 4], {1, 3}),
        ([1, 1, 6, 9], {0, 1, 2}),
        ([3, 0], {0}),
    ],
)
def test_what_is_small_is_not_found_by_subtraction(counts, hidden):
    assert suppression.hidden(counts) == hidden


def test_those_who_see_devices_come_from_a_number_to_its_list(client, settings):
    settings.DEMO = True
    handed, back = five_devices()
    rollups.fold_all()
    client.force_login(people.coordinator().user)

    page = client.get(f"{ADDRESS}&by=type").content.decode()
    assert "/figures/devices/?figure=handed_over&amp;since=2026-06-01" in page
    devices = client.get(
        "/figures/devices/?figure=handed_over&since=2026-06-01&until=2026-06-30"
    ).content.decode()
    assert all(f"/d/{one.code}/" in devices for one in (handed, back))
    phones = client.get("/figures/devices/?figure=handed_over&type=smartphone").content.decode()
    assert handed.code not in phones
    answer = client.post("/lists/figure-devices/file/", {"do": "csv", "all": "1", "query": "figure=ready"})
    assert b"".join(answer.streaming_content).count(b"ThinkPad") == 3
    answer.close()


def test_a_workshop_sees_its_own_devices_only(client, settings):
    settings.DEMO = True
    handed, _back = five_devices()
    rollups.fold_all()

    for who, is_seen in ((people.manager(), True), (people.stranger(), False)):
        client.force_login(who.user)
        page = client.get(
            "/figures/devices/?figure=handed_over&since=2026-06-01&until=2026-06-30"
        ).content.decode()
        assert (f"/d/{handed.code}/" in page) == is_seen


@pytest.mark.parametrize("who", [people.observer, people.donor, people.social_worker])
def test_others_read_numbers_only(client, who):
    five_devices()
    client.force_login(who().user)

    page = client.get(f"{ADDRESS}&by=site")

    assert page.status_code == 200
    assert "/figures/devices/" not in page.content.decode()
    assert ("/figures/sample/" in page.content.decode()) == (who is people.observer)
    assert client.get("/figures/devices/").status_code == 403


def test_donors_and_partners_read_no_small_numbers(client, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: people.NOON + timedelta(days=30))
    five_devices()
    client.force_login(people.donor().user)

    page = client.get("/figures/?period=2026-Q2&by=type").content.decode()
    lines = client.get("/figures/figures.csv?period=2026-Q2&by=type").content.decode()

    assert "moins de 5" in page or "fewer than 5" in page
    assert not any(line.split(";")[4] in {"1", "2", "3", "4"} for line in lines.splitlines()[1:])


def test_donors_and_partners_choose_closed_quarters_alone(client):
    """The difference of two free periods, or of the same one read twice, would tell what one day brought."""
    client.force_login(people.social_worker().user)

    page = client.get("/figures/?since=2026-06-01&until=2026-06-02")

    form = page.context["form"]
    assert not {"since", "until"} & form.fields.keys()
    assert form.chosen in presets.closed_quarters(form.today).values()
    assert form.chosen.until < form.today
    assert client.get("/figures/?period=2026-Q9").context["form"].errors


@pytest.mark.any_database
@pytest.mark.parametrize(
    ("count", "told"), [(0, 0), (1, None), (4, None), (5, 5), (9, 5), (10, 10), (1203, 1200)]
)
def test_others_read_counts_in_steps_of_five(count, told):
    assert suppression.told(count) == told
    assert suppression.told(count, least=1) == count


@pytest.mark.any_database
def test_a_share_tells_neither_a_small_part_nor_a_small_rest():
    assert numbers.Share(3, 80).told(least=5) is None
    assert numbers.Share(77, 80).told(least=5) is None
    assert numbers.Share(33, 81).told(least=5) == numbers.Share(35, 80)
    assert numbers.Share(3, 81).told(least=1) == numbers.Share(3, 81)


@pytest.mark.any_database
def test_closed_quarters_end_before_today():
    found = presets.closed_quarters(date(2026, 1, 1), 2)

    assert found == {
        "2025-Q4": Period(date(2025, 10, 1), date(2025, 12, 31), 3),
        "2025-Q3": Period(date(2025, 7, 1), date(2025, 9, 30), 3),
    }
    assert found["2025-Q4"].before == found["2025-Q3"]


@pytest.mark.parametrize(
    ("asked", "shown", "chosen"),
    [
        ("", None, "year"),
        ("period=month", "month", "month"),
        ("since=2026-06-01&until=2026-06-30", "days", None),
        ("period=month&since=2026-06-01&until=2026-06-30", "days", None),
        ("was=days&period=month&since=2026-06-01&until=2026-06-30", "month", "month"),
    ],
)
def test_the_form_shows_the_period_that_is_told(client, asked, shown, chosen):
    client.force_login(people.observer().user)

    form = client.get(f"/figures/?{asked}").context["form"]

    june = presets.spanning(date(2026, 6, 1), date(2026, 6, 30))
    assert form["period"].value() == shown
    assert form.chosen == (presets.named(chosen, form.today) if chosen else june)
    assert form.has_days == (chosen is None)
    assert not form.errors


def test_a_wrong_address_tells_nothing_but_what_is_wrong(client):
    client.force_login(people.observer().user)

    page = client.get("/figures/?type=spaceship")

    assert page.context["form"].errors
    assert "chain" not in page.context
    assert client.get("/figures/figures.csv?type=spaceship").url == "/figures/?type=spaceship"


@pytest.mark.parametrize(
    "days",
    [
        *("since=2026-06-01", "until=2026-06-01", "since=2026-06-30&until=2026-06-01"),
        *("since=9999-12-31&until=9999-12-31", "since=0001-01-01&until=0001-01-02"),
    ],
)
def test_days_that_make_no_period_are_said_wherever_they_are_asked(client, settings, days):
    settings.DEMO = True
    client.force_login(people.manager().user)

    for page in (client.get(f"/figures/?{days}"), client.get(f"/figures/devices/?figure=received&{days}")):
        assert page.status_code == 200
        assert page.context["form"].errors.keys() & {"since", "until"}
    assert not SampleForm({"figure": "received", "size": "1", **dict(parse_qsl(days))}).is_valid()
    asked = dict(parse_qsl(days.replace("since", "from").replace("until", "to")))
    assert Caller(client, people.observer()).get("reports/figures/", **asked).status_code == 400


def test_a_row_of_the_table_leads_to_its_own_figures(client):
    five_devices()
    client.force_login(people.observer().user)

    page = client.get("/figures/?since=2026-06-01&until=2026-06-30&type=laptop&by=department")
    [row] = page.context["rows"]

    assert row["name"] == "Isère (38)"
    assert row["cells"][1] == "4"
    narrowed = client.get(row["url"])
    assert [rung.tile.value for rung in narrowed.context["chain"]][1] == "4"


def test_the_page_asks_as_much_of_few_as_of_many(
    client, django_assert_max_num_queries, django_assert_num_queries
):
    device_at(Stage.HANDED_OVER)
    client.force_login(people.observer().user)
    client.get(ADDRESS)
    with django_assert_max_num_queries(40) as few:
        client.get(f"{ADDRESS}&by=department")
    five_devices()
    with django_assert_max_num_queries(len(few)):
        client.get(f"{ADDRESS}&by=department")


def test_of_partners_only_what_went_to_them_is_told(client):
    done = factories.handover_at(HandoverStage.DONE)
    client.force_login(people.observer().user)

    page = client.get("/figures/?since=2026-01-01&until=2026-12-31&by=partner")

    [row] = page.context["rows"]
    assert row["name"] == done.request.partner.name
    assert row["cells"] == ["1", "0", "1"]


def test_the_file_tells_what_the_page_tells(client):
    five_devices()
    client.force_login(people.observer().user)
    english = {"accept-language": "en"}
    asked = f"{ADDRESS.partition('?')[2]}&type=laptop&by=donor_kind"

    page = client.get(f"/figures/?{asked}").context
    lines = client.get(f"/figures/figures.csv?{asked}", headers=english).content.decode("utf-8-sig")

    rows = list(csv.DictReader(io.StringIO(lines), delimiter=";"))
    assert {row["Of what"] for row in rows} == {"laptop", "laptop, Company", "laptop, Council"}
    whole = {row["Figure"]: (row["Value"], row["Before"]) for row in rows if row["Of what"] == "laptop"}
    names = ["Announced", "Received", "Erased", "Ready", "Handed over"]
    assert [whole[name] for name in names] == [(rung.tile.value, "0") for rung in page["chain"]]
    assert whole["Yield (%)"] == ("75", "")
    assert whole["Lead time, median (days)"] == ("0", "")
    low, high = (float(whole[f"CO2e avoided, an estimate, {end} (kg)"][0]) for end in ("low", "high"))
    assert 0 < low == round(page["impacts"].avoided["low_g"] / 1000, 1) < high
    of_councils = {row["Figure"]: row["Value"] for row in rows if row["Of what"] == "laptop, Council"}
    assert (of_councils["Ready"], of_councils["Handed over"]) == ("1", "0")
