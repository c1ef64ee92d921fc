"""The communes of France by name, postal code or INSEE code, so that nobody has to look a code up.

Source: Code officiel géographique 2026 (INSEE) with La Poste's postal codes, public data as gathered by Etalab in
decoupage-administratif 6.0.0 (MIT); the arrondissements of Paris, Lyon and Marseille are among them.
"""

import gzip
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

_FILE: Final = Path(__file__).parent / "reference_data" / "communes.tsv.gz"
_LIGATURES: Final = str.maketrans({"œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae", "’": "'"})
_SAINT: Final = re.compile(r"\b(?:st|ste)\b")
_DEPARTMENT: Final = re.compile(r"[\s(]+(\d{2,3}|2[ab])\)?$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Commune:
    """A commune, or an arrondissement of one of the three cities that have some."""

    code: str
    name: str
    postal_codes: str

    @property
    def department(self) -> str:
        return department_of(self.code)

    def __str__(self) -> str:
        return f"{self.name} ({self.department})"


def department_of(code: str) -> str:
    """The department of an INSEE commune code: three characters overseas, two elsewhere."""
    return code[:3] if code.startswith(("97", "98")) else code[:2]


def named(text: str, *, most: int = 8) -> list[Commune]:
    """What a text may mean, likeliest first: an INSEE or postal code, or a name, whole or begun, with its department or not.

    Accents, hyphens and case do not count; a name whose first word was left out (Le Havre) is found all the same.
    """
    text = text.strip()
    if re.fullmatch(r"\d{5}|2[abAB]\d{3}", text):
        return list(dict.fromkeys(_by_code(text.upper())))[:most]
    name, department = _parted(text)
    found = [one for one in _with_name(name) if one.department == department] if department else []
    found = found or list(_with_name(folded(text)))
    return sorted(found, key=lambda one: (folded(one.name) != name, len(one.name)))[:most]


def meant(text: str, *, most: int = 8) -> list[Commune]:
    """The same, but a name said whole leaves out those that only begin so. One answer: that is it."""
    found = named(text, most=most)
    name, _department = _parted(text.strip())
    return [one for one in found if folded(one.name) == name] or found


def _parted(text: str) -> tuple[str, str]:
    """The folded name and the department said behind it, if any."""
    said = _DEPARTMENT.search(text)
    return (folded(text[: said.start()]), said[1].upper()) if said else (folded(text), "")


def of_code(code: str) -> Commune | None:
    """The commune of that INSEE code; None for one that is no more, or never was."""
    return next((one for one in _by_code(code) if one.code == code), None)


def of_department(department: str) -> Iterator[Commune]:
    """All those of a department, in the order of their codes."""
    _names, lines = _table()
    yield from _communes(re.finditer(rf"^{department}.*$", lines, re.MULTILINE), lines)


def folded(text: str) -> str:
    """A name as it is compared: no accents, no case, words apart by one space, `st` for saint."""
    plain = (
        unicodedata.normalize("NFKD", text.translate(_LIGATURES)).encode("ascii", "ignore").decode().lower()
    )
    words = re.sub(r"[^a-z0-9]+", " ", plain).strip()
    return _SAINT.sub(lambda found: {"st": "saint", "ste": "sainte"}[found[0]], words)


def _by_code(code: str) -> Iterator[Commune]:
    """By the code of INSEE first, then by the postal code."""
    _names, lines = _table()
    yield from _communes(re.finditer(rf"^{code}\t.*$", lines, re.MULTILINE), lines)
    yield from _communes(re.finditer(rf"^.*\t(?:.* )?{code}(?: .*)?$", lines, re.MULTILINE), lines)


def _with_name(name: str) -> Iterator[Commune]:
    """Those whose name begins so; if there is none, those with a word that does."""
    names, lines = _table()
    wanted = re.escape(name)
    for pattern in (rf"^{wanted}.*\t(\d+) (\d+)$", rf"^[^\t]* {wanted}.*\t(\d+) (\d+)$") if name else ():
        found = list(re.finditer(pattern, names, re.MULTILINE))
        yield from (_commune(lines[int(one[1]) : int(one[2])]) for one in found)
        if found:
            return


def _communes(found: Iterator[re.Match[str]], lines: str) -> Iterator[Commune]:
    return (_commune(lines[one.start() : one.end()]) for one in found)


def _commune(line: str) -> Commune:
    code, name, postal_codes = line.split("\t")
    return Commune(code, name, postal_codes)


@lru_cache(maxsize=1)
def _table() -> tuple[str, str]:
    """Two texts of a megabyte, quicker to search than to keep as objects: the folded names with where each line lies."""
    lines = gzip.decompress(_FILE.read_bytes()).decode()
    names = []
    at = 0
    for line in lines.splitlines():
        names.append(f"{folded(line.split(chr(9))[1])}\t{at} {at + len(line)}")
        at += len(line) + 1
    return "\n".join(sorted(names)), lines
