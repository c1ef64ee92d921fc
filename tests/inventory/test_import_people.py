"""Nobody whom a list names is kept in the database, whatever the list."""

from pathlib import Path

import pytest
from django.apps import apps
from django.core import serializers

from donors.sheets.reader import open_list
from donors.sheets.stored import keep_dropped
from inventory import workflow
from reuse.jobs import workflow as jobs
from tests import people
from tests.donors.factories import donation_at
from tests.donors.test_sheets_layouts import EXPORTS

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]
SAMPLES = Path(__file__).resolve().parents[3] / "shared" / "samples" / "donor-sheets"
WITH_PEOPLE = ("eotics_inventaire-informatique.csv", "glpi-fr_ordinateurs_modele.csv", "assets-sample.csv")


def database_after(content, name):
    """All rows of all tables as text, once the list is imported."""
    donation = donation_at()
    act = people.act(people.donor())
    sheet = keep_dropped(donation=donation, content=content, name=name, act=act)
    jobs.run(workflow.start_import(sheet=sheet, act=act).pk)
    sheet.refresh_from_db()
    assert sheet.summary["created"]
    every = (model._base_manager.all() for model in apps.get_models())
    return "\n".join(serializers.serialize("json", rows, ensure_ascii=False) for rows in every).casefold()


@pytest.mark.parametrize("name", sorted(EXPORTS.keys() - {"ereuse export", "emmaus-connect pc_v2"}))
def test_an_export_of_a_tool_leaves_its_people_out(name):
    kept = database_after(EXPORTS[name][0].encode(), "export.csv")

    assert not [told for told in ("jeanne", "0612345678", "jmartin") if told in kept]


@pytest.mark.parametrize("name", WITH_PEOPLE)
def test_a_real_list_leaves_its_people_out(name):
    path = next(SAMPLES.rglob(name), None)
    if path is None:
        pytest.skip("the folder of sample sheets is not beside this repository")
    people_named = cells_about_people(path)
    assert people_named

    kept = database_after(path.read_bytes(), path.name)

    assert not [told for told in people_named if told in kept]


def cells_about_people(path):
    """The cells under titles about people that stand nowhere else in the list."""
    opened = open_list(path)
    people_columns = {match.index for match in opened.reading.matches if match.is_person}
    about, others = set(), " ".join(opened.reading.headers).casefold()
    for line in opened.lines:
        for index, cell in line.filled.items():
            if index in people_columns and len(cell) > 4:
                about.add(cell.casefold())
            elif index not in people_columns:
                others += f" {cell.casefold()}"
    return {cell for cell in about if cell not in others}
