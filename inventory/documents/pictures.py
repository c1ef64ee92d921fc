"""Our small drawings on paper: reads the few shapes our own SVG files are made of, and draws them as lines."""

import re
from functools import cache
from pathlib import Path

from defusedxml import ElementTree
from reportlab.lib.colors import Color
from reportlab.pdfgen.canvas import Canvas
from reportlab.pdfgen.pathobject import PDFPathObject

FOLDER = Path(__file__).parents[1] / "static" / "inventory" / "checks"
SIDE = 24  # every drawing's view box
_PARTS = re.compile(r"([MLHVCZ])([^MLHVCZ]*)")
_NUMBERS = re.compile(r"-?\d*\.?\d+")


def draw(canvas: Canvas, name: str, x: float, y: float, *, size: float, colour: Color) -> None:
    """The drawing of this name, its lower left corner at (x, y)."""
    canvas.saveState()
    canvas.translate(x, y + size)
    canvas.scale(size / SIDE, -size / SIDE)
    canvas.setStrokeColor(colour)
    canvas.setLineWidth(1.6)
    canvas.setLineCap(1)
    canvas.setLineJoin(1)
    for tag, at in _shapes(name):
        _SHAPES[tag](canvas, at)
    canvas.restoreState()


@cache
def _shapes(name: str) -> tuple[tuple[str, dict[str, str]], ...]:
    root = ElementTree.fromstring((FOLDER / f"{name}.svg").read_text(encoding="utf-8"))
    found = ((one.tag.rpartition("}")[2], dict(one.attrib)) for one in root.iter())
    return tuple((tag, at) for tag, at in found if tag in _SHAPES)


def _rectangle(canvas: Canvas, at: dict[str, str]) -> None:
    x, y, width, height = (float(at[name]) for name in ("x", "y", "width", "height"))
    canvas.roundRect(x, y, width, height, float(at.get("rx", 0)), stroke=1, fill=0)


def _circle(canvas: Canvas, at: dict[str, str]) -> None:
    canvas.circle(float(at["cx"]), float(at["cy"]), float(at["r"]), stroke=1, fill=0)


def _path(canvas: Canvas, at: dict[str, str]) -> None:
    """Absolute commands M L H V C Z alone: our files hold no others."""
    path: PDFPathObject = canvas.beginPath()
    x = y = 0.0
    for command, tail in _PARTS.findall(at["d"]):
        numbers = [float(one) for one in _NUMBERS.findall(tail)]
        if command == "Z":
            path.close()
            continue
        for step in _steps(command, numbers):
            match step:
                case [across] if command == "H":
                    x = across
                case [down] if command == "V":
                    y = down
                case [*_bends, x, y]:
                    pass
            if command == "C":
                path.curveTo(*step)
            elif command == "M":
                path.moveTo(x, y)
            else:
                path.lineTo(x, y)
    canvas.drawPath(path, stroke=1, fill=0)


def _steps(command: str, numbers: list[float]) -> list[list[float]]:
    size = {"H": 1, "V": 1, "C": 6}.get(command, 2)
    return [numbers[start : start + size] for start in range(0, len(numbers), size)]


_SHAPES = {"rect": _rectangle, "circle": _circle, "path": _path}
