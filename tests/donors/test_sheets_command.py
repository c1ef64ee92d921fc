"""`reuse import-donation --dry-run` prints one JSON value and opens no database."""

import json

import pytest
from django.core.management import CommandError, call_command

LIST = "Type;Marque;Modèle;N° de série\nPC portable;Dell;Latitude 5420;5CD335G7GT\n;;;\nUC;Dell;;5CD335G7GU\n"
DONOR = "73282932000074"
LA_POSTE = "35600000049837"


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "liste.csv"
    path.write_text(LIST, encoding="cp1252")
    return path


@pytest.mark.parametrize("donor", [DONOR, "732 829 320 00074", LA_POSTE])
def test_dry_run_prints_what_was_read(capsys, path, donor):
    call_command("import_donation", path, donor=donor, dry_run=True, as_json=True)

    found = json.loads(capsys.readouterr().out)
    assert (found["encoding"], found["rows_read"], found["rows_ready"], found["refused"]) == (
        "cp1252",
        2,
        2,
        None,
    )


def test_a_refusal_is_json_too_and_ends_with_1(capsys, tmp_path):
    path = tmp_path / "vide.csv"
    path.touch()

    with pytest.raises(CommandError) as error:
        call_command("import_donation", path, donor=DONOR, dry_run=True, as_json=True)

    assert error.value.returncode == 1
    assert json.loads(capsys.readouterr().out)["refused"]


@pytest.mark.parametrize("donor", ["73282932000075", "123", "", "ABCDEFGHIJKLMN", "35600000049838"])
def test_a_malformed_siret_is_bad_usage(capsys, path, donor):
    with pytest.raises(CommandError) as error:
        call_command("import_donation", path, donor=donor, dry_run=True)

    assert error.value.returncode == 2
    assert capsys.readouterr().out == ""


def test_without_json_people_read_a_summary(capsys, path):
    call_command("import_donation", path, donor=DONOR, dry_run=True)

    printed = capsys.readouterr().out
    assert "N° de série" in printed
    assert "2" in printed
