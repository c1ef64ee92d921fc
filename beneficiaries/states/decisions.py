"""What is decided in the open: versions of the rule, places in the queue, commissions, amounts of conditions."""

from collections.abc import Mapping

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from beneficiaries.states.rules import Words


class RuleStage(TextChoices):
    """A version of the ranking rule: a person writes it, everyone reads the draft, it is adopted or given up."""

    WRITTEN = "written", pgettext_lazy("rule", "being written")
    PUBLIC = "public", pgettext_lazy("rule", "public draft")
    ADOPTED = "adopted", pgettext_lazy("rule", "adopted")
    DROPPED = "dropped", pgettext_lazy("rule", "given up")


class Where(TextChoices):
    """Where a person puts a waiting request."""

    FIRST = "first", _("first of its queue")
    AFTER = "after", _("just after another request")


# Why a person moved a request: words that reveal nothing of anyone.
PLACEMENT_REASONS: Mapping[str, Words] = {
    "safety": _("A person's safety depends on it"),
    "deadline": _("A deadline the rule does not see"),
    "repair_of_mistake": _("A mistake of ours made it wait"),
    "set_together": _("Served together with another request"),
    "local_decision": _("Decided with the local partners"),
    "exchange": _("A device under warranty is exchanged"),
}


APPEAL_REASONS: Mapping[str, Words] = {
    "decision_stands": _("The conditions are not met, looked at again"),
    "new_facts": _("New facts"),
    "mistake": _("Decided by mistake"),
}


class CommissionDecision(TextChoices):
    ACCEPT = "accept", pgettext_lazy("commission", "accepted")
    DECLINE = "decline", pgettext_lazy("commission", "declined")
    POSTPONE = "postpone", pgettext_lazy("commission", "put off to the next session")


POSTPONE_REASONS: Mapping[str, Words] = {
    "facts_missing": _("Something is still to be said"),
    "no_time": _("No time was left"),
    "other_device": _("Another device is to be thought of"),
}


class Comparison(TextChoices):
    MOST = "most", _("at most")
    LEAST = "least", _("at least")


class Unit(TextChoices):
    EURO = "euro", _("euros")
    EURO_MONTH = "euro_month", _("euros a month")
    EURO_DAY = "euro_day", _("euros a day")
    MONTH_PERSON = "month_person", _("euros a month for each person of the household")
    DAY_PERSON = "day_person", _("euros a day for each person of the household")
    MONTH = "month", _("months")
