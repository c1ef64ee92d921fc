"""What an audit sample is asked for with: a number, how many devices, a seed."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from reuse.reports.forms.figures import WhichForm
from reuse.reports.queries import milestones
from reuse.reports.queries.definitions import DEFINITIONS
from reuse.reports.workflow.samples import MOST

FIGURES = [code for code in milestones.FIGURES if code in DEFINITIONS]


class SampleForm(WhichForm):
    """A figure, its period and what it is narrowed to; how many devices; by which seed."""

    figure = forms.ChoiceField(label=_("Figure"))
    size = forms.IntegerField(label=_("How many devices"), min_value=1, max_value=MOST, initial=20)
    seed = forms.RegexField(
        r"^[A-Za-z0-9_-]{1,40}$",
        label=_("Seed"),
        required=False,
        help_text=_(
            "Letters and digits, such as the date and a throw of dice. Empty: one is made up. The same seed draws the same devices."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer_places()
        self.fields["figure"].choices = [(code, DEFINITIONS[code].label) for code in FIGURES]  # type: ignore[attr-defined]

    def narrowing_fields(self) -> list[forms.BoundField]:
        """All that narrows, but the figure and its period."""
        shown = {"figure", "size", "seed", "period", "since", "until"}
        return [self[name] for name in self.fields if name not in shown]

    @property
    def is_narrowed(self) -> bool:
        """Whether something narrows already: then it is shown."""
        return any(bound.value() for bound in self.narrowing_fields())
