"""What partners without Reuse declare: kept with its file, corrected by further rows, beside the figures only."""

import csv
import io
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from reuse.core.ledger import AppendOnlyViolation
from reuse.core.models import DeviceType
from reuse.core.refusals import NotPermitted
from reuse.core.tables import csv_lines
from reuse.reports import queries, workflow
from reuse.reports.codes import Area, AreaKind
from reuse.reports.models import PartnerTotal
from reuse.reports.sheets import declared as sheets
from tests import people

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]
LETTER = workflow.Source(b"Nous avons remis 40 ordinateurs.", "lettre.txt", "text/plain")
MID = date(2026, 7, 1)


def said(**given):
    facts = {
        "organisation": "Les Ordis du Vercors",
        "counts": "handed_over",
        "since": date(2026, 1, 1),
        "until": date(2026, 3, 31),
        "quantity": 40,
        "declared_on": date(2026, 4, 2),
        "type": DeviceType.objects.get(code="laptop"),
        "area": Area(AreaKind.COMMUNE, "38185"),
    }
    return workflow.Said(**{**facts, **given})


def declare(*ones, by=None, source=LETTER):
    return workflow.declare(said=ones, source=source, act=people.act(by or people.coordinator()))


def target(**facts):
    wanted = {"name": {"fr": "Dix"}, "quantity": 10, "since": date(2026, 1, 1), "until": date(2026, 12, 31)}
    return workflow.set_target(act=people.act(people.coordinator()), **{**wanted, **facts})


def beside(row):
    return queries.progress(row, as_of=MID).declared_total


def test_a_total_shows_beside_the_targets_it_lies_in_whole():
    declare(said())

    def shown(**facts):
        return beside(target(**facts))

    assert queries.progress(target(), as_of=MID).achieved == 0
    assert shown() == 40
    assert shown(unit="computers") == 40
    for kind, code in (("department", "38"), ("epci", "200040715"), ("region", "Auvergne-Rhône-Alpes")):
        assert shown(areas=[{"kind": kind, "code": code}]) == 40
    for kind, code in (("department", "69"), ("commune", "38169"), ("qpv", "all-38")):
        assert shown(areas=[{"kind": kind, "code": code}]) == 0
    assert shown(since=date(2026, 2, 1)) == 0  # nobody knows how much of it is of February
    assert shown(types=[DeviceType.objects.get(code="smartphone")]) == 0
    assert shown(counts="collected") == 0
    assert shown(unit="households") == 0


def test_a_total_without_place_or_type_shows_only_where_all_count():
    declare(said(type=None, area=None))

    assert beside(target()) == 40
    assert beside(target(areas=[{"kind": "department", "code": "38"}])) == 0
    assert beside(target(unit="computers")) == 0


def test_a_correction_is_another_row_and_nought_withdraws():
    [first] = declare(said())
    row = target()
    facts = {"reason": "Compté deux fois", "declared_on": date(2026, 5, 1), "source": None}
    act = people.act(people.coordinator())

    second = workflow.correct_partner_total(total=first, quantity=30, act=act, **facts)

    assert (beside(row), PartnerTotal.objects.count(), second.file) == (30, 2, first.file)
    with pytest.raises(workflow.WrongDeclaration):
        workflow.correct_partner_total(total=first, quantity=20, act=act, **facts)
    with pytest.raises(workflow.WrongDeclaration):
        workflow.correct_partner_total(total=second, quantity=20, act=act, **{**facts, "reason": " "})
    with pytest.raises(AppendOnlyViolation):
        second.save()
    with pytest.raises(workflow.WrongDeclaration):
        workflow.correct_partner_total(
            total=second, quantity=20, act=act, **{**facts, "declared_on": act.on + timedelta(days=1)}
        )
    withdrawn = workflow.correct_partner_total(total=second, quantity=0, act=act, **facts)
    assert beside(row) == 0
    with pytest.raises(workflow.WrongDeclaration):  # another may have been written down since
        workflow.correct_partner_total(total=withdrawn, quantity=20, act=act, **facts)


@pytest.mark.parametrize(
    "again",
    [
        {"organisation": "LES ORDIS  DU VERCORS"},
        {"organisation": "Les Ordis du Vércors"},
        {"area": Area(AreaKind.DEPARTMENT, "38")},
        {"area": Area(AreaKind.REGION, "Auvergne-Rhône-Alpes"), "type": None},
        {"area": None},
    ],
)
def test_one_device_is_not_declared_twice_under_another_spelling_or_a_wider_territory(again):
    declare(said())

    with pytest.raises(workflow.WrongDeclaration):
        declare(said(**again))


def test_other_places_names_and_types_are_other_devices():
    declare(said(), said(organisation="Ордис", area=None), said(organisation="Друзья", area=None))
    declare(said(area=Area(AreaKind.COMMUNE, "38169")), said(type=DeviceType.objects.get(code="smartphone")))

    assert PartnerTotal.objects.count() == 5


def test_what_does_not_hold_together_leaves_nothing_behind():
    declare(said())
    before = PartnerTotal.objects.count()

    overlapping = {"type": None, "since": date(2026, 3, 1), "until": date(2026, 5, 1)}
    wrong = (
        {"until": date(2025, 12, 31)},
        {"until": date(2026, 12, 31)},
        {"declared_on": date(2026, 12, 31)},
        {"quantity": 0},
        {"area": Area(AreaKind.DEPARTMENT, "99")},
    )
    for one in (said(), said(**overlapping), *(said(organisation="Autre", **flaw) for flaw in wrong)):
        with pytest.raises(workflow.WrongDeclaration):
            declare(one)
    with pytest.raises(workflow.WrongDeclaration):
        declare(said(organisation="Première"), said(organisation="Seconde", quantity=0))
    with pytest.raises(NotPermitted):
        declare(said(organisation="Troisième"), by=people.manager())
    assert PartnerTotal.objects.count() == before


def test_a_file_is_read_row_by_row():
    text = (
        "Organisme;Du;Au;Quantité;Type;Territoire;Déclaré le;Compte\r\n"
        "Les Ordis;01/01/2026;31/03/2026;1 200;Ordinateurs portables;Grenoble;02/04/2026;collectés\r\n"
        ";;;;;;;\r\n"
        "Les Ordis;janvier;31/03/2026;12;;;;\r\n"
        "Les Ordis;01/01/2026;31/03/2026;douze;;;;\r\n"
        "Les Ordis;01/01/2026;31/03/2026;12;vaisseau;;;\r\n"
        "Les Ordis;01/01/2026;31/03/2026;12;;Atlantide;;\r\n"
        ";01/01/2026;31/03/2026;12;;;;\r\n"
    )

    reading = sheets.read(text.encode("cp1252"), today=MID)

    [one] = reading.said
    assert (one.organisation, one.quantity, one.since, one.counts) == (
        *("Les Ordis", 1200, date(2026, 1, 1)),
        "collected",
    )
    assert (one.type.code, one.area, one.declared_on) == (
        *("laptop", Area(AreaKind.COMMUNE, "38185")),
        date(2026, 4, 2),
    )
    assert [number for number, _sentence in reading.problems] == [4, 5, 6, 7, 8]


HEAD = "organisme;du;au;quantite;compte\n"


def test_a_line_that_cannot_be_read_is_named_and_breaks_nothing():
    rows = "Les Ordis\nLes Ordis;2026-01-01;2026-03-31\n"
    rows += "Les Ordis;2026-01-01;2026-03-31;00000000000112345678901234567890;\n"
    rows += (
        "Les Ordis;2026-01-01;2026-03-31;12;donnés\nLes Ordis;2026-01-01;2026-03-31;0012;Collecté;de trop\n"
    )

    reading = sheets.read((HEAD + rows).encode(), today=MID)

    assert [number for number, _sentence in reading.problems] == [2, 3, 4, 5]
    assert [(one.quantity, one.counts) for one in reading.said] == [(12, "collected")]


def test_a_file_with_its_columns_alone_is_told_to_say_nothing():
    refused = sheets.read(HEAD.encode(), today=MID).refused

    assert refused
    assert "organisme" not in refused


@pytest.mark.parametrize(
    "content",
    [
        *(b"", b"a;b\r\n1;2", b"\xff\xfe\x00", b"x" * (sheets.MOST_BYTES + 1)),
        b"organisme;du;au;quantite\nLes\x00Ordis;2026-01-01;2026-03-31;12\n",
    ],
)
def test_what_is_no_list_is_refused_in_a_sentence(content):
    assert sheets.read(content, today=MID).refused


def test_the_empty_file_is_read_by_the_reader():
    content = "".join(csv_lines(sheets.empty_file())).encode()

    [one] = sheets.read(content, today=MID).said

    assert (one.quantity, one.type.code, one.area) == (12, "laptop", Area(AreaKind.DEPARTMENT, "38"))


@pytest.fixture
def coordinator(client, settings):
    settings.DEMO = True
    client.force_login(people.coordinator().user)
    return client


FORM = {
    "organisation": "Les Ordis",
    "quantity": "40",
    "counts": "handed_over",
    "since": "2026-01-01",
    "until": "2026-03-31",
    "declared_on": "2026-04-02",
    "area": "38",
}


def test_a_total_is_written_corrected_and_its_file_opened_again(coordinator):
    row = target()
    file = SimpleUploadedFile("lettre.pdf", b"%PDF-1.4 lettre", "application/pdf")

    answer = coordinator.post("/progress/declared/new/", {**FORM, "file": file})

    total = PartnerTotal.objects.get()
    assert answer.url == "/progress/declared/"
    assert b"".join(coordinator.get(f"/progress/declared/{total.public_id}/source/")) == b"%PDF-1.4 lettre"
    corrected = {"quantity": "41", "declared_on": "2026-04-03", "reason": "Un de plus"}
    coordinator.post(f"/progress/declared/{total.public_id}/correct/", corrected)
    page = coordinator.get("/progress/declared/").content.decode()
    assert "Un de plus" in page
    public = coordinator.get(f"/progress/{row.public_id}/").content.decode()
    assert "lettre.pdf" in public
    lines = coordinator.get(f"/progress/{row.public_id}/progress.csv").content.decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(lines), delimiter=";"))[-1][2:4] == ["41", "Les Ordis"]


@pytest.mark.parametrize(
    "flaw", [{"file": ""}, {"siret": "123"}, {"area": "Atlantide"}, {"until": "2025-01-01"}]
)
def test_a_wrong_total_is_explained(coordinator, flaw):
    file = SimpleUploadedFile("lettre.pdf", b"%PDF-1.4 lettre", "application/pdf")

    answer = coordinator.post("/progress/declared/new/", {**FORM, "file": file, **flaw})

    assert 'role="alert"' in answer.content.decode()
    assert not PartnerTotal.objects.exists()


def test_a_file_with_a_wrong_line_writes_nothing(coordinator):
    content = coordinator.get("/progress/declared/empty.csv").content

    wrong = SimpleUploadedFile("t.csv", content + b"Autre;;x;2026-06-30;;3;;;\r\n", "text/csv")
    answer = coordinator.post("/progress/declared/file/", {"file": wrong})
    assert 'role="alert"' in answer.content.decode()
    assert not PartnerTotal.objects.exists()

    ahead = SimpleUploadedFile("t.csv", content.replace(b"2026-06-30", b"2099-06-30"), "text/csv")
    assert 'role="alert"' in coordinator.post("/progress/declared/file/", {"file": ahead}).content.decode()
    assert not PartnerTotal.objects.exists()

    coordinator.post("/progress/declared/file/", {"file": SimpleUploadedFile("t.csv", content, "text/csv")})
    assert PartnerTotal.objects.get().quantity == 12


def test_the_list_takes_the_same_statements_for_more_rows(coordinator, django_assert_max_num_queries):
    declare(*(said(organisation=f"Partenaire {number}") for number in range(4)))

    with django_assert_max_num_queries(12):
        coordinator.get("/progress/declared/")


def test_nobody_else_reads_or_writes_them(client):
    client.force_login(people.technician().user)

    assert client.get("/progress/declared/").status_code == 403
    assert client.post("/progress/declared/file/").status_code == 403
