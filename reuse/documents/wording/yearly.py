"""The words of a donor's yearly report."""

from django.utils.translation import npgettext, pgettext, pgettext_lazy

COUNTS = pgettext_lazy("yearly report", "The year in devices")
RECEIVED = pgettext_lazy("yearly report", "Received")
ERASED = pgettext_lazy("yearly report", "Data erased")
READY = pgettext_lazy("yearly report", "Passed quality control")
REUSED = pgettext_lazy("yearly report", "Reused")
OUTCOMES = pgettext_lazy("yearly report", "What became of them")
OUTCOME = {
    "handed_over": pgettext_lazy("yearly report", "Handed over to a person"),
    "other_reuse": pgettext_lazy("yearly report", "Other reuse"),
    "parts": pgettext_lazy("yearly report", "Taken apart for parts"),
    "recycled": pgettext_lazy("yearly report", "Recycled"),
    "gone": pgettext_lazy("yearly report", "Lost or given back"),
}
WEIGHT = pgettext_lazy("yearly report", "In kilograms")
WEIGHT_NOTE = pgettext_lazy(
    "yearly report", "As weighed; what was not weighed counts at the usual weight of its type."
)
TYPES = pgettext_lazy("yearly report", "By type")
TYPE = pgettext_lazy("yearly report", "Type")
IMPACT = pgettext_lazy("yearly report", "CO2e avoided, an estimate")
WHERE = pgettext_lazy("yearly report", "Where the devices went")
ELSEWHERE = pgettext_lazy("yearly report", "Elsewhere")
PLACE = pgettext_lazy("yearly report", "Place")
DEVICES = pgettext_lazy("yearly report", "Devices")
BATCHES = pgettext_lazy("yearly report", "Batch by batch")
BATCH = pgettext_lazy("yearly report", "Batch")
RECYCLED = pgettext_lazy("yearly report", "Recycled")
METHOD = pgettext_lazy("yearly report", "Method and sources")
METHODS = (
    pgettext_lazy(
        "yearly report",
        "Counted from the ledger: what happened in the year, whenever the device came. A device counts once per line; a move taken back does not count.",
    ),
    pgettext_lazy(
        "yearly report",
        "CO2e: what making a new device emits, times how often reuse takes a new one's place, times the part of its life that the reused one serves. Refurbishing is not taken off. Estimation: avoided is not reduced.",
    ),
    pgettext_lazy(
        "yearly report",
        "Places: departments of the sites the devices left from, told quarter by quarter in groups of five at least; below five the region, below that “elsewhere”.",
    ),
)
NOTHING_YET = pgettext_lazy("yearly report", "Nothing to tell yet: places appear at the end of a quarter.")


def title(year: int) -> str:
    return pgettext("yearly report", "Outcome and impact %(year)d") % {"year": year}


def lead(donor: str, until: str) -> str:
    return pgettext("yearly report", "%(donor)s, from 1 January to %(until)s") % {
        "donor": donor,
        "until": until,
    }


def kilograms(amount: str) -> str:
    return pgettext("yearly report", "%(amount)s kg") % {"amount": amount}


def between(low: str, high: str) -> str:
    return pgettext("yearly report", "%(low)s to %(high)s kg CO2e") % {"low": low, "high": high}


def for_devices(shown: str, number: int) -> str:
    return npgettext(
        "yearly report", "for %(shown)s device reused", "for %(shown)s devices reused", number
    ) % {"shown": shown}


def without_factor(shown: str, number: int) -> str:
    return npgettext(
        "yearly report",
        "%(shown)s device reused is of a type without a factor: it counts for nothing here.",
        "%(shown)s devices reused are of types without a factor: they count for nothing here.",
        number,
    ) % {"shown": shown}


def factors(versions: str) -> str:
    return pgettext("yearly report", "Version of the factors: %(versions)s.") % {"versions": versions}


def region(name: str) -> str:
    return pgettext("yearly report", "%(region)s, department not told") % {"region": name}


def places_until(day: str) -> str:
    return pgettext("yearly report", "Hand-overs recorded before %(day)s.") % {"day": day}
