"""One page with every component of the frame, so that a browser can judge them."""

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.template import engines

from reuse.web import charts, departments

PAGE = """{% extends "web/base.html" %}{% load look %}{% block title %}Galerie{% endblock %}
{% block content %}<div class="head"><div><h1>Galerie</h1><p class="row meta">{% tag "BCDEFGHJK" %}{% stage "erasure" "effacement" %}{% stage "reserved" "réservé" %}{% stage "recycled" "D3E" %}</p></div><div class="row"><button class="btn" type="button" command="show-modal" commandfor="more">Ouvrir</button><button class="btn" type="button" data-copy="BCDE" data-copied="Copié">Copier</button></div></div>
<dialog id="more" aria-label="Détail"><form method="dialog"><p>Détail.</p><button class="btn">Fermer</button></form></dialog>
{% include "web/_filters.html" with form=filters legend="Filtrer" clear_url="?" %}
{% form_errors form %}<form method="post" enctype="multipart/form-data">{% csrf_token %}{% field form.use %}{% field form.choice appearance="seg" %}{% field form.commune %}{% field form.seen %}{% field form.sheet %}<p class="submit"><button class="btn go">Envoyer</button></p></form>
<div class="cols"><div class="stack"><section><h2>À faire</h2>{% include "web/_todo.html" %}</section><section><h2>Entonnoir</h2>{% funnel steps %}</section>
<section><h2>Objectif</h2>{% include "web/charts/burn_up.html" with title="Remis" chart_id="burn" %}</section>
<section><h2>Carte</h2>{% include "web/charts/departments.html" with title="Part de l’objectif" chart_id="map" measure="Part" %}</section></div>
<div class="stack"><section class="panel"><h2>Identité</h2>{% include "web/_facts.html" %}</section><section><h2>Chaîne</h2>{% include "web/charts/bars.html" with heading="Étape" measure="Nombre" detail_heading="Attente" %}</section>
<section><h2>Devenir</h2>{% include "web/charts/stack.html" %}</section><section><h2>Historique</h2>{% include "web/_events.html" %}</section>
{% include "web/_progress.html" %}{% empty_state "Aucun lot" "Déposez le premier." "?new" "Donner" %}</div></div>{% pager "?before=1" "?after=9" "1 à 50" %}{% endblock %}"""


class GalleryForm(forms.Form):
    use = forms.ChoiceField(label="Usage", help_text="Fixe la puissance.", widget=forms.RadioSelect, choices=[("a", "Études\nvisio"), ("b", "Travail")])  # fmt: skip
    choice = forms.ChoiceField(
        label="Décision", widget=forms.RadioSelect, choices=[("y", "Oui"), ("n", "Non")]
    )
    commune = forms.CharField(label="Commune", help_text="Nom ou code postal.")
    seen = forms.BooleanField(label="J’ai vu un document")
    sheet = forms.FileField(label="Liste", help_text="csv, 20 Mo au plus")


class FilterForm(forms.Form):
    q = forms.CharField(label="Code", required=False)
    stage = forms.ChoiceField(label="Étape", required=False, choices=[("", "Toutes"), ("audit", "audit")])
    late = forms.BooleanField(label="En retard", required=False)


def job(state):
    return {
        "job": SimpleNamespace(label="Import", state=state, done=41, total=100, error=""),
        "poll_url": "/job/",
    }


def gallery(request):
    messages.success(request, "Le lot est enregistré.")
    messages.error(request, "Rien n’a été changé.")
    start = date(2026, 1, 1)
    context = {
        "navigation": [SimpleNamespace(label="Accueil", url="/", is_current=True)],
        "find_url": "/search/",
        "filters": FilterForm({"q": "EliteBook"}),
        "form": GalleryForm({"use": "a"}),
        "items": [
            SimpleNamespace(
                number=7,
                title="appareils manquent",
                detail="143 sur 150.",
                late="Depuis 4 jours.",
                url="/",
                action="Reprendre",
                is_primary=False,
            )
        ],
        "steps": [charts.Step("Annoncés", 150, "le 6 novembre"), charts.Step("Remis", 58)],
        "rows": charts.bars(
            [
                charts.Row("reçu", 38, "2 j", stage="received", url="/"),
                charts.Row("audit", 112, "11 j", is_late=True),
            ]
        ),
        "stack": charts.stack([("remis", 58), ("prêts", 31), ("en atelier", 34), ("sortis", 23)]),
        "tiles": departments.tiles({"38": 0.74, "23": 0.19}),
        "chart": charts.burn_up(
            start=start,
            end=date(2026, 12, 31),
            target=4000,
            achieved=[charts.Achieved(start + timedelta(days=day), day * 9) for day in range(1, 327)],
            forecast=charts.Forecast(low=3200, middle=3500, high=3900),
        ),
        "facts": [("Série", "5CG9482KXM")],
        "events": [
            SimpleNamespace(
                at=datetime(2026, 11, 20, 9, 40, tzinfo=UTC),
                text="Effacement en échec",
                detail="",
                is_bad=True,
            )
        ],
        **job("running"),
    }
    return HttpResponse(engines["django"].from_string(PAGE).render(context, request))


def finished(request):
    text = '{% include "web/_progress.html" %}'
    return HttpResponse(engines["django"].from_string(text).render(job("done"), request))
