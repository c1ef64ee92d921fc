"""Follower sheets: every barcode reads back, whatever the printer; what they say is kept."""

import pypdfium2
import pytest
from django.urls import reverse

import labels
from inventory import codes, queries, workflow
from inventory.documents.follower import follower_sheets
from inventory.models import CheckDraft, Checklist, Device, QualityCheck
from inventory.models.quality import PICTURES
from inventory.states import COMMANDS, END, Stage
from reuse.accounts.models import StoredFile
from reuse.core.refusals import Refusal
from reuse.jobs import workflow as jobs
from reuse.jobs.models import Job
from tests import people
from tests.inventory.factories import again, device_at

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]
TODAY = people.NOON.date()


def sheet_of(device) -> queries.Sheet:
    [sheet] = queries.sheets_for([device], on=TODAY)
    return sheet


def fault_text(device, item: str) -> str:
    checklist = workflow.checklist_for(device, on=TODAY)
    return codes.command_code(queries.item_name(checklist, item))


def texts_on(sheet: queries.Sheet) -> set[str]:
    orders = {queries.NONE_TEXT, sheet.all_ok, codes.command_code(END)}
    return {sheet.code, *(line.text for line in sheet.lines), *orders}


@pytest.mark.parametrize("dpi", [200, 300])
@pytest.mark.parametrize("kind_of", ["laptop", "smartphone", "monitor"])
def test_every_barcode_of_a_sheet_reads_back(dpi, kind_of, tmp_path):
    sheet = sheet_of(device_at(Stage.RECEIVED, kind_of=kind_of))
    drawn = pypdfium2.PdfDocument(follower_sheets([sheet], language="fr"))
    picture = tmp_path / "sheet.png"

    drawn[0].render(scale=dpi / 72).to_pil().save(picture)

    assert {found.text for found in labels.decode_file(picture)} == texts_on(sheet)
    assert len(drawn) == 1


def test_a_sheet_has_a5_pages_one_a_device():
    sheets = queries.sheets_for([device_at(Stage.RECEIVED) for _one in range(3)], on=TODAY)

    drawn = pypdfium2.PdfDocument(follower_sheets(sheets, language="fr"))

    assert [tuple(round(side) for side in page.get_size()) for page in drawn] == [(420, 595)] * 3


def test_nothing_a_sheet_says_is_a_command_of_the_scan_page():
    assert not set(queries.words()) & {codes.command_code(command.name) for command in COMMANDS}
    published = Checklist.objects.published().select_related("type")
    assert [queries.mistakable(one) for one in published] == [[]] * published.count()
    assert all(item.picture in PICTURES for one in published for item in one.entries)


def enter(device, *texts: str, act=None):
    """A sheet scanned from its first barcode to its last; what the last one led to."""
    opened, entered = None, None
    is_none = False
    for text in (device.code, *texts):
        entered = workflow.enter_scan(
            text=text, device=opened, is_none=is_none, act=act or people.act(people.technician())
        )
        opened, is_none = entered.device, entered.is_none
    return entered


def test_a_whole_sheet_is_entered_by_three_scans():
    device = device_at(Stage.QUALITY_CHECK)

    entered = enter(device, sheet_of(device).all_ok, codes.command_code(END))

    check = QualityCheck.objects.get(device=device)
    assert (entered.is_saved, check.passed, check.locks_clear) == (True, True, True)
    assert check.tested_by == people.technician().user


def test_faults_what_does_not_apply_and_a_grade_are_entered():
    device = device_at(Stage.QUALITY_CHECK)

    entered = enter(
        device,
        fault_text(device, "keyboard"),
        queries.NONE_TEXT,
        fault_text(device, "webcam"),
        fault_text(device, "usb"),
        fault_text(device, "usb"),  # scanned again: taken back
        codes.command_code("grade:C"),
        sheet_of(device).all_ok,
        codes.command_code(END),
    )

    check = QualityCheck.objects.get(device=device)
    assert entered.has_faults
    assert (check.results["keyboard"], check.results["webcam"], check.results["usb"]) == (
        "fault",
        "none",
        "ok",
    )
    assert again(device).grade == "C"


def test_a_scan_typed_through_a_french_keyboard_is_understood():
    device = device_at(Stage.QUALITY_CHECK)

    enter(device, fault_text(device, "keyboard").lower())

    assert CheckDraft.objects.get(device=device).results == {"keyboard": "fault"}


def test_a_sheet_printed_before_a_new_version_leaves_the_new_items_open():
    device = device_at(Stage.QUALITY_CHECK)
    old = sheet_of(device)
    boss = people.act(people.administrator())
    draft = workflow.write_checklist(type=device.type, stage=Stage.QUALITY_CHECK, act=boss)
    more = queries.versions_of(device.type, Stage.QUALITY_CHECK, TODAY).draft.entries
    hinge = type(more[0])(code="hinge", label={"fr": "Charnière solide", "en": "Firm hinge"})
    workflow.change_checklist(checklist=draft, items=[*more, hinge], act=boss)
    workflow.publish_checklist(checklist=draft, since=TODAY, act=boss)

    with pytest.raises(workflow.quality.ChecklistMissing, match="Charnière"):
        enter(device, old.all_ok, codes.command_code(END))

    assert not QualityCheck.objects.filter(device=device).exists()
    assert "hinge" not in CheckDraft.objects.get(device=device).results


def test_what_is_not_of_this_sheet_is_refused():
    laptop, phone = device_at(Stage.QUALITY_CHECK), device_at(Stage.QUALITY_CHECK, kind_of="smartphone")
    scans = {
        "no device first": (None, fault_text(laptop, "usb")),
        "another type": (laptop, fault_text(phone, "touch")),
        "another command": (laptop, codes.command_code("weigh")),
        "nothing known": (laptop, "hello"),
        "not at the bench": (None, device_at(Stage.ERASURE).code),
    }

    for device, text in scans.values():
        with pytest.raises(Refusal):
            workflow.enter_scan(text=text, device=device, is_none=False, act=people.act(people.technician()))
    assert not CheckDraft.objects.exists()


def test_sheets_are_drawn_for_one_for_a_selection_and_by_a_job(technician, monkeypatch):
    devices = [device_at(Stage.RECEIVED) for _one in range(3)]

    one = technician.get(reverse("inventory:follower", args=[devices[0].code]))
    some = technician.post(reverse("inventory:followers"), {"codes": "\n".join(d.code for d in devices)})
    monkeypatch.setattr(workflow, "MOST_SHEETS", 2)
    many = technician.post(reverse("inventory:followers"), {"codes": "\n".join(d.code for d in devices)})

    assert len(pypdfium2.PdfDocument(one.content)) == 1
    assert len(pypdfium2.PdfDocument(some.content)) == 3
    assert many.status_code == 302
    assert Job.objects.get().params == {"codes": [device.code for device in devices]}


def test_the_job_draws_the_sheets_in_the_order_asked():
    devices = [device_at(Stage.RECEIVED) for _one in range(2)]
    job = workflow.print_followers(devices=devices[::-1], act=people.act(people.technician()))

    jobs.run(job.pk)

    job.refresh_from_db()
    assert job.state == "done", job.error
    assert job.result["sheets"] == 2
    assert StoredFile.objects.get(retention="result").media_type == "application/pdf"


def test_the_number_of_statements_does_not_grow_with_the_sheets(django_assert_num_queries):
    for _one in range(4):
        device_at(Stage.RECEIVED)
    with_names = Device.objects.select_related("type", "donation").prefetch_related("identifiers")
    for count in (1, 4):
        devices = list(with_names[:count])
        with django_assert_num_queries(1):
            assert len(queries.sheets_for(devices, on=TODAY)) == count


def test_the_pages_of_a_batch_and_of_a_selection_name_their_devices(technician):
    device = device_at(Stage.RECEIVED)
    address = reverse("inventory:followers")

    assert device.code in technician.get(f"{address}?donation={device.donation.ref}").content.decode()
    assert device.code in technician.get(f"{address}?codes={device.code}").content.decode()
