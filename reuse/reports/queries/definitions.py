"""What each figure is called, and its definition in one or two sentences, as docs/glossary.md has it; for page, file and report."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from reuse.reports.queries import milestones


@dataclass(frozen=True, slots=True)
class Definition:
    """A figure in words."""

    label: str | Promise
    text: str | Promise


DEFINITIONS: Final[Mapping[str, Definition]] = {
    milestones.ANNOUNCED: Definition(
        _("Announced"),
        _("Devices announced one by one. Those of a list that was withdrawn are not counted."),
    ),
    milestones.RECEIVED: Definition(
        _("Received"), _("Devices that came in, each counted once, on the day it was received.")
    ),
    milestones.ERASED: Definition(
        _("Erased"),
        _("Devices of which a medium was proven erased, or that were stated to hold none."),
    ),
    milestones.READY: Definition(
        _("Ready"), _("Devices released after quality control, for the first time.")
    ),
    milestones.HANDED_OVER: Definition(
        _("Handed over"),
        _("Devices handed over to a person or a structure. Each counts once, at its first hand-over."),
    ),
    milestones.RETURNED: Definition(
        _("Came back"),
        _(
            "Devices that came back after their hand-over, but not to be repaired for the same person. They are "
            "counted on the day of that hand-over."
        ),
    ),
    milestones.RECYCLED: Definition(_("Recycled"), _("Devices sent to recycling.")),
    milestones.STRIPPED: Definition(_("Taken apart"), _("Devices taken apart for parts.")),
    milestones.DIVERTED: Definition(_("Reused elsewhere"), _("Devices that went to another reuse.")),
    milestones.SERVED: Definition(
        _("People served"),
        _("Devices handed over to the person of a request, at their first hand-over."),
    ),
    "yield": Definition(
        _("Yield"),
        _(
            "Of the devices received in the period, the share released after quality control since, to this day. "
            "Devices received lately are still at work: their yield will rise."
        ),
    ),
    "non_conformity": Definition(
        _("Non-conformity"),
        _(
            "Of the devices made ready in the period, the share that was handed over and came back since, to this "
            "day. By workshop: of those that this workshop made ready."
        ),
    ),
    "short_circuit": Definition(
        _("Short circuits"),
        _(
            "Of the devices handed over, the share that was handed over in the department of its donor (where that "
            "is not known, of the site that received the batch)."
        ),
    ),
    "with_connection": Definition(
        _("With a connection"),
        _(
            "Of the people served, the share whose request also asks for a connection: second leg of the tripod."
        ),
    ),
    "with_help": Definition(
        _("With help to use it"),
        _(
            "Of the people served, the share whose request also asks for training or support: third leg of the "
            "tripod."
        ),
    ),
    "lead_time": Definition(
        _("Lead time"),
        _(
            "Days from reception to first hand-over, of the devices first handed over in the period. Median: half "
            "took less. Eight of ten lie in the range."
        ),
    ),
    "wait": Definition(
        _("Wait of a person"),
        _(
            "Days from sending the request to the hand-over, of the people served in the period. Who still waits is "
            "not in it."
        ),
    ),
    "stay": Definition(
        _("Stay at a stage"),
        _("Median time from arrival at a stage to departure, of the departures in the months of the period."),
    ),
    "progress": Definition(
        _("Work in progress"),
        _("Devices that stand at each stage now, by the days since they came to it."),
    ),
    "weight": Definition(
        _("Weight"),
        _(
            "Kilograms as weighed; what was not weighed counts at the usual weight of its type. Types without one "
            "are told beside."
        ),
    ),
    "co2e": Definition(
        _("CO2e avoided, an estimate"),
        _(
            "What making a new device emits × how often reuse takes a new one’s place × the part of its life that the "
            "reused one serves, of the devices handed over. Factors in force on the last day of the period."
        ),
    ),
    "follow_up": Definition(
        _("Follow-up"),
        _(
            "Answers of people who said yes, three and six months after. Fewer than five answers are not told."
        ),
    ),
    "coverage": Definition(
        _("Coverage of the need"),
        _(
            "Devices handed over in the period by the sites of a territory, against the need somebody stated for it, "
            "with its source and its day."
        ),
    ),
}
