"""Ready texts for the person at each step, and the list to prepare before a session."""

from datetime import date
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from beneficiaries import queries
from beneficiaries.exports import papers
from beneficiaries.forms.fields import DayInput, SiteField
from beneficiaries.queries.quick_start import LANGUAGES
from beneficiaries.queries.ready_texts import STEPS
from beneficiaries.views.counter import site_of
from beneficiaries.views.edge import today
from beneficiaries.views.requests import found
from reuse.accounts.decorators import StaffRequest, act_of, requires
from reuse.accounts.models import Site
from reuse.accounts.roles import Permission


@requires(Permission.REQUEST_VIEW)
def texts(request: StaffRequest, ref: str) -> HttpResponse:
    """The texts of a step in three languages; `?large=` prints one of them."""
    act, known = act_of(request), found(request, ref)
    asked = request.GET.get("step", "")
    step = asked if asked in STEPS else queries.step_of(known)
    said = queries.ready_texts(known, step, today(act))
    large = request.GET.get("large", "")
    if large in LANGUAGES:
        drawn = papers.large_text(
            said[large],
            title=known.ref,
            issuer=str(known.partner),
            at=act.at,
            language="en" if large == "en" else "fr",
        )
        return HttpResponse(drawn, content_type="application/pdf")
    context = {
        "known": known,
        "step": step,
        "steps": STEPS,
        "texts": [
            {"code": code, "lang": "en" if code == "en" else "fr", "words": words, "text": said[code]}
            for code, words in LANGUAGES.items()
        ],
    }
    return render(request, "beneficiaries/request_texts.html", context)


class SessionForm(forms.Form):
    """A session: where and on which day."""

    site = SiteField(label=_("Place"), queryset=Site.objects.none())
    day = forms.DateField(label=_("Day"), widget=DayInput())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["site"].queryset = Site.objects.filter(hands_over=True)  # type: ignore[attr-defined]


@requires(Permission.HAND_OVER)
def preparation(request: StaffRequest) -> HttpResponse:
    """What to lay out for a session, without persons; as a page, or as PDF with `?pdf`."""
    act = act_of(request)
    site, day = site_of(request), today(act)
    first: dict[str, Any] = {"site": site.pk if site else None, "day": day.isoformat()}
    given = request.GET if "day" in request.GET else first if site else None
    form = SessionForm(given, initial=first)
    prepared = None
    if form.is_valid():
        wanted: tuple[Site, date] = (form.cleaned_data["site"], form.cleaned_data["day"])
        prepared = queries.preparation(*wanted, request.acting)
        if "pdf" in request.GET:
            return HttpResponse(papers.preparation(prepared, at=act.at), content_type="application/pdf")
    return render(request, "beneficiaries/preparation.html", {"form": form, "prepared": prepared})
