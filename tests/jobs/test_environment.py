"""`.env.example` names every variable the program reads, and no other."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
SOURCES = [
    path
    for app in ("reuse", "inventory", "donors", "beneficiaries", "labels")
    for path in (ROOT / app).rglob("*.py")
]
READS = re.compile(
    r"""(?:environment\.(?:text|flag|number|database)|environ\.get|getenv)\(\s*["']([A-Z_]+)["']|environ\[["']([A-Z_]+)["']\]"""
)
NOT_OURS = {"DJANGO_SETTINGS_MODULE"}


def test_the_example_lists_what_is_read():
    read = {one or other for path in SOURCES for one, other in READS.findall(path.read_text())}
    listed = set(re.findall(r"^([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))

    assert listed == read - NOT_OURS
