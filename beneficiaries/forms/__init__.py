"""What people type about requests, allocations and hand-overs, checked for shape; one module per noun."""

from beneficiaries.forms.allocations import ChoiceForm
from beneficiaries.forms.fields import ReasonForm
from beneficiaries.forms.handing_over import AlsoForm, CollectForm, CounterSiteForm, HandOverForm
from beneficiaries.forms.handovers import MeetingDayForm, PlanForm
from beneficiaries.forms.requests import (
    AdditionForm,
    RequestFilterForm,
    RequestForm,
    commune_words,
    initial_of,
)
from beneficiaries.forms.rules import PlacementForm, RemarkForm, RuleDecisionForm, RuleForm

__all__ = [
    "AdditionForm",
    "AlsoForm",
    "ChoiceForm",
    "CollectForm",
    "CounterSiteForm",
    "HandOverForm",
    "MeetingDayForm",
    "PlacementForm",
    "PlanForm",
    "ReasonForm",
    "RemarkForm",
    "RequestFilterForm",
    "RequestForm",
    "RuleDecisionForm",
    "RuleForm",
    "commune_words",
    "initial_of",
]
