"""Addresses of the workshop's home and of scanning."""

from django.urls import path

from inventory.views import drawer, home, lists, offline, scanning

urlpatterns = [
    path("workshop/", home.workshop_home, name="workshop-home"),
    path("scan/", scanning.start, name="scan"),
    path("scan/preview/", lists.preview_new, name="scan-preview"),
    path("scan/offline/", offline.shell, name="scan-offline"),
    path("scan/<uuid:series>/", scanning.series, name="scan-series"),
    path("scan/<uuid:series>/send/", scanning.send, name="scan-send"),
    path("scan/<uuid:series>/find/", scanning.find, name="scan-find"),
    path("scan/<uuid:series>/ask-again/", scanning.ask_again, name="scan-ask-again"),
    path("scan/<uuid:series>/list/", lists.preview, name="scan-list"),
    path("scan/<uuid:series>/list/carry-out/", lists.carry_out, name="scan-list-carry-out"),
    path("scan/<uuid:series>/undo/", drawer.undo_selected, name="scan-undo"),
    path("scan/<uuid:series>/aside/", drawer.put_aside, name="scan-aside"),
    path("scan/<uuid:series>/end/", drawer.end, name="scan-end"),
    path("scan/<uuid:series>/summary/", drawer.summary, name="scan-summary"),
    path("service-worker.js", offline.service_worker, name="service-worker"),
]
