"""An existing stock sheet becomes devices, no further than what is proven, and never twice."""

import csv
import io
import json
import tempfile
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.utils import translation
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from donors.models import Donation, Sheet
from donors.states import Lane
from inventory import queries, sheets, workflow
from inventory.models import DeclaredTotal, Device, DeviceEvent, Identifier
from inventory.states import EventKind, Move, Stage
from inventory.views.device_list import DEVICES
from inventory.workflow import moves
from reuse.core import clock, tables
from reuse.core.models import DeviceType
from reuse.core.refusals import MoveNotAllowed, Refusal
from reuse.core.verification import faults
from reuse.jobs import workflow as jobs
from reuse.jobs.models import Job, State
from reuse.lists.rows import table
from tests import people
from tests.inventory.factories import device_at
from tests.inventory.test_views import said

pytestmark = pytest.mark.django_db
TEC_TECH = (
    "idEsn;statut;typeMateriel;numeroSerie;marque;model;RAM;idMaterielReconditionneur;commentaire\n"
    "GRPC26-0001;A_TRAITER;ORDINATEUR_PORTABLE;PF0001;Lenovo;ThinkPad T470;8;R-1;\n"
    "GRPC26-0002;PRET_A_DISTRIBUER;ORDINATEUR_PORTABLE;PF0002;Lenovo;ThinkPad T480;16;R-2;rayure\n"
    "GRPC26-0003;DISTRIBUE;ORDINATEUR_FIXE;PF0003;Dell;OptiPlex 7050;8;R-3;\n"
    "GRPC26-0004;SAV;SMARTPHONE;PF0004;Samsung;Galaxy A50;4;R-4;\n"
    "GRPC26-0005;QUI_SAIT;TABLETTE;PF0005;Apple;iPad 6;2;R-5;\n"
    "GRPC26-0006;EN_COURS_DE_TRAITEMENT;ORDINATEUR_PORTABLE;PF0006;HP;EliteBook 840;8;R-6;\n"
)
SCREENS = "Type;Marque;Modèle;N° de série;Statut;Lieu\nécran;Dell;P2419H;S1;prêt;Étagère A\nécran;Dell;P2419H;S2;en cours;\n"


@pytest.fixture
def manager(as_):
    return as_(people.manager())


def drop(client, text: str, name="stock.csv", **facts):
    _owner, site = people.workshop()
    file = SimpleUploadedFile(name, text.encode())
    return client.post(
        "/stock/", {"sheet": file, "site": site.pk, "lane": Lane.PRIVATE_GIFT, "stage": "received", **facts}
    )


def imported(client, text: str, name="stock.csv", **facts) -> Sheet:
    client.get(drop(client, text, name, **facts).url)
    sheet = Sheet.objects.latest("pk")
    return again(client, sheet)


def again(client, sheet: Sheet) -> Sheet:
    client.post(f"/stock/{sheet.public_id}/import/")
    job = Job.objects.latest("pk")
    jobs.run(job.pk)
    job.refresh_from_db()
    assert job.state == State.DONE, job.error
    return Sheet.objects.get(pk=sheet.pk)


def stages() -> dict[str, str]:
    named = Identifier.objects.filter(kind=Identifier.Kind.SERIAL).values_list("value", "device__stage")
    return dict(named)


# Where devices enter


def test_a_device_enters_at_the_stage_that_lacks_its_proof(manager):
    imported(manager, TEC_TECH)

    assert stages() == {
        "PF0001": Stage.RECEIVED,
        "PF0002": Stage.ERASURE,
        "PF0004": Stage.AFTER_SALES,
        "PF0005": Stage.RECEIVED,
        "PF0006": Stage.ERASURE,
    }
    event = DeviceEvent.objects.get(device__identifiers__value="PF0002")
    assert set(event.device.identifiers.values_list("kind", "value")) >= {
        (Identifier.Kind.REFURBISHER, "R-2"),
        (Identifier.Kind.EMMAUS, "GRPC26-0002"),
    }
    assert (event.kind, event.from_stage, event.details) == (EventKind.OPENED, "", {"said": "ready"})
    assert list(faults(DeviceEvent)) == []


def test_what_holds_no_data_still_lacks_its_check(manager):
    imported(manager, SCREENS)

    assert stages() == {"S1": Stage.QUALITY_CHECK, "S2": Stage.SETUP}


@pytest.mark.parametrize("stage", Stage)
@pytest.mark.parametrize("holds_data", [True, False])
def test_no_sheet_brings_anything_beyond_its_proof(stage, holds_data):
    entered = workflow.enters_at(stage, holds_data=holds_data)

    assert entered not in {Stage.READY, Stage.RESERVED, Stage.ANNOUNCED}
    if holds_data:
        assert entered not in {Stage.SETUP, Stage.QUALITY_CHECK, Stage.RECYCLED, Stage.HANDED_OVER}


def test_what_left_before_is_a_declared_total_and_no_device(manager):
    sheet = imported(manager, TEC_TECH)

    total = DeclaredTotal.objects.get()
    assert (total.outcome, total.type.code, total.quantity, total.month) == (
        Stage.HANDED_OVER,
        "desktop",
        1,
        None,
    )
    assert not Identifier.objects.filter(value="PF0003").exists()
    assert [(one.quantity, one.sheet) for one in queries.declared_totals(people.manager())] == [(1, sheet)]
    assert list(queries.declared_totals(people.stranger())) == []


def test_the_page_tells_before_anything_is_done(manager):
    page = said(manager.get(drop(manager, TEC_TECH).url))

    assert not Device.objects.exists()
    assert "QUI_SAIT" in page
    assert "The sheet proves no erasure." in page
    assert "5" in page


def test_the_batch_is_a_stock_of_its_own_under_the_lane_chosen(manager):
    imported(manager, SCREENS, lane=Lane.PUBLIC_GIFT_FREE_ONLY)

    donation = Donation.objects.get()
    assert donation.ref.startswith("S")
    assert donation.is_opening_stock
    assert set(Device.objects.values_list("lane", flat=True)) == {Lane.PUBLIC_GIFT_FREE_ONLY}
    assert set(Device.objects.values_list("owner", flat=True)) == {donation.receiver_id}
    assert "Opening stock" in said(manager.get(f"/donations/{donation.ref}/"))


def test_a_device_lies_in_the_place_its_sheet_names(manager):
    shelf = workflow.create_place(
        site=people.workshop()[1],
        kind="location",
        name="Étagère A",
        parent=None,
        act=people.act(people.manager()),
    )
    imported(manager, SCREENS)

    assert [device.place for device in Device.objects.order_by("pk")] == [shelf, None]


# Never twice


def test_the_same_sheet_again_changes_nothing(manager):
    sheet = imported(manager, TEC_TECH)
    before = list(Device.objects.values())

    assert again(manager, sheet).summary["known"] == 5
    assert drop(manager, TEC_TECH).url == f"/stock/{sheet.public_id}/"
    assert imported(manager, TEC_TECH + "\n", name="other.csv").summary["created"] == 0
    assert list(Device.objects.values()) == before
    assert DeviceEvent.objects.count() == 5


def test_rows_without_a_number_are_known_by_their_row_in_a_list_of_the_same_name(manager):
    rows = "Type;Marque;Quantité\nécran;Dell;3\nclavier;HP;2\n"
    imported(manager, rows)
    imported(manager, rows.replace("HP", "Dell"))

    assert Device.objects.count() == 5


def test_a_corrected_row_comes_in_alone(manager):
    bad = "Type;Modèle;IMEI;Statut\nsmartphone;Galaxy A50;123;prêt\nsmartphone;Galaxy A51;356938035643809;prêt\n"
    sheet = imported(manager, bad)
    assert sheet.summary["created"] == 1

    answer = manager.get(f"/stock/{sheet.public_id}/corrections/")
    [_head, row] = csv.reader(
        io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig")), delimiter=";"
    )
    assert row[1:3] == ["Galaxy A50", "123"]
    assert imported(manager, bad.replace(";123;", ";490154203237518;"), name="b.csv").summary == {
        **Sheet.objects.latest("pk").summary,
        "created": 1,
        "known": 1,
    }


def test_undone_only_what_nobody_touched_leaves(manager):
    sheet = imported(manager, TEC_TECH)
    touched = Device.objects.get(identifiers__value="PF0001")
    moves.move(device=touched, move=Move.TRIAGE, act=people.act(people.technician(), clock.now()))

    manager.post(f"/stock/{sheet.public_id}/undo/")

    assert set(Device.objects.exclude(stage=Stage.NOT_DELIVERED)) == {touched}
    assert list(queries.declared_totals(people.manager())) == []
    assert list(faults(DeviceEvent)) == []
    assert imported(manager, TEC_TECH).summary["created"] == 4


# Totals are corrected, never overwritten


def test_a_declared_total_is_corrected_with_a_reason_and_the_old_one_stays(manager):
    sheet = imported(manager, TEC_TECH)
    old = DeclaredTotal.objects.get()

    manager.post(
        f"/stock/totals/{old.pk}/", {"quantity": "12", "month": "2025-03-14", "reason": "Forgot a box"}
    )

    new = DeclaredTotal.objects.get(withdrawn_at=None)
    assert (new.quantity, str(new.month), new.replaces) == (12, "2025-03-01", old)
    old.refresh_from_db()
    assert (old.quantity, old.reason, old.withdrawn_by) == (1, "Forgot a box", people.manager().user)
    assert "Forgot a box" in said(manager.get("/stock/totals/"))
    again(manager, sheet)
    assert DeclaredTotal.objects.count() == 2


def test_a_declared_total_is_withdrawn_once_and_never_without_a_reason(manager, as_):
    imported(manager, TEC_TECH)
    total = DeclaredTotal.objects.get()
    address = f"/stock/totals/{total.pk}/"

    assert manager.post(address, {"do": "withdraw", "w-reason": " "}).status_code == 200
    assert queries.declared_totals().count() == 1
    manager.post(address, {"do": "withdraw", "w-reason": "Counted elsewhere"})
    assert queries.declared_totals().count() == 0
    assert manager.get(address).status_code == 404
    assert as_(people.technician()).get("/stock/totals/").status_code == 403
    with pytest.raises(MoveNotAllowed):
        workflow.withdraw_total(total=total, reason="again", act=people.act(people.manager()))
    with pytest.raises(Refusal):
        workflow.withdraw_total(total=total, reason="", act=people.act(people.manager()))


# Read otherwise


ODD = "Type;N° de série;Où en est-il ?;Rayon\nportable;QX-1;Tout bon;Étagère A\nportable;QX-2;À voir;\n"
ANSWERS = {"c0": "type", "c1": "serial", "c2": "stage", "c3": "place"}


def read_so(client, sheet: Sheet, **answers) -> Sheet:
    client.post(f"/stock/{sheet.public_id}/", {**ANSWERS, **answers})
    return Sheet.objects.get(pk=sheet.pk)


def test_columns_and_words_are_corrected_by_hand_and_remembered(manager):
    drop(manager, ODD)
    sheet = read_so(manager, Sheet.objects.get())
    assert "Tout bon" in said(manager.get(f"/stock/{sheet.public_id}/"))

    read_so(manager, sheet, w0="ready", w1="recycled")
    again(manager, sheet)
    later = imported(manager, ODD.replace("QX-", "QY-"), name="later.csv")

    assert stages() == {"QX-1": Stage.ERASURE, "QY-1": Stage.ERASURE}
    assert later.summary["said"] == {"Tout bon": "ready", "À voir": "recycled"}
    assert queries.declared_totals(people.manager()).count() == 2


def test_the_command_reads_as_the_workshop_had_its_sheets_read(manager, tmp_path):
    drop(manager, ODD)
    read_so(manager, Sheet.objects.get())
    read_so(manager, Sheet.objects.get(), w0="ready", w1="recycled")

    assert run(tmp_path, ODD.replace("QX", "QZ"))["stages"] == {"ready": 1, "recycled": 1}


def test_what_is_imported_is_read_otherwise_only_after_it_is_undone(manager):
    sheet = imported(manager, SCREENS)

    manager.post(f"/stock/{sheet.public_id}/", {f"c{number}": "extra" for number in range(6)})

    sheet.refresh_from_db()
    assert sheet.state == Sheet.State.IMPORTED
    assert sheet.summary["created"] == 2


def test_a_list_that_was_refused_can_be_read_by_hand(manager):
    drop(manager, "Machin;Truc\nportable;QX-1\n")
    sheet = Sheet.objects.get()
    assert sheet.state == Sheet.State.REFUSED

    read_so(manager, sheet, titles="1")
    sheet = read_so(manager, sheet)

    assert (sheet.state, sheet.summary["rows_ready"]) == (Sheet.State.READ, 1)


# Rights


def test_only_those_who_correct_open_a_stock_and_only_their_own(as_):
    assert as_(people.technician()).get("/stock/").status_code == 403
    sheet = imported(as_(people.administrator()), SCREENS)
    owner, site = people.workshop("Atelier de la Loire")
    other = people.person("Mona Ailleurs", owner, "workshop_manager", site)

    assert as_(other).get(f"/stock/{sheet.public_id}/").status_code == 404
    assert "site" in drop(as_(other), SCREENS).context["form"].errors
    assert drop(as_(people.manager()), "Bonjour").status_code == 302
    refused = Sheet.objects.latest("pk")
    assert "Nothing of this file" in said(as_(people.manager()).get(f"/stock/{refused.public_id}/"))


# The command


def run(tmp_path, text, *arguments) -> dict:
    (tmp_path / "stock.csv").write_text(text)
    out = io.StringIO()
    call_command("import_stock", str(tmp_path / "stock.csv"), *arguments, "--json", stdout=out)
    return json.loads(out.getvalue())


def test_the_command_says_what_it_read_and_what_it_made(tmp_path):
    people.manager()
    dry = run(tmp_path, TEC_TECH, "--dry-run")
    assert not Sheet.objects.exists()
    first, second = run(tmp_path, TEC_TECH), run(tmp_path, TEC_TECH)

    assert dry["stages"]["handed_over"] == 1
    assert dry["unknown_statuses"] == {"QUI_SAIT": 1}
    assert (first["created"], first["known"], first["declared"]) == (5, 0, 1)
    assert (second["created"], second["known"], second["donation"]) == (0, 5, first["donation"])


def test_the_command_refuses_in_json_too(tmp_path):
    people.stranger()
    people.manager()
    with pytest.raises(SystemExit) as several:
        run(tmp_path, SCREENS)
    assert several.value.code == 1
    with pytest.raises(SystemExit) as missing:
        call_command("import_stock", str(tmp_path / "none.csv"))
    assert missing.value.code == 2
    out = io.StringIO()
    (tmp_path / "a.csv").write_text("Bonjour;Monsieur\n1;2\n")
    with pytest.raises(SystemExit):
        call_command("import_stock", str(tmp_path / "a.csv"), "--json", stdout=out)
    assert json.loads(out.getvalue())["refused"]


# Out and in again


def rows_of(donation=None) -> list[list]:
    found = Device.objects.order_by("pk")
    found = found.filter(donation=donation) if donation else found
    return [list(row) for row in table(DEVICES, queries.COLUMNS, found, None)][1:]


NAMES = [column.code for column in queries.COLUMNS]
PROVEN = [
    NAMES.index(code)
    for code in ("type", "maker", "model", "serial", "tag", "imei", "emmaus", "stage", "grade", "cpu")
]
PROVEN += [
    NAMES.index(code)
    for code in ("ram", "storage", "screen", "battery", "weight", "lane", "site", "received", "comment")
]
TEXT = st.text("abcdefgh -=+'é", max_size=12).map(lambda text: " ".join(text.split()))
DEVICE = st.fixed_dictionaries(
    {
        "manufacturer": st.sampled_from(["Dell", "Lenovo", "HP", ""]),
        "model": TEXT,
        "cpu": st.sampled_from(["i5-7300U", "Intel(R) Core(TM) i5-6300U", ""]),
        "ram_mb": st.none() | st.integers(1, 65536),
        "storage_gb": st.none() | st.integers(1, 4000),
        "battery_percent": st.none() | st.integers(1, 100),
        "weight_g": st.none() | st.integers(1, 30000),
        "grade": st.sampled_from(["", "A", "D"]),
        "comment": TEXT,
    }
)


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@given(described=st.lists(DEVICE, min_size=1, max_size=3))
@settings(
    max_examples=8,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_a_file_of_ours_brought_in_elsewhere_gives_the_same_rows(kind, described):
    Identifier.objects.all().delete()
    for number, facts in enumerate(described):
        device = device_at(Stage.ERASURE if number % 2 else Stage.RECEIVED)
        Device.objects.filter(pk=device.pk).update(**facts)
    went = rows_of()[-len(described) :]
    with tempfile.NamedTemporaryFile(suffix=f".{kind}") as file:
        rows = [[str(column.label) for column in queries.COLUMNS], *went]
        tables.WRITERS[kind](rows, file)
        file.flush()
        Identifier.objects.all().delete()  # as on another machine, which knows none of them
        stock = sheets.read_stock(Path(file.name))
        kept = workflow.keep_stock(
            content=Path(file.name).read_bytes(),
            name=f"export.{kind}",
            site=people.workshop()[1],
            lane=Lane.PRIVATE_GIFT,
            default_stage=Stage.RECEIVED,
            summary={},
            mapping={},
            act=people.act(people.manager()),
        )
        entries = [entry for row in stock.entries for entry in row]
        Sheet.objects.filter(pk=kept.pk).update(name="unique")
        workflow.open_stock(sheet=kept, entries=entries, act=people.act(people.manager()))
    came = rows_of(kept.donation)

    assert [[row[at] or None for at in PROVEN] for row in came] == [
        [row[at] or None for at in PROVEN] for row in went
    ]


def test_every_type_comes_back_as_itself_in_both_languages():
    for language in ("fr", "en"):
        with translation.override(language):
            rows = [
                [str(queries.COLUMN_OF[code].label) for code in ("code", "type", "stage", "serial")],
                *(
                    ["BCDE-FGHJ-K", str(one), str(Stage.RECEIVED.label), f"SN00{one.pk}"]
                    for one in DeviceType.objects.all()
                ),
            ]
        with tempfile.NamedTemporaryFile(suffix=".csv") as file:
            tables.write_csv(rows, file)
            file.flush()
            stock = sheets.read_stock(Path(file.name))
        assert [entry.item.type for row in stock.entries for entry in row] == [
            one.code for one in DeviceType.objects.all()
        ]
