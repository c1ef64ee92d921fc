"""Categories of devices: decided, chosen, remembered; versions published; the pages; the command."""

import json
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import translation

from inventory import workflow
from inventory.apps import DATA, IN_FORCE
from inventory.models import CategoryDecision, CategoryRules, CpuAlias, CpuMark, Device
from inventory.queries import grading
from inventory.states import EventKind, Stage
from inventory.views.sentences import told
from inventory.workflow.refusals import RulesRefused
from reuse.core.refusals import NotPermitted
from reuse.jobs import workflow as jobs
from reuse.jobs.models import Job
from tests import people
from tests.inventory.factories import again, announced, device_at, item

pytestmark = pytest.mark.django_db


@pytest.fixture
def device():
    """A laptop whose processor, memory and disk are known."""
    made = device_at(Stage.AUDIT, cpu="CORE\xa0I5-8365/U\xa01.60\xa0GHZ")
    disk = workflow.add_medium(
        device=made, serial="S1", model="Samsung SSD", size_gb=256, act=people.act(people.technician())
    )
    disk.technology = "ssd"
    disk.save(update_fields=["technology"])
    return again(made)


def decide(device):
    return workflow.categorise(device=device, act=people.act(people.technician()))


def other_rules(version="network-2", **changes):
    """Another version, stricter: PREMIUM only from 20 points on."""
    document = json.loads((DATA / "category_rules" / f"{IN_FORCE}.json").read_text(encoding="utf-8"))
    document["id"] = version
    document["tables"][0]["categories"][3]["from"] = 15
    document["tables"][0]["categories"][4]["from"] = 20
    return json.dumps(document | changes, ensure_ascii=False)


# Decisions


def test_a_device_is_categorised_with_its_reasons_and_the_version(device):
    decision = decide(device)
    device = again(device)

    assert (device.category, device.cpu_mark) == ("A", 5946)  # 3 + 3 + 3
    assert decision.rules.version == IN_FORCE
    assert decision.points == 9
    assert decision.facts == {"mark": 5946, "ram_gb": "8", "disks": [["SSD", "256"]]}
    event = device.events.get(kind=EventKind.CATEGORISED)
    assert event.details == {"category": "A", "rules": IN_FORCE, "by_hand": False}
    assert event.computed_hash() == event.hash


def test_deciding_twice_writes_once(device):
    first = decide(device)

    assert decide(again(device)).pk == first.pk
    assert again(device).events.filter(kind=EventKind.CATEGORISED).count() == 1


def test_a_new_description_categorises_anew(device):
    decide(device)

    workflow.describe(
        device=again(device), item=item(ram_mb=16384, serial=""), act=people.act(people.technician())
    )

    assert again(device).category == "A"  # 3 + 4 + 3
    assert again(device).category_decisions.first().points == 10


def test_what_is_missing_leaves_a_device_without_category():
    device = device_at(Stage.AUDIT, cpu="i5 6th GEN")

    assert decide(device) is None
    assert again(device).category == ""
    found = grading.graded(again(device), grading.parsed(grading.rules_in_force(people.NOON.date())))
    assert len(found.decision.missing) == 2  # the mark, and the kind of the disk


def test_a_disk_taken_out_no_longer_counts(device):
    decide(device)
    medium = device.media.get()

    workflow.remove_medium(medium=medium, act=people.act(people.technician()))
    decide(again(device))

    assert again(device).category == ""
    assert again(device).category_decisions.first().missing


def test_a_person_decides_otherwise_and_says_why(device):
    decide(device)

    workflow.choose_category(
        device=again(device),
        category="C",
        reason_code="condition",
        note="écran taché",
        act=people.act(people.technician()),
    )

    assert again(device).category == "C"
    event = again(device).events.filter(kind=EventKind.CATEGORISED).last()
    assert (event.reason_code, event.note.text) == ("condition", "écran taché")
    assert "écran" not in json.dumps(event.details)


def test_a_persons_choice_stands_until_it_is_given_up(device):
    workflow.choose_category(
        device=device, category="D", reason_code="condition", act=people.act(people.technician())
    )

    workflow.describe(device=again(device), item=item(ram_mb=16384), act=people.act(people.technician()))
    assert again(device).category == "D"

    decide(again(device))
    assert again(device).category == "A"


@pytest.mark.parametrize(
    ("category", "reason"), [("Z", "condition"), ("A", ""), ("A", "whim"), ("", "other")]
)
def test_a_choice_needs_a_category_of_the_rules_and_a_reason(device, category, reason):
    with pytest.raises(RulesRefused):
        workflow.choose_category(
            device=device, category=category, reason_code=reason, act=people.act(people.technician())
        )

    assert not CategoryDecision.objects.exists()


def test_another_workshop_decides_nothing_here(device):
    for verb in (
        lambda act: workflow.categorise(device=device, act=act),
        lambda act: workflow.choose_category(device=device, category="A", reason_code="other", act=act),
        lambda act: workflow.choose_processor(device=device, mark=CpuMark.objects.first(), act=act),
    ):
        with pytest.raises(NotPermitted):
            verb(people.act(people.stranger()))


def test_a_spelling_that_a_person_has_tied_is_known_for_every_device(device):
    other = device_at(Stage.AUDIT, cpu="le gros i5")
    mark = CpuMark.objects.get(name__startswith="Intel Core i5-7200U")

    workflow.choose_processor(device=other, mark=mark, act=people.act(people.technician()))

    assert CpuAlias.objects.get().spelling == "le gros i5"
    found = grading.Marks().of("LE  GROS I5 ", "processor")
    assert found.is_sure
    assert found.mark.key == mark.pk


def test_the_table_of_marks_is_asked_by_index_only(device, django_assert_num_queries):
    marks = grading.Marks()

    with django_assert_num_queries(2):  # an alias, then the marks that resemble
        assert marks.of(device.cpu, "processor").mark.mark == 5946
    with django_assert_num_queries(0):
        marks.of(device.cpu, "processor")


# Versions


def test_a_version_is_added_published_and_applied_to_the_stock(device):
    decide(device)
    admin = people.administrator()

    rules = workflow.add_rules(content=other_rules(), act=people.act(admin))
    act = people.act(admin)
    job = workflow.publish_rules(rules=rules, since=act.on, act=act)
    jobs.run(job.pk)

    assert Job.objects.get(pk=job.pk).result["changed"] == 1
    assert again(device).category == "B"
    versions = list(device.category_decisions.order_by("id").values_list("rules__version", flat=True))
    assert versions == [IN_FORCE, "network-2"]


def test_a_version_published_for_later_waits_for_its_day(device):
    act = people.act(people.administrator())
    rules = workflow.add_rules(content=other_rules(), act=act)

    job = workflow.publish_rules(rules=rules, since=act.on + timedelta(days=7), act=act)

    assert job is None
    assert grading.rules_in_force(act.on).version == IN_FORCE
    assert grading.rules_in_force(act.on + timedelta(days=7)).version == "network-2"


def test_rules_never_come_into_force_in_the_past():
    act = people.act(people.administrator())
    rules = CategoryRules.objects.exclude(version=IN_FORCE).first()

    with pytest.raises(RulesRefused):
        workflow.publish_rules(rules=rules, since=act.on - timedelta(days=1), act=act)


def test_an_id_names_one_file_for_ever():
    act = people.act(people.administrator())
    workflow.add_rules(content=other_rules(), act=act)

    for content in (other_rules(), other_rules(source="another")):
        with pytest.raises(RulesRefused):
            workflow.add_rules(content=content, act=act)


@pytest.mark.parametrize("person", [people.technician, people.manager])
def test_only_the_administrator_adds_and_publishes(person):
    act = people.act(person())

    with pytest.raises(NotPermitted):
        workflow.add_rules(content=other_rules(), act=act)
    with pytest.raises(NotPermitted):
        workflow.publish_rules(rules=CategoryRules.objects.first(), since=act.on, act=act)


def test_a_simulation_changes_nothing_and_tells_from_what_to_what(device):
    decide(device)
    devices = grading.stock(people.manager())

    found = grading.simulate(grading.read(other_rules()), devices, grading.Simulation(), grading.Marks())

    assert found.counts == {("A", "B"): 1}
    assert [change.device.pk for change in found.changes] == [device.pk]
    assert again(device).category == "A"


def test_a_simulation_asks_as_much_for_20_devices_as_for_2(device, django_assert_max_num_queries):
    announced(20, donation=device.donation, cpu=device.cpu)
    Device.objects.filter(stage=Stage.ANNOUNCED).update(stage=Stage.RECEIVED)
    rules, manager = grading.read(other_rules()), people.manager()

    with django_assert_max_num_queries(5):  # devices, their media, choices by hand, one alias, one look-up
        grading.simulate(rules, grading.stock(manager), grading.Simulation(), grading.Marks())


def test_a_persons_choice_stands_in_a_simulation(device):
    workflow.choose_category(
        device=device, category="D", reason_code="other", act=people.act(people.technician())
    )

    found = grading.simulate(
        grading.read(other_rules()), grading.stock(people.manager()), grading.Simulation(), grading.Marks()
    )

    assert found.counts == {("D", "D"): 1}


def test_marks_are_taken_over_by_name():
    act = people.act(people.administrator())
    found = workflow.marks_in(
        [
            ["", "NAME", "CORES", "CPUMARK"],
            ["", "Intel Core i5-7200U @ 2.50GHz", "2", "4000"],
            ["", "Neu", "", "NA"],
        ]
    )

    count = workflow.add_marks(marks=found, kind="processor", source="test", dated=act.on, act=act)

    assert count == 1
    assert CpuMark.objects.get(name="Intel Core i5-7200U @ 2.50GHz").mark == 4000


# Pages


@pytest.fixture
def sign_in(client, settings):
    settings.DEMO = True

    def signed_in(membership):
        client.force_login(membership.user)
        return client

    return signed_in


def test_the_devices_page_tells_the_category_and_why(sign_in, device):
    decide(device)

    page = sign_in(people.technician()).get(reverse("inventory:device-detail", args=[device.code]))

    said = page.content.decode()
    assert "<b>A</b>" in said
    assert reverse("inventory:device-category", args=[device.code]) in said


def test_the_page_asks_which_processor_is_meant(sign_in):
    device = device_at(Stage.AUDIT, cpu="i5 6th GEN")

    page = sign_in(people.technician()).get(reverse("inventory:device-detail", args=[device.code]))

    assert "Intel Core i5-6200U" in page.content.decode()


def test_the_gestures_of_the_page(sign_in, device):
    client = sign_in(people.technician())
    decide_url, choose_url, name_url = (
        reverse(f"inventory:{name}", args=[device.code])
        for name in ("device-categorise", "device-category", "device-processor")
    )

    assert client.post(decide_url).status_code == 302
    assert again(device).category == "A"
    client.post(choose_url, {"category": "B", "reason_code": "condition", "note": "x"})
    assert again(device).category == "B"
    client.post(choose_url, {"category": "B"})
    assert again(device).category_decisions.count() == 2
    client.post(name_url, {"mark": "nothing such"})
    assert not CpuAlias.objects.exists()
    client.post(name_url, {"mark": "intel core i5-7200u @ 2.50ghz"})
    assert CpuAlias.objects.get().mark.mark == 3368
    assert client.get(decide_url).status_code == 405


def test_the_rules_pages(sign_in, device):
    decide(device)
    client = sign_in(people.manager())
    rules = reverse("inventory:category-rules-version", args=["emmaus-recondapi-2023"])

    for address in (reverse("inventory:category-rules"), rules, f"{rules}simulation/"):
        assert client.get(address).status_code == 200
    exported = client.get(f"{rules}rules.json")
    assert exported.content.decode() == CategoryRules.objects.get(version="emmaus-recondapi-2023").content
    assert client.post(reverse("inventory:category-rules-import")).status_code == 403
    assert client.get(f"{rules}simulation/?job=nonsense").status_code == 404


def test_a_wrong_file_is_told_mistake_by_mistake(sign_in, tmp_path):
    client = sign_in(people.administrator())
    file = tmp_path / "rules.json"
    file.write_text(other_rules(valid_from="soon"), encoding="utf-8")

    with file.open("rb") as content:
        page = client.post(reverse("inventory:category-rules-import"), {"file": content})

    assert page.status_code == 400
    assert "valid_from:" in page.content.decode()
    assert not CategoryRules.objects.filter(version="network-2").exists()


def test_the_administrator_adds_and_publishes_on_the_page(sign_in, tmp_path):
    client = sign_in(people.administrator())
    file = tmp_path / "rules.json"
    file.write_text(other_rules(), encoding="utf-8")
    with file.open("rb") as content:
        added = client.post(reverse("inventory:category-rules-import"), {"file": content})
    publish = reverse("inventory:category-rules-publish", args=["network-2"])

    assert added.url == reverse("inventory:category-rules-version", args=["network-2"])
    assert client.post(publish, {"since": "hier"}).status_code == 302
    assert CategoryRules.objects.get(version="network-2").published_from is None
    client.post(publish, {"since": "2100-01-01"})
    assert CategoryRules.objects.get(version="network-2").published_from.year == 2100


def test_a_large_stock_is_simulated_by_a_job(sign_in, device, monkeypatch):
    decide(device)
    monkeypatch.setattr("inventory.views.grading.AT_ONCE", 0)
    client = sign_in(people.manager())
    address = reverse("inventory:category-simulation", args=["emmaus-recondapi-2023"])

    assert b'<form method="post">' in client.get(address).content
    client.post(address)
    job = Job.objects.get()
    jobs.run(job.pk)

    page = client.get(f"{address}?job={job.public_id}")
    assert page.status_code == 200
    assert page.context["total"] == 1


def test_a_table_of_marks_is_taken_over_on_the_page(sign_in, tmp_path):
    client = sign_in(people.administrator())
    file = tmp_path / "marks.csv"
    file.write_text(";NAME;CORES;CPUMARK\n;Intel Pentium Gold 4415U @ 2.30GHz;2;2300\n")

    with file.open("rb") as content:
        client.post(
            reverse("inventory:category-marks-import"),
            {"file": content, "kind": "processor", "source": "essai", "dated": "2026-01-01"},
        )

    assert grading.Marks().of("pentium 4415U", "processor").mark.mark == 2300


def test_a_category_is_told_in_the_history(device):
    decide(device)

    with translation.override("en"):
        said = told(again(device).events.get(kind=EventKind.CATEGORISED)).text

    assert said == f"Category A under the rules {IN_FORCE}"
