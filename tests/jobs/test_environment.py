"""`.env.example` names every variable the program reads, and no other."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
APPS = ("reuse", "inventory", "donors", "beneficiaries", "labels")
READS = re.compile(
    r"""(?:environment\.(?:text|flag|number|database)|environ\.get|getenv)\(\s*["']([A-Z_]+)["']|environ\[["']([A-Z_]+)["']\]"""
)
NOT_OURS = {"DJANGO_SETTINGS_MODULE", "PYTHONPATH"}


def test_the_example_lists_what_is_read():
    sources = [path.read_text() for app in APPS for path in (ROOT / app).rglob("*.py")]
    read = {one or other for source in sources for one, other in READS.findall(source)}
    listed = set(re.findall(r"^([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))

    assert listed == read - NOT_OURS
