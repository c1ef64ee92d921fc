"""Scanning with the network down: a page that holds nothing personal, and the service worker that keeps it."""

import hashlib
import json

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from inventory.states import Action
from inventory.views.series import orders

# What the scan page needs when nothing answers.
ASSETS = (
    "web/look.css",
    "web/page.js",
    "web/mark.svg",
    "inventory/workshop.css",
    "inventory/scan.js",
    "inventory/scan-queue.js",
    "inventory/camera.js",
    "inventory/badge.js",
)


@require_safe
def shell(request: HttpRequest) -> HttpResponse:
    """The scan page without anything of the server's: the browser fills in what it remembers of the series."""
    labels = {action.value: str(action.label) for action in Action}
    context = {"orders_json": json.dumps(orders(Action.values)), "actions_json": json.dumps(labels)}
    return render(request, "inventory/scan_offline.html", context)


@never_cache
@require_safe
def service_worker(request: HttpRequest) -> HttpResponse:
    """The worker's script, served from the root so that it may look after every page of the scanner."""
    assets = [reverse("inventory:scan-offline"), *(static(name) for name in ASSETS)]
    version = hashlib.sha256(f"{get_language()} {assets}".encode()).hexdigest()[:12]
    context = {"assets": assets, "version": version}
    return render(request, "inventory/service_worker.js", context, content_type="text/javascript")
