"""A small reader of ZPL: rebuilds fields in dots from what a printer would receive, and draws the symbols."""

import re
from dataclasses import dataclass, field

from barcode import Code128
from PIL import Image

UNESCAPED = {"><": "^", ">0": ">", ">=": "~"}


@dataclass
class Printed:
    width: int = 0
    length: int = 0
    bars: list = field(default_factory=list)  # x, y, module, height, text
    pictures: list = field(default_factory=list)  # x, y, bytes a row, rows
    texts: list = field(default_factory=list)  # x, baseline, height, words
    commands: list = field(default_factory=list)


def read_zpl(content):
    """The labels of a file, each from its ^XA to its ^XZ."""
    text = content.decode()
    assert not re.search(r"~(?!$)", re.sub(r"\^FD.*?\^FS", "", text, flags=re.DOTALL)), "a control command"
    return [_label(body) for body in re.findall(r"\^XA(.*?)\^XZ\n", text, re.DOTALL)]


def _label(body):
    state = _State()
    for name, rest in re.findall(r"\^([A-Z][A-Z0-9])([^^]*)", body):
        state.printed.commands.append(name)
        getattr(state, name.lower(), state.other)(rest.rstrip("\n"))
    return state.printed


class _State:
    """One method a command; what a field needs is kept until its ^FS."""

    def __init__(self):
        self.printed, self.module = Printed(), 2
        self.fs("")

    def other(self, _rest):
        pass

    def pw(self, rest):
        self.printed.width = int(rest)

    def ll(self, rest):
        self.printed.length = int(rest)

    def fo(self, rest):
        self.spot = tuple(map(int, rest.split(",")))

    ft = fo

    def by(self, rest):
        self.module = int(rest)

    def bc(self, rest):
        orientation, height, *options = rest.split(",")
        assert (orientation, options) == ("N", ["N", "N", "N"])
        self.bars_height = int(height)

    def a0(self, rest):
        self.text_height = int(rest.split(",")[1])

    def fh(self, _rest):
        self.is_escaped = True

    def gf(self, rest):
        letter, total, size, row_bytes, rows = rest.split(",", 4)
        assert (letter, total) == ("A", size)
        rows = _rows(rows, int(row_bytes), int(total))
        self.printed.pictures.append((*self.spot, int(row_bytes), rows))

    def fd(self, rest):
        if self.bars_height:
            words = re.sub(r">[<0=]", lambda match: UNESCAPED[match[0]], rest)
            self.printed.bars.append((*self.spot, self.module, self.bars_height, words))
            return
        words = (
            re.sub(r"_([0-9A-F]{2})", lambda match: chr(int(match[1], 16)), rest) if self.is_escaped else rest
        )
        self.printed.texts.append((*self.spot, self.text_height, words))

    def fs(self, _rest):
        self.spot, self.bars_height, self.text_height, self.is_escaped = None, 0, 0, False


def _rows(packed, row_bytes, total):
    rows, digits = [], ""
    for sign in packed:
        if sign == ":":
            rows.append(rows[-1])
        elif sign == ",":
            rows.append(digits.ljust(2 * row_bytes, "0"))
            digits = ""
        else:
            digits += sign
            if len(digits) == 2 * row_bytes:
                rows.append(digits)
                digits = ""
    assert len(rows) * row_bytes == total
    return rows


def drawn(printed):
    """The label as the printer's dots, without its text."""
    image = Image.new("1", (printed.width, printed.length), 1)
    for x, y, module, height, text in printed.bars:
        for place, bit in enumerate(Code128(text).build()[0]):
            if bit == "1":
                image.paste(0, (x + place * module, y, x + (place + 1) * module, y + height))
    for x, y, row_bytes, rows in printed.pictures:
        for down, row in enumerate(rows):
            for across, bit in enumerate(f"{int(row, 16):0{8 * row_bytes}b}"):
                if bit == "1":
                    image.putpixel((x + across, y + down), 0)
    return image.convert("L")
