"""What `reuse labels` and `reuse decode` do; the command line only finds the codes and hands them in."""

import argparse
import json
import sys
from collections.abc import Callable, Iterable
from itertools import islice
from pathlib import Path
from typing import TextIO

from django.utils.translation import gettext

from labels import sheets
from labels.catalogue import DEFAULT, FORMATS, UnknownFormat, find
from labels.decoding import Unreadable, decode_file
from labels.drawing import Label
from labels.layout import SymbolTooLarge
from labels.pdf import NothingToPrint, write_pdf
from labels.symbols import Unencodable

DONE, REFUSED, BAD_USAGE = 0, 1, 2


def labels_for(codes: Iterable[str], *, public_url: str) -> Iterable[Label]:
    """Plain labels: the code and nothing else; the address in capitals keeps the QR small."""
    return (Label(code, f"{public_url.rstrip('/')}/D/{code}".upper()) for code in codes)


def add_labels_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--format", default=DEFAULT.name, help=", ".join(FORMATS))
    parser.add_argument(
        "--count", type=_positive, required=True, metavar="N", help=gettext("how many labels")
    )
    parser.add_argument(
        "--start-at", type=_positive, default=1, metavar="K", help=gettext("first free label of the sheet")
    )
    parser.add_argument("--specimen", action="store_true", help=gettext("codes to look at, reserved nowhere"))
    parser.add_argument(
        "--dpi", type=int, choices=(203, 300, 600), help=gettext("dots per inch of the printer")
    )
    parser.add_argument("-o", "--output", type=Path, required=True, metavar="FILE.pdf")
    parser.add_argument("--json", action="store_true", help=gettext("one JSON value on standard output"))


def run_labels(options: argparse.Namespace, labels: Iterable[Label], *, out: TextIO) -> int:
    """Write `options.count` of the labels; nothing is left behind when they are refused."""
    try:
        sheet = find(options.format)
        sheets.place(sheet, options.start_at)
    except (UnknownFormat, sheets.NoSuchPlace) as mistake:
        return _refuse(options, out, str(mistake), BAD_USAGE)
    partial = options.output.with_name(options.output.name + ".part")
    try:
        with partial.open("wb") as to:
            count = write_pdf(
                islice(labels, options.count),
                format=sheet,
                to=to,
                start_at=options.start_at,
                dpi=options.dpi,
                progress=_progress_bar(options.count),
            )
        partial.replace(options.output)
    except (SymbolTooLarge, Unencodable, NothingToPrint, OSError) as refusal:
        partial.unlink(missing_ok=True)
        return _refuse(options, out, str(refusal), REFUSED)
    pages = -(-(options.start_at - 1 + count) // sheet.per_sheet)
    written = {"file": str(options.output), "format": sheet.name, "labels": count, "sheets": pages}
    sentence = gettext("Labels: %(labels)s. Sheets %(format)s: %(sheets)s. File: %(file)s") % written
    out.write((json.dumps(written, ensure_ascii=False) if options.json else sentence) + "\n")
    return DONE


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


def _progress_bar(total: int) -> Callable[[int], None] | None:
    """Only for a person who watches, and only on standard error."""
    if not sys.stderr.isatty():
        return None

    def show(done: int) -> None:
        filled = 40 * done // total
        sys.stderr.write(f"\r{'█' * filled}{'·' * (40 - filled)} {done}/{total}" + "\n" * (done >= total))
        sys.stderr.flush()

    return show
