"""The places of a site: making some, printing their labels."""

from collections.abc import Sequence
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from inventory import codes, queries, workflow
from inventory.forms import PlaceForm
from inventory.models import Place
from reuse.accounts.answers import refusals_shown
from reuse.accounts.decorators import StaffRequest, act_of, requires
from reuse.accounts.models import Membership, Site
from reuse.accounts.roles import Permission, Reach
from reuse.lists.forms import FilterForm

SIZE = 100
KEEPERS = (Permission.DEVICE_WORK, Permission.DEVICE_EXIT)


@requires(*KEEPERS)
def place_new(request: StaffRequest) -> HttpResponse:
    """Make one place or a series, in the site or the place the address names."""
    parent = place_of(request, request.GET["in"]) if request.GET.get("in") else None
    site = parent.site if parent else site_of(request, sites_of(request.acting))
    if site is None:
        raise Http404
    is_sent = request.method == "POST"
    form = PlaceForm(
        request.POST if is_sent else None, membership=request.acting, initial={"kind": Place.Kind.BOX}
    )
    if is_sent and form.is_valid():
        found = form.cleaned_data
        with refusals_shown(request, form, field="names"):
            made = workflow.create_places(
                site=site, kind=found["kind"], names=found["names"], parent=parent, act=act_of(request)
            )
            return _to_what_was_made(request, made)
    path = queries.path_of(parent) if parent else []
    return render(request, "inventory/place_new.html", {"form": form, "site": site, "path": path})


def _to_what_was_made(request: StaffRequest, made: Sequence[Place]) -> HttpResponse:
    """One place is shown; a series wants its labels first."""
    said = ngettext("%(count)d place made: %(name)s.", "%(count)d places made, from %(name)s on.", len(made))
    messages.success(request, said % {"count": len(made), "name": made[0]})
    if len(made) > 1 and request.acting.may(Permission.LABEL_PRINT):
        return _to_labels([place.code for place in made])
    return redirect("inventory:place-detail", made[0].code)


@require_POST
@requires(Permission.LABEL_PRINT)
def place_labels(request: StaffRequest) -> HttpResponse:
    """On to the labels of the places chosen in a list."""
    chosen = [code for text in request.POST.getlist("row") if (code := codes.parse(text))][:SIZE]
    if not chosen:
        messages.warning(request, _("Choose at least one place."))
        return redirect("inventory:place-list")
    return _to_labels(chosen)


def _to_labels(chosen: Sequence[str]) -> HttpResponse:
    return redirect(f"{reverse('inventory:labels')}?{urlencode({'codes': ' '.join(chosen)})}")


def place_of(request: StaffRequest, code: str) -> Place:
    """The place of this code with its path, if the person may see it; else there is no such page."""
    bare = codes.parse(code)
    found = Place.objects.visible_to(request.acting).with_path().filter(code=bare).first() if bare else None
    if found is None:
        raise Http404
    return found


def sites_of(acting: Membership) -> list[Site]:
    """The workshops' sites this membership looks at."""
    sites = Site.objects.open().filter(organisation__is_workshop=True)
    if acting.description.reach == Reach.SITES:
        sites = sites.filter(organisation=acting.organisation)
    return list(sites.select_related("organisation").order_by("name"))


def site_of(request: StaffRequest, sites: Sequence[Site]) -> Site | None:
    """The one the address names, else one's own, else the first."""
    named = request.GET.get("site", "")
    if named:
        site = next((site for site in sites if str(site.public_id) == named), None)
        if site is None:
            raise Http404
        return site
    own = [site for site in sites if site.pk == request.acting.site_id]
    return next(iter([*own, *sites]), None)


class OneSiteForm(FilterForm):
    """The filters of a list of what one site holds."""

    site = forms.ChoiceField(label=gettext_lazy("Site"), required=False)

    def offer(self) -> None:
        self.sites = sites_of(self.membership)
        self.fields["site"].choices = [  # type: ignore[attr-defined]
            ("", _("Your site")),
            *((str(site.public_id), str(site)) for site in self.sites),
        ]
        if len(self.sites) < 2:
            del self.fields["site"]

    @property
    def chosen_site(self) -> Site | None:
        """The one chosen, else one's own, else the first."""
        wanted = self.cleaned_data.get("site")
        if wanted:
            return next(site for site in self.sites if str(site.public_id) == wanted)
        own = [site for site in self.sites if site.pk == self.membership.site_id]
        return next(iter([*own, *self.sites]), None)


def may_keep_any(acting: Membership) -> bool:
    return any(workflow.may_keep(kind, acting) for kind in Place.Kind)
