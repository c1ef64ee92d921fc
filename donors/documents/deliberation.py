"""The draft of a council's deliberation, or of a State body's decision: an editable text with its annex of devices.

The wording is dated data (reference_data/deliberation_texts.json), each text with its sources; what only the donor
knows is left to be filled in.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from reuse.documents import opendocument as odt

BLANK = "………………"
TEXTS = Path(__file__).resolve().parents[1] / "reference_data" / "deliberation_texts.json"
ANNEX_HEADS = ("N°", "N° d’inventaire", "Type", "Marque et modèle", "N° de série", "Valeur unitaire (€)")
_WIDTHS = (1.1, 3.1, 2.7, 4.6, 3.1, 2.0)


@dataclass(frozen=True, slots=True)
class Listed:
    """A device of the annex. `value_cents`: as the donor's list says; None where it says nothing."""

    tag: str
    type: str
    model: str
    serial: str
    value_cents: int | None


@cache
def _texts() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(TEXTS.read_text(encoding="utf-8"))
    return found


def text_on(day: date, *, is_council: bool) -> dict[str, Any]:
    """The wording in force on a day."""
    kind = "council" if is_council else "state"
    known = [text for text in _texts() if text["kind"] == kind and text["since"] <= str(day)]
    return max(known or [text for text in _texts() if text["kind"] == kind], key=lambda text: text["since"])


def draft(
    text: Mapping[str, Any],
    said: Mapping[str, str],
    devices: Sequence[Listed],
    quantities: Sequence[tuple[str, int]],
) -> bytes:
    """The file. `said`: donor, receiver, address, batch, count, cap, point, quality, proof."""
    words = {**said, "blank": BLANK}

    def told(sentence: str) -> str:
        return sentence.format(**words)

    blocks: list[odt.Block] = [
        odt.Paragraph(said["donor"], "Centered"),
        odt.Heading(text["title"], 1),
        odt.Paragraph(told(text["subject"]), "Centered"),
        *(_line(told(one)) for one in (*text["opening"], *text["grounds"])),
        odt.Heading(told(text["decides"])),
        *(
            _line(f"Article {number}\u00a0: {told(one)}")
            for number, one in enumerate(text["articles"], start=1)
        ),
        *(_line(told(one)) for one in text["closing"]),
        odt.Paragraph(text["sources"], "Note"),
        odt.Heading("Annexe\u00a0: liste des matériels cédés"),
        odt.Table(("Type", "Quantité"), [(name, str(count)) for name, count in quantities], (6.0, 3.0)),
    ]
    if devices:
        rows = [tuple(map(str, row)) for row in annex_rows(devices)]
        blocks += [odt.Paragraph(""), odt.Table(ANNEX_HEADS, rows, _WIDTHS)]
    return odt.write(blocks, title=f"{text['title']}, {said['batch']}")


def _line(sentence: str) -> odt.Paragraph:
    return odt.Paragraph(sentence, "Blank" if BLANK in sentence else "Body")


def annex_rows(devices: Sequence[Listed]) -> list[tuple[str | int, ...]]:
    """The rows of the annex, on paper and in the workbook; a value nobody gave is left to be filled in."""
    return [
        (number, one.tag, one.type, one.model, one.serial, _euros(one.value_cents))
        for number, one in enumerate(devices, start=1)
    ]


def _euros(cents: int | None) -> str:
    return "" if cents is None else f"{cents // 100},{cents % 100:02}"
