"""The sentences donors read about their rows, one stable code each."""

from django.utils.translation import gettext_lazy as _

from donors.sheets.reading import Problem

# These keep a row from being ready.
BLOCKING = {
    "type_and_model_missing": _("Type and model are both missing: fill in at least one."),
    "device_unclear": _(
        "“%(text)s” does not tell what device this is: give a type (laptop, screen…) or a model."
    ),
    "software": _("“%(text)s” is software, not a device: remove this row."),
    "number_lost": _(
        "The spreadsheet turned this number into “%(text)s” and lost its digits: "
        "format the column as text and type the whole number again."
    ),
    "imei_invalid": _("“%(text)s” is not a valid IMEI: an IMEI has 15 digits, shown by dialling *#06#."),
    "serial_repeated": _("The serial number %(text)s is already on row %(other)s."),
    "imei_repeated": _("The IMEI %(text)s is already on row %(other)s."),
    "another_table": _(
        "Other titles stand on row %(other)s: the table below them is not read. Put it in a list of its own."
    ),
    "quantity_invalid": _("“%(text)s” is not a quantity: write a whole number, for example 12."),
}
# With these a row is ready, and the donor may still want to know.
WARNINGS = {
    "identifier_doubtful": _("“%(text)s” looks like a remark, not a number: it was not kept as one."),
    "asset_tag_repeated": _("The inventory number %(text)s is already on row %(other)s."),
    "serial_shared": _("The serial number %(text)s is also that of another kind of device on row %(other)s."),
    "quantity_with_serial": _(
        "One serial number for %(text)s devices: they will be counted, and identified on arrival."
    ),
    "type_unknown": _("The type “%(text)s” is not known to us: the workshop will decide."),
    "type_uncertain": _("The model does not tell which type of device this is: the workshop will decide."),
    "ram_unreadable": _("“%(text)s” could not be read as an amount of memory."),
    "storage_unreadable": _("“%(text)s” could not be read as a disk size."),
    "date_unreadable": _("“%(text)s” could not be read as a date: write it as 31/12/2024."),
    "year_unreadable": _("“%(text)s” could not be read as a year."),
    "price_unreadable": _("“%(text)s” could not be read as an amount in euros."),
}
_SENTENCES = BLOCKING | WARNINGS
_QUOTED = 60


def problem(code: str, *, row: int, field: str, text: str = "", other: int = 0) -> Problem:
    """Return a problem with its sentence in the reader's language; `other` is the row it repeats."""
    sentence = str(_SENTENCES[code]) % {"text": text[:_QUOTED], "other": other}
    return Problem(row, field, code, sentence, code in BLOCKING)
