"""Labels: strings in, marks out; knows no device and needs no database."""

from labels.calibration import Calibration, NotCalibrated, Readings, calibration_from, targets
from labels.catalogue import DEFAULT, FORMATS, ROLLS, SHEETS, UnknownFormat, find
from labels.decoding import Decoded, TooLarge, Unreadable, decode_file, decode_image
from labels.drawing import Label, shown
from labels.formats import Format, InvalidFormat, Kind, Maker, of_length, roll
from labels.layout import Symbols, SymbolTooLarge, symbols_of
from labels.pdf import NothingToPrint, write_pdf
from labels.preview import sheet_css, svg_preview, svg_sheet
from labels.sheets import NoSuchPlace
from labels.symbols import Unencodable
from labels.testpage import write_test_page
from labels.zpl import NotARoll, write_zpl

__all__ = [
    "DEFAULT",
    "FORMATS",
    "ROLLS",
    "SHEETS",
    "Calibration",
    "Decoded",
    "Format",
    "InvalidFormat",
    "Kind",
    "Label",
    "Maker",
    "NoSuchPlace",
    "NotARoll",
    "NotCalibrated",
    "NothingToPrint",
    "Readings",
    "SymbolTooLarge",
    "Symbols",
    "TooLarge",
    "Unencodable",
    "UnknownFormat",
    "Unreadable",
    "calibration_from",
    "decode_file",
    "decode_image",
    "find",
    "of_length",
    "roll",
    "sheet_css",
    "shown",
    "svg_preview",
    "svg_sheet",
    "symbols_of",
    "targets",
    "write_pdf",
    "write_test_page",
    "write_zpl",
]
