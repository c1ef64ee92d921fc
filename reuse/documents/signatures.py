"""Signatures on documents: drawn on a screen, typed, or a box to sign on paper."""

from collections.abc import Sequence
from typing import Final, Literal, NotRequired, TypedDict

from django.utils.translation import gettext as _
from reportlab.lib.colors import Color
from reportlab.platypus import Flowable, Paragraph

from reuse.documents import kit, style

Strokes = Sequence[Sequence[tuple[int, int]]]
MOST_POINTS: Final = 5000  # of a drawing
Method = Literal["account", "link", "drawn", "typed", "paper"]


class Signature(TypedDict):
    """Who signs, and how: from their account, by a link, drawn, typed, or on paper. Not signed yet: no `at`.

    `strokes`, for a drawn one: `[[[x, y], …], …]`, whole numbers from 0 to 1000, y downwards, one unit for both.
    `digest` stands for strokes that are kept apart from the document; `before`: who saw it signed.
    """

    role: str
    name: str
    function: NotRequired[str]
    organisation: NotRequired[str]
    method: Method
    at: NotRequired[str | None]
    strokes: NotRequired[Strokes]
    digest: NotRequired[str]
    before: NotRequired[str]


def are_strokes(value: object) -> bool:
    """Whether the value is a list of strokes: lists of [x, y] whole numbers from 0 to 1000."""
    return (
        isinstance(value, list)
        and all(isinstance(stroke, list) and all(map(_is_point, stroke)) for stroke in value)
        and sum(map(len, value)) <= MOST_POINTS
    )


def _is_point(value: object) -> bool:
    return (
        isinstance(value, list)
        and len(value) == 2
        and all(type(at) is int and 0 <= at <= 1000 for at in value)
    )


def block(signatures: Sequence[Signature]) -> list[Flowable]:
    """The signatures side by side, their boxes in line."""
    places = max(2, len(signatures))
    width = (kit.WIDTH - _GAP * (places - 1)) / places
    lines = zip(*(_cells(signature, width) for signature in signatures), strict=True)
    rows = [[part for cell in line for part in (cell or "", "")][:-1] for line in lines if any(line)]
    widths = [part for _signature in signatures for part in (width, _GAP)][:-1]
    return [kit.space(8), kit.grid(rows, widths, [("BOTTOMPADDING", (0, 0), (-1, -1), 1)]), kit.space(4)]


_GAP = 18.0


def _cells(signature: Signature, width: float) -> list[Flowable | None]:
    lines = [
        (signature["role"], style.HEAD),
        (signature["name"], style.STRONG),
        (signature.get("function", ""), style.LABEL),
        (signature.get("organisation", ""), style.LABEL),
        (_how(signature), style.CELL_NOTE),
        (_before(signature.get("before", "")), style.CELL_NOTE),
        (_kept_apart(signature.get("digest", "")), style.CELL_NOTE),
    ]
    role, name, function, organisation, *said = (
        Paragraph(style.markup(text), look) if text else None for text, look in lines
    )
    return [role, name, function, organisation, _Mark(signature, width), *said]


def _how(signature: Signature) -> str:
    at = signature.get("at")
    if not at:
        return _("Date and signature by hand")
    sentences = {
        "account": _("Signed from the signatory's account on %(at)s"),
        "drawn": _("Signed on screen on %(at)s"),
        "typed": _("Signed by typing the name on %(at)s"),
        "link": _("Signed by a link and a code sent to the signatory on %(at)s"),
        "paper": _("Signed on paper on %(at)s"),
    }
    return sentences[signature["method"]] % {"at": kit.instant(at)}


def _before(name: str) -> str:
    return _("Before %(name)s") % {"name": name} if name else ""


def _kept_apart(digest: str) -> str:
    return _("Its digest: %(digest)s") % {"digest": digest} if digest else ""


class _Mark(Flowable):
    """The place of the signature: its strokes, the name typed, or an empty line to sign on."""

    def __init__(self, signature: Signature, width: float) -> None:
        super().__init__()
        self.signature, self.width, self.height = signature, width, 62.0

    def draw(self) -> None:
        canvas = self.canv
        canvas.setFillColor(style.SUNK)
        canvas.roundRect(0, 0, self.width, self.height, 4, stroke=0, fill=1)
        kit.stitch(canvas, 10, 11, self.width - 20, 0.9)
        if strokes := self.signature.get("strokes"):
            self._draw_strokes(strokes)
        elif self.signature.get("digest"):
            self._write(_("Signature kept apart"), style.SOFT, 9)
        elif self.signature["method"] in {"typed", "account", "link"} and self.signature.get("at"):
            self._write(self.signature["name"], style.BRAND, 17)

    def _write(self, text: str, colour: Color, largest: float) -> None:
        natural = self.canv.stringWidth(style.printable(text), style.REGULAR, 1)
        self.canv.setFillColor(colour)
        self.canv.setFont(style.REGULAR, min(largest, (self.width - 24) / max(natural, 1)))
        self.canv.drawString(12, 19, style.printable(text))

    def _draw_strokes(self, strokes: Strokes) -> None:
        """Fitted into the box as a whole, its proportions kept."""
        points = [point for stroke in strokes for point in stroke]
        if not points:
            return
        left, right = min(x for x, _y in points), max(x for x, _y in points)
        top, bottom = min(y for _x, y in points), max(y for _x, y in points)
        scale = min((self.width - 24) / max(right - left, 1), (self.height - 14) / max(bottom - top, 1))
        path = self.canv.beginPath()
        for stroke in filter(None, strokes):
            placed = [(12 + (x - left) * scale, 7 + (bottom - y) * scale) for x, y in stroke]
            path.moveTo(*placed[0])
            for point in placed:  # the first again: a dot is a line of no length with round ends
                path.lineTo(*point)
        self.canv.setStrokeColor(style.INK)
        self.canv.setLineWidth(1.3)
        self.canv.setLineCap(1)
        self.canv.setLineJoin(1)
        self.canv.drawPath(path)
