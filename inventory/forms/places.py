"""Places as people name, choose and move them; a series of names is written as its first and its last."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from inventory import queries
from inventory.models import Place
from inventory.workflow import may_keep
from reuse.accounts.models import Membership, Site

MOST_AT_ONCE = 200
_LONGEST = 80
_SERIES = re.compile(r"(?P<first>.*?\S)\s*(?:…|\.{3}|→|\s(?:à|to)\s)\s*(?P<last>\S.*)")
_NUMBERED = re.compile(r"(?P<stem>.*?)(?P<number>\d{1,6}|[A-Z])")


def names_in(text: str) -> list[str]:
    """“Carton 001 … 050” is fifty names, “Étagère A … F” six; any other text is one."""
    text = " ".join(text.split())
    series = _SERIES.fullmatch(text)
    if not series:
        return [text]
    first, last = _NUMBERED.fullmatch(series["first"]), _NUMBERED.fullmatch(series["last"])
    if not (first and last and first["stem"].endswith(last["stem"])):
        return [text]
    begin, end = first["number"], last["number"]
    if begin.isdigit() and end.isdigit():
        width = len(begin) if begin.startswith("0") else 0
        parts = [f"{number:0{width}}" for number in range(int(begin), int(end) + 1)[: MOST_AT_ONCE + 1]]
    elif begin.isalpha() and end.isalpha():
        parts = [chr(letter) for letter in range(ord(begin), ord(end) + 1)]
    else:
        return [text]
    return [first["stem"] + part for part in parts] or [text]


class PlaceForm(forms.Form):
    """One place or a series of places, at the top of a site or inside a place."""

    kind = forms.ChoiceField(label=gettext_lazy("Kind of place"), widget=forms.RadioSelect)
    names = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=2 * _LONGEST,
        help_text=gettext_lazy("For a series, the first and the last: Carton 001 … 050, Shelf A … F."),
    )

    def __init__(self, *args: Any, membership: Membership, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [kind for kind in Place.Kind if may_keep(kind, membership)]
        self.fields["kind"].choices = [(kind.value, kind.label.capitalize()) for kind in kinds]  # type: ignore[attr-defined]

    def clean_names(self) -> list[str]:
        names = names_in(self.cleaned_data["names"])
        if len(names) > MOST_AT_ONCE:
            raise forms.ValidationError(_("At most %(count)d places at once.") % {"count": MOST_AT_ONCE})
        if any(len(name) > _LONGEST for name in names):
            raise forms.ValidationError(_("At most %(count)d letters.") % {"count": _LONGEST})
        return names


class RenameForm(forms.Form):
    """Another name."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=_LONGEST)

    def clean_name(self) -> str:
        return " ".join(self.cleaned_data["name"].split())


class MovePlaceForm(forms.Form):
    """Where a place goes: into the one scanned or named, or to the top of a site."""

    into = forms.CharField(
        label=gettext_lazy("Into which place?"),
        required=False,
        max_length=240,
        help_text=gettext_lazy("Scan its label, or type its name. Left empty: at the top of the site."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    site = forms.ChoiceField(label=gettext_lazy("Site"), required=False)

    def __init__(
        self, *args: Any, place: Place, sites: Iterable[Site], membership: Membership, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.place, self.membership = place, membership
        own = [site for site in sites if site.organisation_id == place.site.organisation_id]
        self.sites: Mapping[str, Site] = {str(site.public_id): site for site in own}
        if len(own) > 1:
            self.fields["site"].choices = [(key, site.name) for key, site in self.sites.items()]  # type: ignore[attr-defined]
            self.fields["site"].initial = str(place.site.public_id)
        else:
            del self.fields["site"]

    def clean_into(self) -> Place | None:
        text = self.cleaned_data["into"].strip()
        found = queries.place_named(text, self.membership) if text else None
        if text and not found:
            raise forms.ValidationError(_("No place of yours answers to “%(text)s”.") % {"text": text})
        return found

    @property
    def target(self) -> Place | Site:
        """What the workflow takes."""
        chosen = self.sites.get(self.cleaned_data.get("site", ""), self.place.site)
        return self.cleaned_data["into"] or chosen
