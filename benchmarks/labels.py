"""Label sheets against a bare reportlab script that draws the same marks, and against WeasyPrint."""

import base64
import html
import importlib
import io
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from itertools import count, islice
from pathlib import Path

import pypdfium2
import zxingcpp
from barcode.charsets import code128
from reportlab.pdfgen.canvas import Canvas

import labels
from labels.arrangements import POINT
from labels.layout import arrange

SHEET = labels.DEFAULT
LABELS, ROUNDS = 10_000, 5
WEASYPRINT_LABELS = 2 * SHEET.per_sheet
DECODED_SHEETS = 10
PROCESS_STATUS = Path("/proc/self/status")
LETTERS = "BCDEFGHJKNPRSTVX"


def specimens() -> Iterator[labels.Label]:
    """Different nine-letter codes, spread over the whole space so that every symbol differs."""
    for number in count(1):
        scattered = number * 0x9E3779B97 % 16**9
        code = "".join(LETTERS[scattered >> 4 * place & 15] for place in range(9))
        lines = ("Portable, Val-Noir", f"Lot 2026-{number % 10_000:04}")
        yield labels.Label(code, f"HTTPS://REUSE.EXAMPLE.ORG/D/{code}", labels.shown(code), lines)


def measure() -> list[dict[str, object]]:
    """One row per budget of the design; a ratio at or under its budget passes."""
    ours, bare, size = _against_bare()
    return [
        {
            "name": f"labels: {LABELS:,} Code 128 + QR + 2 lines",
            "ratio": ours / bare,
            "budget": 1.3,
            "unit": "CPU, ours / bare reportlab with raw operators",
            "note": f"{LABELS / ours:.0f} labels a CPU second, bare script {LABELS / bare:.0f}",
        },
        _against_weasyprint(),
        {
            "name": "labels: bytes a label",
            "ratio": size / 450,
            "budget": 1.0,
            "unit": "of 450 B",
            "note": f"{size:.0f} B",
        },
        _memory(),
        _decoding(),
    ]


def _against_bare() -> tuple[float, float, float]:
    """CPU seconds of both for the same labels, turn by turn, and our bytes a label."""
    stream, ours, bare, size = specimens(), 0.0, 0.0, 0
    for _round in range(ROUNDS):
        batch = list(islice(stream, LABELS // ROUNDS))
        written = io.BytesIO()
        ours += _cpu_seconds(labels.write_pdf, batch, format=SHEET, to=written)
        bare += _cpu_seconds(draw_bare, batch)
        size += written.tell()
    return ours, bare, size / LABELS


def _against_weasyprint() -> dict[str, object]:
    row: dict[str, object] = {
        "name": "labels: against WeasyPrint",
        "ratio": None,
        "budget": 1 / 15,
        "unit": "CPU a label, ours / WeasyPrint with SVG images",
    }
    try:
        importlib.import_module("weasyprint")  # not a dependency of the product
    except (ImportError, OSError) as absent:
        return row | {"note": f"not measured, WeasyPrint cannot be loaded: {absent}"}
    batch = list(islice(specimens(), WEASYPRINT_LABELS))
    ours = theirs = 0.0
    for _round in range(3):
        theirs += _cpu_seconds(_draw_with_weasyprint, batch)
        ours += _cpu_seconds(labels.write_pdf, batch, format=SHEET, to=io.BytesIO())
    return row | {"ratio": ours / theirs, "note": f"{theirs / ours:.0f} times as fast as WeasyPrint"}


def _memory() -> dict[str, object]:
    """Peak of a process of its own: whatever else has run here must not count."""
    row: dict[str, object] = {
        "name": f"labels: peak memory of {LABELS:,}",
        "ratio": None,
        "budget": 1.0,
        "unit": "of 100 MB",
    }
    if not PROCESS_STATUS.exists():
        return row | {"note": f"not measured: this system has no {PROCESS_STATUS}"}
    command = [sys.executable, "-m", "benchmarks.labels", "--memory"]
    root = Path(__file__).resolve().parents[1]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=True)  # noqa: S603
    megabytes = int(done.stdout) / 1024
    return row | {"ratio": megabytes / 100, "note": f"{megabytes:.0f} MB, Python included"}


def _decoding() -> dict[str, object]:
    batch = list(islice(specimens(), DECODED_SHEETS * SHEET.per_sheet))
    wanted = {text for label in batch for text in (label.code, label.url)}
    written = io.BytesIO()
    labels.write_pdf(batch, format=SHEET, to=written)
    missed = 0
    for dpi in (200, 300):
        read = set()
        for page in pypdfium2.PdfDocument(written.getvalue()):
            image = page.render(scale=dpi / 72, grayscale=True).to_pil()
            read |= {barcode.text for barcode in zxingcpp.read_barcodes(image)}
        missed += len(wanted - read)
    return {
        "name": "labels: symbols lost at 200 and 300 dpi",
        "ratio": missed / (2 * len(wanted)),
        "budget": 0.0,
        "unit": "of the symbols printed",
        "note": f"{missed} of {2 * len(wanted)}",
    }


def draw_bare(batch: list[labels.Label]) -> bytes:
    """The floor: reportlab's canvas, places worked out beforehand, operators appended to the page as text."""
    layout = arrange(SHEET, qr=25, bars=134, lines=2, dpi=600)
    qr, bars = layout.qr, layout.bars
    assert qr is not None  # noqa: S101
    assert bars is not None  # noqa: S101
    written = io.BytesIO()
    canvas = Canvas(written, pagesize=(210 / POINT, 297 / POINT), pageCompression=1)
    bold, regular = (canvas._doc.getInternalFontName(name) for name in ("Helvetica-Bold", "Helvetica"))
    qr_matrix = _matrix(qr.module, qr.module, qr.x, qr.y + qr.height)
    bars_matrix = _matrix(bars.module, bars.height, bars.x, bars.y + bars.height)
    first, *rest = layout.lines
    (title,) = layout.title
    texts = [(bold, title), (regular, first), (regular, rest[0])]
    begin_text = [
        f"BT {font} {line.size:.3g} Tf {line.x / POINT:.5g} {-line.y / POINT:.5g} Td ("
        for font, line in texts
    ]
    dark_run = re.compile(b"\x00+")
    for index, label in enumerate(batch):
        place = index % SHEET.per_sheet
        if index and not place:
            canvas.showPage()
        row, column = divmod(place, SHEET.columns)
        x = (SHEET.left + column * SHEET.pitch_x) / POINT
        y = (297 - SHEET.top - row * SHEET.pitch_y) / POINT
        operators = [f"q 1 0 0 1 {x:.2f} {y:.2f} cm", f"q {qr_matrix}"]
        symbol = zxingcpp.create_barcode(label.url, zxingcpp.BarcodeFormat.QRCode, ec_level="M", data_mask=3)
        pixels = bytes(memoryview(symbol.to_image(scale=1, add_quiet_zones=False)).cast("B"))
        for line in range(25):
            operators += [
                f"{run.start() - line * 25} {24 - line} {run.end() - run.start()} 1 re"
                for run in dark_run.finditer(pixels, line * 25, line * 25 + 25)
            ]
        operators.append(f"f Q q {bars_matrix}")
        operators += _bare_bars(label.code)
        operators.append("f Q")
        for begin, text in zip(begin_text, (label.title, *label.lines), strict=True):
            operators.append(f"{begin}{text}) Tj ET")
        operators.append("Q")
        canvas._code.extend(operators)
    canvas.save()
    return written.getvalue()


def _matrix(width: float, height: float, x: float, y: float) -> str:
    return f"{width / POINT:.5g} 0 0 {height / POINT:.5g} {x / POINT:.5g} {-y / POINT:.5g} cm"


def _bare_bars(code: str) -> Iterator[str]:
    values = [104, *(ord(letter) - 32 for letter in code)]
    check = (104 + sum(place * value for place, value in enumerate(values[1:], start=1))) % 103
    pattern = "".join(code128.CODES[value] for value in (*values, check)) + code128.STOP + "11"
    for run in re.finditer("1+", pattern):
        yield f"{run.start()} 0 {run.end() - run.start()} 1 re"


def _draw_with_weasyprint(batch: list[labels.Label]) -> bytes:
    written: bytes = importlib.import_module("weasyprint").HTML(string=_page(batch)).write_pdf()
    return written


def _page(batch: list[labels.Label]) -> str:
    """The sheet as a web developer would make it: a grid of absolutely placed labels with SVG images."""
    cells = []
    for index, label in enumerate(batch):
        sheet, place = divmod(index, SHEET.per_sheet)
        row, column = divmod(place, SHEET.columns)
        x, y = SHEET.left + column * SHEET.pitch_x, sheet * 297 + SHEET.top + row * SHEET.pitch_y
        qr, bars = (
            base64.b64encode(zxingcpp.create_barcode(text, kind).to_svg().encode()).decode()
            for text, kind in (
                (label.url, zxingcpp.BarcodeFormat.QRCode),
                (label.code, zxingcpp.BarcodeFormat.Code128),
            )
        )
        lines = "<br>".join(map(html.escape, label.lines))
        cells.append(
            f'<div style="left:{x}mm;top:{y}mm"><img class=q src="data:image/svg+xml;base64,{qr}">'
            f'<p><b>{label.title}</b><br>{lines}</p><img class=b src="data:image/svg+xml;base64,{bars}"></div>'
        )
    style = (
        "@page{size:210mm 297mm;margin:0}body{margin:0}div{position:absolute;width:63.5mm;height:38.1mm;font:8pt sans-serif}"
        "p{position:absolute;left:26mm;top:5mm;margin:0}img{position:absolute;left:6mm}"
        ".q{top:3mm;width:18mm;height:18mm}.b{top:24mm;width:51mm;height:10mm}"
    )
    return f"<style>{style}</style>{''.join(cells)}"


def _cpu_seconds(work: Callable[..., object], *arguments: object, **options: object) -> float:
    start = time.process_time()
    work(*arguments, **options)
    return time.process_time() - start


if __name__ == "__main__":
    if "--memory" in sys.argv:
        with Path("/dev/null").open("wb") as nowhere:
            labels.write_pdf(islice(specimens(), LABELS), format=SHEET, to=nowhere)
        # not getrusage: a child starts with its parent's peak there
        print(re.findall(r"VmHWM:\s*(\d+) kB", PROCESS_STATUS.read_text())[0])  # noqa: T201
    else:
        for measured in measure():
            print(measured)  # noqa: T201
