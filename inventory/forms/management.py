"""What a manager looks at, and the limits a site sets itself."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from inventory.forms.quality import PublishForm
from inventory.models import StageLimit
from inventory.states import Stage
from reuse.accounts.models import Site

WEEKS = (4, 12, 26)
ALL = "all"


class PeriodForm(forms.Form):
    """Which site, over how many weeks."""

    site = forms.ChoiceField(label=gettext_lazy("Site"), required=False)
    weeks = forms.TypedChoiceField(label=gettext_lazy("Period"), required=False, coerce=int, empty_value=None)

    def __init__(self, data: Mapping[str, Any], *, sites: Sequence[Site], own: Site | None) -> None:
        self.sites, self.own = sites, own
        default = {"site": str(own.public_id) if own in sites and own else ALL, "weeks": str(WEEKS[0])}
        super().__init__({**default, **{name: data[name] for name in default if data.get(name)}})
        named = [(str(site.public_id), site.name) for site in sites]
        periods = [(n, ngettext("%(count)d week", "%(count)d weeks", n) % {"count": n}) for n in WEEKS]
        self.fields["site"].choices = [*([(ALL, _("All sites"))] if len(sites) != 1 else []), *named]  # type: ignore[attr-defined]
        self.fields["weeks"].choices = periods  # type: ignore[attr-defined]

    @property
    def chosen(self) -> list[Site]:
        """The sites looked at; all where the address names none of them."""
        self.is_valid()
        named = self.cleaned_data.get("site", "")
        return [site for site in self.sites if str(site.public_id) == named] or list(self.sites)

    @property
    def period(self) -> int:
        self.is_valid()
        return self.cleaned_data.get("weeks") or WEEKS[0]


class LimitsForm(PublishForm):
    """For each stage: how many devices at most, and how many days one should wait there at most; from a day on."""

    def __init__(self, *args: Any, stages: Iterable[Stage], limits: Iterable[StageLimit] = (), **kwargs: Any):
        super().__init__(*args, **kwargs)
        known = {one.stage: one for one in limits}
        self.stages = list(stages)
        for stage in self.stages:
            limit = known.get(stage)
            self.fields[f"devices-{stage}"] = forms.IntegerField(
                label=_("%(stage)s: devices at most") % {"stage": stage.label},
                required=False,
                min_value=1,
                max_value=1_000_000,
                initial=limit.devices if limit else None,
            )
            self.fields[f"days-{stage}"] = forms.IntegerField(
                label=_("%(stage)s: days at most") % {"stage": stage.label},
                required=False,
                min_value=1,
                max_value=999,
                initial=limit.days if limit else None,
            )

    def rows(self) -> list[tuple[Stage, forms.BoundField, forms.BoundField]]:
        """Stage by stage, for the table."""
        return [(stage, self[f"devices-{stage}"], self[f"days-{stage}"]) for stage in self.stages]

    def limits(self) -> dict[Stage, tuple[int | None, int | None]]:
        """What the verb takes."""
        found = self.cleaned_data
        return {stage: (found[f"devices-{stage}"], found[f"days-{stage}"]) for stage in self.stages}
