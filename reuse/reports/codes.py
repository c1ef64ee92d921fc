"""Where a target counts, as codes: a kind of territory and the code that names it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _

WHOLE: Final = "all"  # every priority district: of the country, or of the department named with it
MOST: Final = 100_000_000  # of any quantity people say
_DISTRICT: Final = re.compile(
    r"Q[NP](\d{3}|02A|02B)\d{2,3}[A-Z]?"
)  # as ANCT numbers them: QN03803M, QP038001


class AreaKind(models.TextChoices):
    """Whose code it is: those of the Code officiel géographique, a priority district, a site of the network."""

    COUNTRY = "country", _("the whole country")
    REGION = "region", _("region")
    DEPARTMENT = "department", _("department")
    EPCI = "epci", _("community of communes")
    COMMUNE = "commune", _("commune")
    PRIORITY = "qpv", _("priority district (QPV)")
    SITE = "site", _("site")


@dataclass(frozen=True, slots=True)
class Area:
    """One territory of a target."""

    kind: AreaKind
    code: str

    @classmethod
    def of(cls, kept: Mapping[str, str]) -> "Area":
        """As the row of a target keeps it."""
        return cls(AreaKind(kept["kind"]), kept["code"])

    def kept(self) -> dict[str, str]:
        return {"kind": self.kind.value, "code": self.code}

    @property
    def is_one_district(self) -> bool:
        """A district by its own code: no request says which one a person lives in, so none is counted."""
        return self.kind == AreaKind.PRIORITY and not self.code.startswith(WHOLE)


def district(text: str) -> Area | None:
    """What is said of priority districts: QPV (all), QPV-38 (those of a department), QN03803M (one)."""
    text = text.strip().upper()
    if text == "QPV":
        return Area(AreaKind.PRIORITY, WHOLE)
    if found := re.fullmatch(r"QPV[- ]?(0[1-9]|[1-8]\d|9[0-5]|2[AB]|97[1-6])", text):
        return Area(AreaKind.PRIORITY, f"{WHOLE}-{found[1]}")
    return Area(AreaKind.PRIORITY, text) if _DISTRICT.fullmatch(text) else None


def department_of_district(code: str) -> str:
    """The department a code of districts names; empty: all of them."""
    if code.startswith(WHOLE):
        return code.removeprefix(WHOLE).removeprefix("-")
    digits = code[2:5]
    return digits if digits.startswith("97") else digits[1:]
