"""“Set my scanner”: a short series of test codes; what the scanner made of each is named, with its cure."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from inventory import codes
from inventory.forms import ScannerForm
from inventory.views import scanner_words
from inventory.views.scanner_words import Advice
from labels import svg
from reuse.accounts.decorators import StaffRequest, requires
from reuse.accounts.roles import Permission

_SESSION = "scanner"
_HAND = 60  # milliseconds between two keys: a scanner is faster, a person slower
_LABEL = codes.practice_code(codes.PRACTICE_LABELS)


@dataclass(frozen=True, slots=True)
class Test:
    """One code to scan."""

    name: str
    title: str | Promise
    text: str
    help: str | Promise

    @property
    def symbol(self) -> SafeString:
        draw = svg.qr_svg if self.name == "square" else svg.code128_svg
        return mark_safe(draw(self.text, label=str(self.title)))  # noqa: S308  our own drawing, its texts escaped


def tests() -> tuple[Test, ...]:
    """The series, the most telling first."""
    return (
        Test(
            "keyboard",
            _("Keyboard"),
            codes.SCANNER_TEST,
            _(
                "Letters, digits and signs: they tell whether the scanner and this computer agree on the keyboard."
            ),
        ),
        Test(
            "label",
            _("Our label"),
            _LABEL,
            _("A label of ours: nine letters that every keyboard writes alike."),
        ),
        Test(
            "square",
            _("Square code"),
            codes.address(_LABEL, settings.PUBLIC_URL),
            _("If the scanner stays mute, it reads bars only: our labels bear both, all will work."),
        ),
    )


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one test."""

    test: Test
    typed: str
    end: str
    pace: int | None
    diagnosis: codes.Diagnosis

    @property
    def advice(self) -> list[Advice]:
        return scanner_words.advice_on(self.diagnosis, self.end)

    @property
    def is_by_hand(self) -> bool:
        return bool(self.pace and self.pace > _HAND)


@requires(Permission.DEVICE_RECEIVE, Permission.DEVICE_WORK)
def scanner(request: StaffRequest) -> HttpResponse:
    """GET: one test, and what came of it. POST: what the scanner typed for it; kept in the session alone."""
    series = tests()
    names = [test.name for test in series]
    name = request.GET.get("test", "")
    at = names.index(name) if name in names else 0
    kept: dict[str, dict[str, Any]] = request.session.get(_SESSION, {})
    if request.method == "POST":
        form = ScannerForm(request.POST)
        if form.is_valid():
            request.session[_SESSION] = {**kept, names[at]: form.cleaned_data}
        return redirect(f"{reverse('inventory:scanner')}?test={names[at]}")
    if "again" in request.GET:
        request.session.pop(_SESSION, None)
        return redirect("inventory:scanner")
    outcomes = {test.name: _outcome(test, kept[test.name]) for test in series if test.name in kept}
    return render(
        request,
        "inventory/scanner.html",
        {
            "series": [(test, outcomes.get(test.name)) for test in series],
            "test": series[at],
            "outcome": outcomes.get(names[at]),
            "next": series[at + 1] if at + 1 < len(series) else None,
            "verdict": _verdict(list(outcomes.values())) if len(outcomes) == len(series) else None,
        },
    )


def _outcome(test: Test, kept: dict[str, Any]) -> Outcome:
    typed = kept["text"]
    return Outcome(test, typed, kept["end"], kept["pace"], codes.diagnose(test.text, typed))


def _verdict(outcomes: list[Outcome]) -> list[Advice]:
    """All there is to do; a scanner that reads no squares has no fault."""
    heard = [outcome for outcome in outcomes if outcome.test.name != "square" or outcome.typed.strip()]
    return scanner_words.in_order(one for outcome in heard for one in outcome.advice)
