"""Test dumps of the GLPI agent: Perl assignments, of which only the list of storages is read."""

import re

from inventory.evidence.findings import Findings, Format
from inventory.evidence.formats import glpi
from inventory.evidence.source import Source

PAIR = re.compile(r"'([A-Z_]+)' => (?:'((?:[^'\\]|\\.)*)'|(\d+)|undef)")


def recognise(source: Source) -> bool:
    return bool(re.match(r"\s*\$[A-Z]+ = [{\[]", source.text)) and "$STORAGE = [" in source.text


def parse(source: Source) -> Findings:
    listed = source.text.partition("$STORAGE = [")[2].partition("\n];")[0]
    rows = [
        {key: text or number or None for key, text, number in PAIR.findall(row)}
        for row in listed.split("\n  {")
    ]
    return Findings(disks=glpi.storages([row for row in rows if row]))


FORMATS = (Format("glpi-agent-dump", "text", recognise, parse),)
