"""Names of processors as people and machines write them, told apart by what they name: family, number, letters."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

SURE = 0.9  # below, a person chooses
MOST_CANDIDATES = 8

_MARKS = re.compile(r"\((?:r|tm|c)\)|[®™©]")
_SPEED = re.compile(r"@?\s*\b(\d{1,4})(?:[.,](\d{1,3}))?\s*(ghz|mhz)\b|@\s*(\d{1,2})[.,](\d{1,3})")
_NOISE = re.compile(
    r"\b(?:cpu|processor|processeur|proc|apu|vpro|dual[ -]core|quad[ -]core"
    r"|(?:dual|quad|hexa|octa)|\d+ ?(?:x|coeurs?|cores?))\b"
)
_GRAPHICS = re.compile(r"\b(?:with|avec|radeon|vega|graphics)\b.*")
_GENERATION = re.compile(
    r"(?<![a-z0-9])(\d{1,2})\s*(?:th|st|nd|rd|e|eme|ieme|°)?\s*gen(?:eration)?\b"
    r"|\bgen(?:eration)?\s*(\d{1,2})\b"
)
_CORE = re.compile(r"i([3579])(?:m(?P<old>\d{3})(?!\d)|(?P<number>\d{3,5})(?P<letters>[a-z]{0,2}\d?[a-z]?))?")
_OTHERS = tuple(
    (family, re.compile(pattern))
    for family, pattern in (
        ("ultra", r"(ultra[579])(\d{3}[a-z]{0,2})"),
        ("ryzen", r"(ryzen[3579])(?:pro)?(\d{4}[a-z]{0,2}\d?)"),
        ("a", r"(?:amd)(a(?:4|6|8|9|10|12))(?:pro|micro)?(\d{4}[a-z]{0,2})"),
        ("core2", r"(core2)(?:duo|quad|extreme|solo)?([a-z]{0,2}\d{4}[a-z]{0,2})"),
        ("corem", r"(core)(m[357]?\d?y\d{2}[a-z]?)"),
        ("celeron", r"(celeron)(?:m|d)?([a-z]{0,2}\d{3,4}[a-z]{0,2})"),
        ("pentium", r"(pentium)(?:gold|silver)?([a-z]{0,2}\d{3,4}[a-z]{0,2})"),
        ("atom", r"(atom)([a-z]{0,2}\d{0,1}[a-z]?\d{3,4}[a-z]{0,2})"),
        ("xeon", r"(xeon)(?:gold|silver|bronze|platinum)?((?:e\d|[a-z])?\d{3,5}[a-z]{0,2}(?:v\d)?)"),
        ("athlon", r"(athlon)(?:gold|silver|pro|ii|64|x2|x3|x4)*([a-z]{0,2}\d{3,4}[a-z]{0,2})"),
        ("apple", r"apple(m[1-9])(pro|max|ultra)?"),
    )
)
_BARE = re.compile(r"(\d{4,5})([a-z]{1,2}\d?)")


@dataclass(frozen=True, slots=True)
class Signature:
    """What a name names: `family` (i5), `code` (8365u); the generation and the speed in MHz where they are said."""

    family: str = ""
    code: str = ""
    generation: int | None = None
    speed: int | None = None


@dataclass(frozen=True, slots=True)
class Mark:
    """A processor and its mark."""

    name: str
    mark: int
    key: int | None = None  # of its row, where it has one


@dataclass(frozen=True, slots=True)
class Match:
    """The processor a name means, how surely, and what else it might mean."""

    mark: Mark | None
    confidence: float
    candidates: tuple[Mark, ...] = ()

    @property
    def is_sure(self) -> bool:
        """Whether no person is needed."""
        return self.mark is not None and self.confidence >= SURE


def normalised(text: str) -> str:
    """Small letters and digits alone: two spellings that differ by spaces and signs only are one."""
    return re.sub(r"[^a-z0-9]", "", _plain(text))


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFKD", _MARKS.sub(" ", text.casefold()))
    return " ".join("".join(one for one in folded if not unicodedata.combining(one)).split())


def signature(text: str) -> Signature:
    """What a name names, as far as it can be read."""
    plain = _plain(text)
    speed = _speed(plain)
    bare = _GRAPHICS.sub("", _SPEED.sub(" ", plain))
    generation = _generation(bare)
    bare = _NOISE.sub(" ", _GENERATION.sub(" ", bare))
    squashed = re.sub(r"[^a-z0-9]", "", bare)
    family, code = _named(squashed)
    return Signature(family, code, generation, speed)


def _speed(plain: str) -> int | None:
    found = _SPEED.search(plain)
    if not found:
        return None
    whole, part = found[1] or found[4], (found[2] or found[5] or "0")
    return int(whole) if found[3] == "mhz" else int(whole) * 1000 + int(f"{part:0<3}")


def _generation(plain: str) -> int | None:
    found = _GENERATION.search(plain)
    return int(found[1] or found[2]) if found else None


def _named(squashed: str) -> tuple[str, str]:
    for _family, pattern in _OTHERS:
        if found := pattern.search(squashed):
            return found[1], found[2] or found[1]
    cores = list(_CORE.finditer(squashed))
    if cores:
        core = next((one for one in cores if one["old"] or one["number"]), cores[0])
        code = f"{core['old']}m" if core["old"] else f"{core['number'] or ''}{core['letters'] or ''}"
        return f"i{core[1]}", code
    found = _BARE.fullmatch(squashed)
    return ("", found[1] + found[2]) if found else ("", "")


def match(text: str, marks: Iterable[Mark]) -> Match:
    """The processor among these that the text means."""
    wanted, known = signature(text), list(marks)
    exact = [one for one in known if normalised(one.name) == normalised(text)]
    if exact:
        return Match(exact[0], 1.0)
    same = [one for one in known if wanted.code and _fits(wanted, signature(one.name))]
    if not same:
        return Match(None, 0.0, _resembling(text, wanted, known))
    if len(same) > 1:
        nearest = [one for one in same if wanted.speed and signature(one.name).speed == wanted.speed]
        same = nearest if len(nearest) == 1 else same
    if len(same) > 1:
        return Match(None, 0.5, tuple(same[:MOST_CANDIDATES]))
    return Match(same[0], _confidence(wanted, signature(same[0].name)), tuple(same))


def _fits(wanted: Signature, offered: Signature) -> bool:
    return wanted.code == offered.code and wanted.family in ("", offered.family)


def _confidence(wanted: Signature, offered: Signature) -> float:
    """The family settles it; a bare number is sure when its speed agrees."""
    if wanted.family:
        return 0.99
    if wanted.speed is None:
        return 0.8
    return 0.95 if wanted.speed == offered.speed else 0.6


def _resembling(text: str, wanted: Signature, known: Sequence[Mark]) -> tuple[Mark, ...]:
    """What a person may choose from: the named generation of the family, else the nearest spellings."""
    if wanted.family and not wanted.code:
        prefix = str(wanted.generation or "")
        return tuple(one for one in known if _is_of(wanted.family, prefix, signature(one.name)))[
            :MOST_CANDIDATES
        ]
    spelt = normalised(text)
    weighed = [(SequenceMatcher(None, spelt, normalised(one.name)).ratio(), one) for one in known]
    near = sorted((one for one in weighed if one[0] >= 0.7), key=lambda one: -one[0])
    return tuple(one for _ratio, one in near[:MOST_CANDIDATES])


def _is_of(family: str, generation: str, offered: Signature) -> bool:
    """Intel writes the generation before the last three digits of the number."""
    digits = re.match(r"\d*", offered.code)
    number = digits[0] if digits else ""
    return offered.family == family and (not generation or number[:-3] == generation)
