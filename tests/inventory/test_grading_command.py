"""The command that grades the rows of a spreadsheet."""

import json
import subprocess
import sys

import pytest
from django.conf import settings

from inventory.apps import DATA

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]


def run(*arguments):
    return subprocess.run(
        [sys.executable, "manage.py", "categorise", *map(str, arguments)],
        capture_output=True, text=True, check=False, cwd=settings.BASE_DIR,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("encoding", "separator"), [("utf-8", ","), ("utf-8-sig", ";"), ("cp1252", ";"), ("utf-16", "\t")]
)
def test_the_command_grades_rows_of_any_separator_and_encoding(tmp_path, encoding, separator):
    rows = [
        ["cpu_mark", "cpu", "ram_gb", "disk1_type", "disk1_gb", "disk2_type", "disk2_gb", "modèle"],
        ["2499", "", "8", "HDD", "512", "", "", "é"],
        ["", "INTEL CORE I5/ 7200U", '"15,35"', "NVMe", "256 Go", "HDD", "1 To", "é"],
        ["2500", "", "", "SSD", "128", "", "", "é"],
    ]
    file = tmp_path / "rows.csv"
    file.write_bytes("\r\n".join(separator.join(row) for row in rows).encode(encoding))

    done = run(file, "--rules", DATA / "category_rules" / "emmaus-workbook.json", "--json")

    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert [one["category"] for one in found] == ["C", "A", None]
    assert found[2]["missing"]
    assert found[0]["reason"]


def test_the_command_says_it_in_words_too(tmp_path):
    file = tmp_path / "rows.csv"
    file.write_text("cpu_mark,ram_gb,disk1_type,disk1_gb\n800,4,HDD,64\n")

    done = run(file, "--rules", "emmaus-workbook")

    assert done.stdout.split("\t")[:2] == ["2", "HC"]


def test_the_command_refuses_rules_it_cannot_read(tmp_path):
    rows, rules = tmp_path / "rows.csv", tmp_path / "rules.json"
    rows.write_text("cpu_mark,ram_gb,disk1_type,disk1_gb\n800,4,HDD,64\n")
    rules.write_text('{"id": 3}')

    refused = run(rows, "--rules", rules, "--json")

    assert refused.returncode == 1
    assert json.loads(refused.stdout)["problems"]
    assert run(rows, "--json").returncode == 2
    assert run(tmp_path / "none.csv", "--rules", "emmaus-workbook", "--json").returncode == 1
    rows.write_text("a,b\n1,2\n")
    assert "refused" in json.loads(run(rows, "--rules", "emmaus-workbook", "--json").stdout)
