"""What `reuse labels` and `reuse decode` do; the command line only finds the codes and hands them in."""

import argparse
import json
import sys
from collections.abc import Callable, Iterable
from itertools import islice
from pathlib import Path
from typing import BinaryIO, TextIO

from django.utils.translation import gettext

from labels import sheets
from labels.calibration import Calibration, NotCalibrated
from labels.catalogue import DEFAULT, FORMATS, UnknownFormat, find
from labels.decoding import Unreadable, decode_file
from labels.drawing import Label
from labels.formats import Format, InvalidFormat, of_length
from labels.layout import Symbols, SymbolTooLarge
from labels.pdf import NothingToPrint, write_pdf
from labels.symbols import Unencodable
from labels.testpage import write_test_page
from labels.zpl import NotARoll, write_zpl

DONE, REFUSED, BAD_USAGE = 0, 1, 2


def labels_for(codes: Iterable[str], *, public_url: str) -> Iterable[Label]:
    """Plain labels: the code and nothing else; the address in capitals keeps the QR small."""
    return (Label(code, f"{public_url.rstrip('/')}/D/{code}".upper()) for code in codes)


def add_labels_arguments(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("--format", default=DEFAULT.name, help=", ".join(FORMATS))
    add("--length", type=float, metavar="MM", help=gettext("where to cut a continuous tape"))
    wanted = parser.add_mutually_exclusive_group(required=True)
    wanted.add_argument("--count", type=_positive, metavar="N", help=gettext("how many labels"))
    wanted.add_argument(
        "--test-page", action="store_true", help=gettext("a page to measure how far the printer is off")
    )
    add("--start-at", type=_positive, default=1, metavar="K", help=gettext("first free label of the sheet"))
    add("--skip", type=_numbers, default=(), metavar="K,K", help=gettext("damaged labels of the first sheet"))
    add("--specimen", action="store_true", help=gettext("codes to look at, reserved nowhere"))
    add("--symbols", choices=[*Symbols], default=Symbols.AUTO, help=gettext("what each label carries"))
    add("--output-kind", choices=("pdf", "zpl"), default="pdf", help=gettext("zpl is for Zebra printers"))
    add("--dpi", type=int, choices=(203, 300, 600), help=gettext("dots per inch of the printer"))
    add("--offset-x", type=float, default=0.0, metavar="MM", help=gettext("print further right"))
    add("--offset-y", type=float, default=0.0, metavar="MM", help=gettext("print further down"))
    add("--scale", type=float, default=1.0, help=gettext("print larger, for a printer that shrinks"))
    add("--cut-marks", action="store_true", help=gettext("a cross at each corner of each label"))
    add("-o", "--output", type=Path, required=True, metavar="FILE")
    add("--json", action="store_true", help=gettext("one JSON value on standard output"))


def run_labels(options: argparse.Namespace, labels: Iterable[Label], *, out: TextIO) -> int:
    """Write `options.count` of the labels, or the test page; nothing is left behind when they are refused."""
    try:
        sheet = find(options.format)
        if options.length is not None:
            sheet = of_length(sheet, options.length)
        for number in (options.start_at, *options.skip):
            sheets.place(sheet, number)
        calibration = Calibration(options.offset_x, options.offset_y, options.scale)
    except (UnknownFormat, InvalidFormat, NotCalibrated, sheets.NoSuchPlace) as mistake:
        return _refuse(options, out, str(mistake), BAD_USAGE)
    partial = options.output.with_name(options.output.name + ".part")
    try:
        with partial.open("wb") as to:
            count = _write(options, labels, sheet=sheet, calibration=calibration, to=to)
        partial.replace(options.output)
    except (SymbolTooLarge, Unencodable, NothingToPrint, NotARoll, OSError) as refusal:
        partial.unlink(missing_ok=True)
        return _refuse(options, out, str(refusal), REFUSED)
    used = options.start_at - 1 + len({number for number in options.skip if number >= options.start_at})
    pages = -(-(used + count) // sheet.per_sheet) if count else 1
    written = {"file": str(options.output), "format": sheet.name, "labels": count, "sheets": pages}
    sentence = gettext("Labels: %(labels)s. Sheets %(format)s: %(sheets)s. File: %(file)s") % written
    out.write((json.dumps(written, ensure_ascii=False) if options.json else sentence) + "\n")
    return DONE


def _write(
    options: argparse.Namespace,
    labels: Iterable[Label],
    *,
    sheet: Format,
    calibration: Calibration,
    to: BinaryIO,
) -> int:
    if options.test_page:
        write_test_page(sheet, to=to, calibration=calibration)
        return 0
    wanted, progress = islice(labels, options.count), _progress_bar(options.count)
    if options.output_kind == "zpl":
        return write_zpl(
            wanted,
            format=sheet,
            to=to,
            dpi=options.dpi,
            symbols=options.symbols,
            calibration=calibration,
            progress=progress,
        )
    return write_pdf(
        wanted,
        format=sheet,
        to=to,
        start_at=options.start_at,
        skip=options.skip,
        calibration=calibration,
        dpi=options.dpi,
        symbols=options.symbols,
        cut_marks=options.cut_marks,
        progress=progress,
    )


def add_decode_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE", help=gettext("picture or PDF"))
    parser.add_argument("--json", action="store_true", help=gettext("one JSON value on standard output"))


def run_decode(options: argparse.Namespace, *, out: TextIO) -> int:
    """Print every barcode of the file; a picture without any is no failure."""
    try:
        found = decode_file(options.file)
    except (Unreadable, OSError) as refusal:
        return _refuse(options, out, str(refusal), REFUSED)
    if options.json:
        rows = [{"text": barcode.text, "format": barcode.format} for barcode in found]
        out.write(json.dumps(rows, ensure_ascii=False) + "\n")
    else:
        out.writelines(f"{barcode.format}\t{barcode.text}\n" for barcode in found)
    return DONE


def _refuse(options: argparse.Namespace, out: TextIO, message: str, status: int) -> int:
    """Say why: to people on standard error, to programs as the one JSON value."""
    if options.json:
        out.write(json.dumps({"error": message}, ensure_ascii=False) + "\n")
    else:
        sys.stderr.write(message + "\n")
    return status


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(gettext("must be 1 or more"))
    return number


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(_positive(number) for number in text.replace(",", " ").split())


def _progress_bar(total: int) -> Callable[[int], None] | None:
    """Only for a person who watches, and only on standard error."""
    if not sys.stderr.isatty():
        return None

    def show(done: int) -> None:
        filled = 40 * done // total
        sys.stderr.write(f"\r{'█' * filled}{'·' * (40 - filled)} {done}/{total}" + "\n" * (done >= total))
        sys.stderr.flush()

    return show
