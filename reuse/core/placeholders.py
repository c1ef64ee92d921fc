"""What makers, tools and people write where there is no serial number: one dated list, of the product."""

import json
from pathlib import Path

_FILE = Path(__file__).parent / "reference_data" / "placeholders.json"
_KNOWN = json.loads(
    _FILE.read_text(encoding="utf-8")
)  # read without Django: evidence is read in a plain process

DATED: str = _KNOWN["dated"]
WORDS = frozenset[str](_KNOWN["words"])  # a text made only of them names nothing
TEXTS = frozenset[str](_KNOWN["texts"])  # whole texts, letters and digits alone, in lower case
BOARD_MAKERS_UUIDS = frozenset[str](_KNOWN["board_makers_uuids"])  # shipped to everybody
