"""Labels: strings in, marks out; knows no device and needs no database."""

from labels.decoding import Decoded, TooLarge, Unreadable, decode_file, decode_image
from labels.formats import DEFAULT, FORMATS, Format, UnknownFormat, find
from labels.layout import SymbolTooLarge
from labels.pdf import Label, NothingToPrint, shown, write_pdf
from labels.preview import svg_preview
from labels.sheets import Calibration, NoSuchPlace
from labels.symbols import Unencodable

__all__ = [
    "DEFAULT",
    "FORMATS",
    "Calibration",
    "Decoded",
    "Format",
    "Label",
    "NoSuchPlace",
    "NothingToPrint",
    "SymbolTooLarge",
    "TooLarge",
    "Unencodable",
    "UnknownFormat",
    "Unreadable",
    "decode_file",
    "decode_image",
    "find",
    "shown",
    "svg_preview",
    "write_pdf",
]
