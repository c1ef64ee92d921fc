"""Files of places in both national formats, as they are found."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reuse.directory import files

pytestmark = pytest.mark.any_database
SAMPLES = Path(__file__).resolve().parents[3] / "shared/samples"
HEAD = (
    "id,pivot,nom,commune,code_postal,adresse,date_maj,services,frais_a_charge,telephone,horaires,courriels\n"
)


def mednum(*rows: str) -> files.Reading:
    return files.read((HEAD + "\n".join(rows)).encode())


def test_a_place_is_read_with_its_lists():
    [row] = mednum(
        "a1,35600000000048,Médiathèque du Drac,Grenoble,38000,1 rue Haute,2026-05-02,"
        "Aide aux démarches administratives|Maîtrise des outils numériques du quotidien,"
        'Gratuit sous condition,04 76 00 11 22,"Mo-Fr 09:00-12:00",accueil@drac.example|autre@drac.example'
    ).rows

    assert row.problems == []
    assert row.facts["services"] == ["procedures", "everyday"]
    assert row.facts["fees"] == ["free_if"]
    assert row.facts["telephone"] == "+33476001122"
    assert row.facts["email"] == "accueil@drac.example"
    assert row.facts["siret"] == "35600000000048"
    assert row.facts["updated_on"] == "2026-05-02"
    assert row.facts["source"] == "mednum"


@pytest.mark.parametrize(
    ("row", "word"),
    [
        ("a,1234,Place Neuve,Lyon,69001,rue,2026-05-02,,,,,", "1234"),
        ("a,,Place Neuve,Lyon,690,rue,2026-05-02,,,,,", "code_postal"),
        ("a,,Place Neuve,Lyon,69001,rue,2026-05-02,Jardinage,,,,", "Jardinage"),
        ("a,,Place Neuve,Lyon,69001,rue,2026-05-02,,,pas de téléphone,,", "telephone"),
        ("a,,Place Neuve,Lyon,69001,rue,2026-05-02,,,,,personne", "courriels"),
    ],
)
def test_a_value_nobody_knows_is_left_out_and_named(row, word):
    [read] = mednum(row).rows

    assert not read.is_blocked
    [problem] = read.problems
    assert word in problem


@pytest.mark.parametrize(
    "row", ["a,,,Lyon,69001,rue,2026-05-02,,,,,", "a,,Place Neuve,Lyon,69001,rue,,,,,,", "a,,Place Neuve,Lyon,69001,rue,demain,,,,,"]
)  # fmt: skip
def test_a_row_without_name_or_day_cannot_be_used(row):
    [read] = mednum(row).rows

    assert read.is_blocked


@pytest.mark.parametrize(
    "content", [b"", b"[]", b"{", b"\x00\x01", b"nom;ville\nA;B\n", b'[{"foo": 1}]', b"[1, 2]", b'{"structures": 3}'.replace(b"3", b"[]")]
)  # fmt: skip
def test_another_file_is_refused_in_a_sentence(content):
    reading = files.read(content)

    assert reading.refused
    assert reading.rows == []


def test_semicolons_windows_letters_and_spreadsheet_zeros_are_read():
    text = "nom;id;pivot;commune;code_postal;date_maj;horaires\nÉpicerie;7;;Bourg;1000;02/05/2026;\n"

    [row] = files.read(text.encode("cp1252")).rows

    assert row.facts["name"] == "Épicerie"
    assert row.facts["postal_code"] == "01000"
    assert row.facts["updated_on"] == "2026-05-02"


def test_structures_and_services_of_one_file_come_together():
    structure = {
        "source": "dora", "id": "dora--1", "nom": "CCAS de Fontaine.", "date_maj": "2026-04-01",
        "siret": "35600000000048", "commune": "Fontaine", "code_postal": "38600", "reseaux_porteurs": ["ccas-cias"],
        "horaires_accueil": "Mo-Fr 08:30-12:30; PH off", "courriel": "accueil@fontaine.example",
    }  # fmt: skip
    service = {
        "source": "dora", "structure_id": "dora--1", "id": "dora--s1", "nom": "Prêt", "date_maj": "2026-04-01",
        "thematiques": ["numerique--acquerir-un-equipement"], "publics": ["seniors", "tous-publics"],
        "frais": "gratuit", "modes_mobilisation": ["telephoner"], "zone_eligibilite": ["38", "200040715"],
    }  # fmt: skip

    reading = files.read(json.dumps({"structures": [structure], "services": [service]}).encode())

    [row] = reading.rows
    assert reading.format == files.STRUCTURES
    assert row.facts["name"] == "CCAS de Fontaine"
    assert row.facts["kind"] == "ccas"
    assert row.facts["services"] == ["device"]
    assert row.facts["publics"] == ["seniors", "everyone"]
    assert row.facts["access"] == ["telephone"]
    assert row.facts["fees"] == ["free"]
    assert row.areas == ["38", "200040715"]
    assert files.of_json(json.loads(json.dumps(reading.as_json()))) == reading


def test_a_cell_that_a_spreadsheet_would_compute_loses_its_sign():
    [row] = mednum("a,,=HYPERLINK(1),Lyon,69001,@SUM(1),2026-05-02,,,,,").rows

    assert row.facts["name"] == "HYPERLINK(1)"
    assert row.facts["address"] == "SUM(1)"


def test_no_script_comes_in_as_the_address_of_a_page():
    content = json.dumps(
        [
            {
                "id": "1",
                "source": "s",
                "nom": "Lieu",
                "date_maj": "2026-01-01",
                "site_web": "javascript:alert(1)",
            }
        ]
    )

    [row] = files.read(content.encode()).rows

    assert "website" not in row.facts


def test_the_published_example_is_read():
    found = sorted(SAMPLES.rglob("mediation-numerique_exemple-valide.csv"))
    if not found:
        pytest.skip("the sample files are not beside the repository")

    reading = files.read(found[0].read_bytes())

    [row] = reading.rows
    assert reading.format == files.MEDNUM
    assert not row.is_blocked
    assert row.problems == []
    assert row.facts["services"] == ["everyday", "work", "leisure"]
    assert row.facts["access"] == ["walk_in", "telephone"]
    assert row.facts["fees"] == ["free_if", "paid"]
    assert row.facts["opening_hours"] == "Mo-Fr 09:00-12:00,14:00-18:30; Sa 08:30-12:00"
    assert row.facts["telephone"] == "+33180059880"


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=8) | st.sampled_from(["NaN", "2026-05-02", "38000"]),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(
        st.sampled_from(
            ["id", "nom", "source", "pivot", "structure_id", "date_maj", "latitude", "longitude", "services",
             "structures", "thematiques", "courriels", "telephone", "site_web", "zone_eligibilite"]
        ),
        inner,
        max_size=6,
    ),
    max_leaves=12,
)  # fmt: skip


@given(st.binary(max_size=200) | JSON.map(lambda value: json.dumps(value).encode()))
@settings(max_examples=150, deadline=None)
def test_no_file_breaks_the_reader(content):
    reading = files.read(content)

    assert reading.refused or reading.rows
    assert files.of_json(json.loads(json.dumps(reading.as_json()))).rows == reading.rows
