"""What a public body states of a year."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from reuse.reports.models import ReuseStatement

ROUTES = 5
MOST = 10_000_000


class StatementForm(forms.Form):
    """B, and the other ways to reuse with their quantities."""

    stock = forms.IntegerField(
        label=_("Reformed equipment in stock on 1 January (B)"),
        required=False,
        min_value=1,
        max_value=MOST,
        help_text=_("Categories 2 and 6, at most ten years old when reformed. Empty: not known yet."),
    )

    def __init__(self, *args: Any, statement: ReuseStatement | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["stock"].initial = statement.stock if statement else None
        routes = list(statement.routes) if statement else []
        for number in range(max(ROUTES, len(routes))):
            route = routes[number] if number < len(routes) else {"words": "", "quantity": None}
            self.fields[f"words_{number}"] = forms.CharField(
                label=_("By which way"), max_length=120, required=False, initial=route["words"]
            )
            self.fields[f"quantity_{number}"] = forms.IntegerField(
                label=_("How many"), min_value=1, max_value=MOST, required=False, initial=route["quantity"]
            )

    @property
    def pairs(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """The fields of each way."""
        return [
            (self[name], self[f"quantity_{name[6:]}"]) for name in self.fields if name.startswith("words_")
        ]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        routes = []
        for words, quantity in self.pairs:
            pair = (data.get(words.name, ""), data.get(quantity.name))
            if bool(pair[0]) != bool(pair[1]) and quantity.name not in self.errors:
                self.add_error(words.name if pair[1] else quantity.name, _("Give both the way and how many."))
            elif all(pair):
                routes.append(pair)
        return {"stock": data.get("stock"), "routes": routes}
