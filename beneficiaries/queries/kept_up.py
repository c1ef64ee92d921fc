"""The dated rules of waiting, holding, vouchers and what comes after, as tables an administrator keeps up."""

from typing import Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from beneficiaries.models import AfterwardsRule, HoldingRule, VoucherRule, WaitingRule
from beneficiaries.queries.retention import KEEPING_TABLE
from beneficiaries.queries.sets import SET_TABLE
from inventory.queries.reference import Field, Kind, Table

_SINCE = Field("since", pgettext_lazy("rule", "From"), Kind.DAY)
_SOURCE = Field("source", _("Source"), Kind.TEXT)
KEPT_UP: Final = (
    KEEPING_TABLE,
    SET_TABLE,
    Table(
        "waiting_rules",
        _("Requests that wait"),
        _("After how many days one asks whether a request is still useful. The latest begun is in force."),
        WaitingRule,
        ("since",),
        (
            _SINCE,
            Field("confirm_days", _("Asked again every so many days"), Kind.NUMBER),
            Field("answer_days", _("Days to answer"), Kind.NUMBER),
            Field("undo_days", _("Days to undo a cancellation"), Kind.NUMBER),
            _SOURCE,
        ),
    ),
    Table(
        "holding_rules",
        _("Reserved devices and appointments"),
        _("How long a device is held, and when people come on a hand-over day."),
        HoldingRule,
        ("since",),
        (
            _SINCE,
            Field("hold_days", _("Days held"), Kind.NUMBER),
            Field("prolong_days", _("Days longer, once"), Kind.NUMBER),
            Field("remind_days", _("Days before, the reminder"), Kind.NUMBER),
            Field("again_days", _("Days after a missed appointment"), Kind.NUMBER),
            Field("opens", pgettext_lazy("appointments", "From"), Kind.TIME),
            Field("closes", pgettext_lazy("appointments", "Until"), Kind.TIME),
            Field("slot_minutes", _("Minutes an appointment"), Kind.NUMBER),
            Field("per_slot", _("People at a time"), Kind.NUMBER),
            _SOURCE,
        ),
    ),
    Table(
        "voucher_rules",
        _("Vouchers"),
        _("For how many days a voucher is good."),
        VoucherRule,
        ("since",),
        (_SINCE, Field("valid_days", _("Days"), Kind.NUMBER), _SOURCE),
    ),
    Table(
        "afterwards_rules",
        _("Loans, follow-ups and lending pools"),
        _("When one reminds of a loan, asks after three and six months, looks at a pool again."),
        AfterwardsRule,
        ("since",),
        (
            _SINCE,
            Field("loan_reminder_days", _("Days before the end of a loan, the reminder"), Kind.NUMBER),
            Field("late_every_days", _("Late: reminded every so many days"), Kind.NUMBER),
            Field("first_months", _("First follow-up, in months"), Kind.NUMBER),
            Field("second_months", _("Second follow-up, in months"), Kind.NUMBER),
            Field("link_days", _("Days the link is good"), Kind.NUMBER),
            Field("pool_check_months", _("A pool is looked at every so many months"), Kind.NUMBER),
            _SOURCE,
        ),
    ),
)
