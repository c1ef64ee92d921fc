"""The words of a report of a period."""

from django.utils.translation import npgettext, pgettext, pgettext_lazy

FIGURES = {
    "announced": pgettext_lazy("period report", "Announced"),
    "received": pgettext_lazy("period report", "Received"),
    "erased": pgettext_lazy("period report", "Data erased"),
    "ready": pgettext_lazy("period report", "Ready to hand over"),
    "handed_over": pgettext_lazy("period report", "Handed over"),
    "nearby": pgettext_lazy("period report", "Handed over in the department they came from"),
    "returned": pgettext_lazy("period report", "Came back after the hand-over"),
    "recycled": pgettext_lazy("period report", "Recycled"),
    "stripped": pgettext_lazy("period report", "Taken apart for parts"),
    "diverted": pgettext_lazy("period report", "Other reuse"),
    "served": pgettext_lazy("period report", "Handed over to the person of a request"),
    "connected": pgettext_lazy("period report", "Of them, a connection was asked for as well"),
    "accompanied": pgettext_lazy("period report", "Of them, help with its use was asked for as well"),
}
NETWORK = pgettext_lazy("period report", "The whole network")
SCOPE = pgettext_lazy("period report", "Of what")
PERIOD = pgettext_lazy("period report", "Period")
AS_OF = pgettext_lazy("period report", "State of the ledgers")
BEFORE = pgettext_lazy("period report", "Period before")
COUNTS = pgettext_lazy("period report", "The figures")
FIGURE = pgettext_lazy("period report", "Figure")
DEVICES = pgettext_lazy("period report", "Devices")
DIFFERENCE = pgettext_lazy("period report", "Difference")
MONTHS = pgettext_lazy("period report", "Month by month")
MONTH = pgettext_lazy("period report", "Month")
TYPES = pgettext_lazy("period report", "By type")
TYPE = pgettext_lazy("period report", "Type")
PLACES = pgettext_lazy("period report", "By site")
PLACE = pgettext_lazy("period report", "Site")
MAP = pgettext_lazy(
    "period report", "The fuller the tile, the more devices were handed over there. Not to scale."
)
DONORS = pgettext_lazy("period report", "Who gave")
DONOR = pgettext_lazy("period report", "Kind of donor")
LEAD = pgettext_lazy("period report", "From reception to hand-over")
MEAN = pgettext_lazy("period report", "Mean, in days")
MEDIAN = pgettext_lazy("period report", "Median, in days")
LOW = pgettext_lazy("period report", "One in ten at most, in days")
HIGH = pgettext_lazy("period report", "Nine in ten at most, in days")
WEIGHT = pgettext_lazy("period report", "In kilograms")
IMPACT = pgettext_lazy("period report", "CO2e avoided, an estimate")
CO2_LOW = pgettext_lazy("period report", "CO2e avoided, low")
CO2_HIGH = pgettext_lazy("period report", "CO2e avoided, high")
TARGETS = pgettext_lazy("period report", "Targets")
TARGET = pgettext_lazy("period report", "Target")
QUANTITY = pgettext_lazy("period report", "Quantity")
ACHIEVED = pgettext_lazy("period report", "Achieved")
SHARE = pgettext_lazy("period report", "Share")
UNTIL = pgettext_lazy("period report", "Until")
VALUE = pgettext_lazy("period report", "Value")
UNIT = pgettext_lazy("period report", "Unit")
CHAPTER = pgettext_lazy("period report", "Chapter")
METHOD = pgettext_lazy("period report", "Method and sources")
METHODS = (
    pgettext_lazy(
        "period report",
        "Counted from the ledgers of the devices. A device counts once in each figure, on the day it first reached it, whenever it came; a move taken back does not count, a device that comes back and leaves again is not counted twice.",
    ),
    pgettext_lazy(
        "period report",
        "What is written late counts on the day it happened. This report keeps the figures of the moment it was made; its page says what changed since.",
    ),
    pgettext_lazy(
        "period report",
        "From reception to hand-over: whole days of the devices handed over in the period. Median: half of them took so long or less.",
    ),
    pgettext_lazy(
        "period report",
        "Kilograms: as weighed; what was not weighed counts at the usual weight of its type.",
    ),
    pgettext_lazy(
        "period report",
        "CO2e: what making a new device emits, times how often reuse takes a new one's place, times the part of its life that the reused one serves, by the factors in force on the last day of the period. Refurbishing is not taken off. Estimation: avoided is not reduced.",
    ),
)
NOTHING = pgettext_lazy("period report", "Nothing happened in this period.")


def title(scope: str) -> str:
    if scope:
        return pgettext("period report", "Activity of %(site)s") % {"site": scope}
    return pgettext("period report", "Activity of the network")


def span(since: str, until: str) -> str:
    return pgettext("period report", "From %(since)s to %(until)s") % {"since": since, "until": until}


def as_of(at: str, event: str) -> str:
    return pgettext("period report", "%(at)s, event no. %(event)s taken in") % {"at": at, "event": event}


def handed_over(number: int) -> str:
    """What the big number of the cover counts."""
    return npgettext("period report", "device handed over", "devices handed over", number)


def compared(change: int, shown: str, before: str) -> str:
    if not change:
        return pgettext("period report", "As many as in the period before")
    return pgettext("period report", "%(shown)s against the period before (%(before)s)") % {
        "shown": shown,
        "before": before,
    }


def quarter(number: int) -> str:
    """T4"""
    return pgettext("period report", "Q%(number)d") % {"number": number}


def kilograms(amount: str) -> str:
    return pgettext("yearly report", "%(amount)s kg") % {"amount": amount}


def eight_in_ten(low: str, high: str) -> str:
    return pgettext("period report", "Eight in ten took %(low)s to %(high)s days.") % {
        "low": low,
        "high": high,
    }


def unknown(shown: str, number: int) -> str:
    return npgettext(
        "period report",
        "%(shown)s device was not weighed and is of a type without a usual weight: it counts for nothing here.",
        "%(shown)s devices were not weighed and are of types without a usual weight: they count for nothing here.",
        number,
    ) % {"shown": shown}


def nearby(percent: str) -> str:
    return pgettext(
        "period report", "%(percent)s of the devices were handed over in the department they came from."
    ) % {"percent": percent}
