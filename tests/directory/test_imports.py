"""Files of places become entries: matched, updated, never doubled; exports are read back as they were."""

import csv
import io
import json
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse

from reuse.directory import exports, files, workflow
from reuse.directory.models import Entry, ImportDraft
from reuse.directory.workflow import Outcome
from tests import people

pytestmark = pytest.mark.django_db
HEAD = "id,pivot,nom,commune,code_postal,adresse,date_maj,services,horaires\n"
FIRST = "a1,35600000000048,Médiathèque du Drac,Grenoble,38000,1 rue Haute,2026-05-02,Aide aux démarches administratives,Mo-Fr 09:00-12:00"
SECOND = "a2,,Maison des habitants,Fontaine,38600,2 place Basse,2026-05-02,,"


def reading(*rows: str) -> files.Reading:
    return files.read((HEAD + "\n".join(rows)).encode())


def outcomes(*rows: str) -> list[Outcome]:
    return [line.outcome for line in workflow.plan(reading(*rows))]


@pytest.fixture
def known():
    workflow.take(reading=reading(FIRST, SECOND))
    return Entry.objects.get(source_id="a1")


def test_a_file_dropped_again_changes_nothing(known):
    assert Entry.objects.count() == 2
    assert outcomes(FIRST, SECOND) == [Outcome.SAME, Outcome.SAME]
    assert known.department == "38"
    assert known.updated_on == date(2026, 5, 2)


@pytest.mark.parametrize(
    "row",
    [
        "a1,,Un autre nom,Lyon,69001,rue,2026-06-01,,",
        "zz,35600000000048,Un autre nom,Lyon,69001,rue,2026-06-01,,",
        "zz,,MÉDIATHÈQUE du drac,grenoble,38000,rue,2026-06-01,,",
    ],
)
def test_a_place_is_known_by_its_identifier_its_siret_or_its_name_and_town(known, row):
    [line] = workflow.plan(reading(row))
    workflow.take(reading=reading(row))

    assert line.outcome == Outcome.CHANGED
    assert line.entry == known
    assert Entry.objects.count() == 2
    known.refresh_from_db()
    assert (known.source_id, known.updated_on) == ("a1", date(2026, 6, 1))
    assert known.opening_hours == "Mo-Fr 09:00-12:00"  # what the file does not say stays


def test_what_is_older_than_what_we_know_is_left(known):
    assert outcomes(FIRST.replace("2026-05-02", "2026-05-01").replace("1 rue Haute", "9 rue Haute")) == [
        Outcome.OLDER
    ]


def test_twins_in_a_file_and_rows_that_cannot_be_used_are_told(known):
    lines = workflow.plan(
        reading(
            FIRST,
            FIRST,
            "n1,,Neuf,Vif,38450,r,2026-05-02,,",
            "n1,,Neuf,Vif,38450,r,2026-05-02,,",
            "x,,,,,,,,",
        )
    )

    assert [line.outcome for line in lines] == [
        Outcome.SAME, Outcome.REFUSED, Outcome.NEW, Outcome.REFUSED, Outcome.REFUSED,
    ]  # fmt: skip
    assert "2" in lines[1].because


def test_our_own_names_and_addresses_come_before_a_files():
    people.social_worker()
    workflow.gather(on=date(2026, 1, 1))
    ours = Entry.objects.get(site=None)

    workflow.take(reading=reading(f"q,,{ours.name},{ours.city},69000,ailleurs,2026-05-02,,Mo 09:00-12:00"))

    ours.refresh_from_db()
    assert Entry.objects.filter(organisation=None).count() in {0, 1}
    assert ours.address == ""


def test_services_join_the_structure_they_name_and_no_other():
    structure = {"source": "dora", "id": "s1", "nom": "CCAS", "commune": "Vif", "date_maj": "2026-01-01"}
    service = {"source": "dora", "structure_id": "s1", "id": "v1", "nom": "Prêt", "date_maj": "2026-02-01"}
    service |= {"thematiques": ["numerique--acquerir-un-equipement"], "zone_eligibilite": ["38", "nowhere"]}
    workflow.take(reading=files.read(json.dumps([structure]).encode()))

    counts = workflow.take(
        reading=files.read(json.dumps([service, service | {"structure_id": "zz"}]).encode())
    )

    entry = Entry.objects.get()
    assert counts == {Outcome.CHANGED: 1, Outcome.REFUSED: 1}
    assert entry.services == ["device"]
    assert [area.code for area in entry.areas.all()] == ["38"]


def test_a_file_is_looked_at_before_it_is_taken(client, settings):
    settings.DEMO = True  # the demo waives the second factor
    client.force_login(people.coordinator().user)
    file = SimpleUploadedFile("lieux.csv", (HEAD + FIRST + "\n" + "x,,,,,,,,").encode())

    answer = client.post(reverse("directory:import"), {"file": file})
    shown = client.get(answer.url)

    assert not Entry.objects.exists()
    assert "Médiathèque du Drac" in shown.content.decode()
    assert shown.context["takes"] == 1
    client.post(f"{answer.url}take/")
    assert Entry.objects.get().name == "Médiathèque du Drac"
    assert not ImportDraft.objects.exists()


def test_a_draft_is_its_readers_alone_and_another_file_is_refused_in_place(client, settings):
    settings.DEMO = True
    client.force_login(people.coordinator().user)
    address = client.post(
        reverse("directory:import"), {"file": SimpleUploadedFile("a.csv", (HEAD + FIRST).encode())}
    ).url
    refused = client.post(reverse("directory:import"), {"file": SimpleUploadedFile("a.csv", b"a;b\n1;2\n")})
    client.force_login(people.administrator().user)

    assert client.get(address).status_code == 404
    assert "file" in refused.context["form"].errors


def test_the_command_says_what_it_did(tmp_path, capsys):
    path = tmp_path / "lieux.csv"
    path.write_text(HEAD + FIRST + "\nx,,,,,,,,", encoding="utf-8")

    call_command("import_places", str(path), "--json", "--dry-run")
    dry = json.loads(capsys.readouterr().out)
    call_command("import_places", str(path), "--json")
    done = json.loads(capsys.readouterr().out)

    assert dry == done
    assert (done["new"], done["refused"], done["rows"]) == (1, 1, 2)
    assert done["problems"][0]["row"] == 3
    assert Entry.objects.count() == 1
    call_command("import_places", str(path))
    assert "1 same" in capsys.readouterr().out


@pytest.mark.parametrize("content", ["a;b\n1;2", None])
def test_the_command_refuses_in_a_sentence(tmp_path, capsys, content):
    path = tmp_path / "lieux.csv"
    if content:
        path.write_text(content)

    with pytest.raises(SystemExit) as ended:
        call_command("import_places", str(path), "--json")

    assert ended.value.code == 1
    assert "refused" in json.loads(capsys.readouterr().out)


@pytest.fixture
def ours():
    member = people.social_worker()
    workflow.gather(on=date(2026, 1, 1))
    entry = Entry.objects.get(organisation=member.organisation)
    facts = {
        "telephone": "04 76 12 34 56", "services": ["device", "procedures"], "publics": ["seniors"],
        "access": ["orientation"], "fees": ["free"], "opening_hours": "Mo-Fr 09:00-12:00", "support": ["group"],
        "email": "accueil@fontaine.example", "languages": ["fr"],
    }  # fmt: skip
    area = workflow.area_of("Auvergne-Rhône-Alpes")
    return workflow.save_entry(entry=entry, facts=facts, areas=[area], act=people.act(people.coordinator()))


def test_ours_leave_in_the_columns_of_mednum(client, ours, known):
    [row] = csv.DictReader(io.StringIO(client.get("/directory/export/mednum.csv").content.decode()))

    assert row["nom"] == "CCAS de Fontaine"
    assert row["typologie"] == "CCAS"
    assert row["telephone"] == "+33476123456"
    assert row["modalites_acces"] == "Envoyer un mail avec une fiche de prescription"
    assert row["services"] == (
        "Acquisition de matériel informatique à prix solidaire|Aide aux démarches administratives"
    )


def test_ours_leave_as_structures_and_services_of_data_inclusion(client, ours):
    [structure] = client.get("/directory/export/structures.json").json()
    services = client.get("/directory/export/services.json").json()

    assert structure["id"] == f"reuse--{ours.public_id}"
    assert structure["reseaux_porteurs"] == ["ccas-cias"]
    assert {service["thematiques"][0] for service in services} == {
        "numerique--acquerir-un-equipement", "numerique--acceder-a-des-services-en-ligne",
    }  # fmt: skip
    for service in services:
        assert service["structure_id"] == structure["id"]
        assert 50 <= len(service["description"]) <= 2000
        assert "38" in service["zone_eligibilite"]
        assert service["publics"] == ["seniors"]
        assert service["mobilisable_par"] == ["professionnels"]


@pytest.mark.parametrize("name", sorted(exports.WRITERS))
def test_what_we_write_we_read(ours, name):
    written = files.read(exports.write(name).encode())

    assert written.refused == ""
    assert [row.problems for row in written.rows] == [[]]


def test_no_other_name_is_a_file(client):
    assert client.get("/directory/export/passwords.csv").status_code == 404
