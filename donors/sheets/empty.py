"""Writes the empty list a donor may fill in; in a workbook, with a sheet that explains each column."""

from typing import Any, BinaryIO

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reuse.core import opendocument, tables

_COLUMNS: dict[str, tuple[Any, str]] = {
    "Type": (gettext_lazy("What it is: laptop, desktop, screen, smartphone, tablet, printer…"), "PC portable"),
    "Marque": (gettext_lazy("The maker's name."), "Dell"),
    "Modèle": (gettext_lazy("As on the device. Type or model: one of them at least."), "Latitude 5420"),
    "Numéro de série": (gettext_lazy("As text, so that the spreadsheet loses no digit."), "5CD335G7GT"),
    "IMEI": (gettext_lazy("Of phones: 15 digits, shown by dialling *#06#; as text."), "490154203237518"),
    "N° inventaire": (gettext_lazy("Your own number: by it you find the device again in the file we give back."), "INV-00042"),
    "Quantité": (gettext_lazy("How many devices the row tells of; nothing means one."), "1"),
    "Processeur": (gettext_lazy("If you know it."), "Intel Core i5-1145G7"),
    "RAM (Go)": (gettext_lazy("If you know it."), "16"),
    "Stockage (Go)": (gettext_lazy("If you know it."), "256"),
    "Type de disque": (gettext_lazy("SSD, NVMe or hard disk, if you know it."), "SSD"),
    "Taille écran": (gettext_lazy("In inches."), "14"),
    "Batterie": (gettext_lazy("How well it holds, in your words."), "85 %"),
    "État": (gettext_lazy("In your words: what works, what is broken."), "bon état"),
    "Année": (gettext_lazy("Of purchase or making."), "2021"),
    "Système d'exploitation": (gettext_lazy("If you know it."), "Windows 11"),
    "Commentaire": (gettext_lazy("Whatever else helps. No names of people."), "chargeur fourni"),
}  # fmt: skip
TEMPLATE = tuple(_COLUMNS)
FORMATS = {
    tables.XLSX: tables.MEDIA_TYPES[tables.XLSX],
    opendocument.ODS: opendocument.MEDIA_TYPE,
    tables.CSV: tables.MEDIA_TYPES[tables.CSV],
}


def write_template(to: BinaryIO, *, extension: str = tables.CSV) -> None:
    """Write the empty list, as one of `FORMATS`."""
    match extension:
        case tables.CSV:
            tables.write_csv([TEMPLATE], to)
        case opendocument.ODS:
            opendocument.write_ods({_("List"): [TEMPLATE], _("Help"): _help()}, to)
        case _:
            tables.write_xlsx([TEMPLATE], to, name=_("List"), beside={_("Help"): _help()})


def _help() -> list[list[str]]:
    lines = [[title, str(told), example] for title, (told, example) in _COLUMNS.items()]
    return [[_("Column"), _("What to write in it"), _("Example")], *lines]
