import io
import json
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from inventory.management.commands.read_evidence import Command
from tests.inventory import reports

ROOT = Path(__file__).parents[2]


@pytest.fixture
def log(tmp_path):
    path = tmp_path / "nwipe.log"
    path.write_text(reports.nwipe_log())
    return path


def run(*arguments):
    out = io.StringIO()
    call_command(Command(), *map(str, arguments), stdout=out)
    return out.getvalue()


def test_each_file_is_one_object_of_one_json_list(log, tmp_path):
    other = tmp_path / "letter.txt"
    other.write_text("Dear Sir or Madam")

    printed = json.loads(run(log, other, "--json"))

    assert [entry["file"] for entry in printed] == [str(log), str(other)]
    assert [entry["kind"] for entry in printed] == ["both", "unknown"]
    fact = printed[0]["erasures"][0]
    assert {"serial", "method", "level", "result", "started_at", "ended_at"} <= fact.keys()
    assert {"manufacturer", "model", "serial", "type", "imei"} <= printed[0]["device"].keys()
    assert {"cpu", "ram_mb", "storage"} <= printed[0]["specs"].keys()


def test_people_read_lines(log):
    printed = run(log)

    assert "WD-WCC2ETY84203" in printed
    assert "erased" in printed


def test_a_missing_file_is_reported_and_refused(log, tmp_path):
    out = io.StringIO()

    with pytest.raises(SystemExit) as refusal:
        call_command(Command(), str(tmp_path / "missing"), str(log), "--json", stdout=out)

    assert refusal.value.code == 1
    assert [entry["kind"] for entry in json.loads(out.getvalue())] == ["unknown", "both"]


def test_no_file_is_bad_usage():
    with pytest.raises(CommandError, match="FILE"):
        run("--json")


def test_the_package_needs_no_database(log):
    """In a process of its own, reading a report imports no model and opens no connection."""
    script = (
        "import sys; from django.conf import settings; settings.configure(USE_I18N=False)\n"
        "from inventory.evidence import read_file\n"
        f"assert read_file({str(log)!r}).erasures[0].result == 'erased'\n"
        "assert 'django.db.models' not in sys.modules and 'inventory.models' not in sys.modules\n"
    )

    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stderr
