"""Real sheets, written by others, are understood as a person who opened them understands them."""

from pathlib import Path

import pytest

from donors import sheets

SAMPLES = Path(__file__).resolve().parents[3] / "shared" / "samples" / "donor-sheets"
FILES = sorted(path for path in SAMPLES.rglob("*") if path.is_file())
pytestmark = pytest.mark.skipif(not FILES, reason="the folder of sample sheets is not beside this repository")

# Counted by eye: rows of devices, of these ready. None: nothing can be imported.
UNDERSTOOD = {
    "eotics_inventaire_cp1252.csv": (10, 8),  # two rows of software
    "eotics_inventaire-informatique.csv": (10, 8),
    "export_devices.csv": (1, 1),
    "placeholder_test.csv": (3, 3),
    "placeholder_test.xlsx": (3, 3),
    "french-refurb-template_69073575786.csv": (2, 2),
    "school-export_bom_crlf.csv": (1, 1),
    "school-export_empty-line.csv": (1, 1),
    "school-export_unaccented-headers.csv": (1, 1),
    "Model_Import_matos_pour_myrecode_v3.xlsx": (1, 1),
    "cedrickr_inventaire.csv": (4, 4),
    "driss_materiel_reseau.csv": (5, 5),
    "exceltemplatescstpc.json": None,
    "glpi-fr_ordinateurs_modele.csv": (1, 1),
    "modele_import_pc_v2.xlsx": None,  # an empty template
    "modele_import_sm_v1.xlsx": None,
    "pc_V2_Modele Fichier Import Audit -3 lignes.xlsx": (3, 3),
    "sausseme_Ordinateurs.csv": (100, 100),
    "tunakirkoc_Inventaire.xlsx": (11, 11),
    "andela_missing_headings.csv": (4, 4),
    "andela_sample_import.csv": (4, 4),
    "intune_autopilot.csv": (1, 1),
    "inventree_companies.csv": None,
    "inventree_part_categories.csv": None,
    "maciej_computers.csv": (70, 60),  # ten serial numbers stand twice
    "maciej_monitors.csv": (25, 25),
    "maciej_printers.csv": (20, 20),
    "ralph_back_office_assets.csv": (2, 2),
    "ralph_warehouses_tab.csv": None,
    "shelf.nu-example-asset-import-from-content.csv": (4, 2),  # pens, and "Hardware" without a model
    "accessories-sample.csv": (3, 2),  # one model number lost its digits
    "assets-sample.csv": (22, 22),
    "consumables-sample.csv": None,
    "models-sample.csv": None,
}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_sample_is_understood(path):
    reading = sheets.read(path)

    found = None if reading.refused else (reading.rows_read, reading.rows_ready)
    assert found == UNDERSTOOD[path.name]
    assert reading.rows_ready + reading.rows_with_problems == reading.rows_read


def test_types_are_told_by_cells_names_and_models():
    def types(name):
        return {
            row.values["type"] for row in sheets.read(next(path for path in FILES if path.name == name)).rows
        }

    assert types("maciej_monitors.csv") == {"monitor"}
    assert types("maciej_printers.csv") == {"printer"}
    assert types("tunakirkoc_Inventaire.xlsx") == {"laptop", "desktop"}
    assert types("Model_Import_matos_pour_myrecode_v3.xlsx") == {"printer"}  # ITH, explained in another sheet
    assert types("driss_materiel_reseau.csv") == {"network"}
