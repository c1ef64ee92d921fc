"""What every page's frame shows of the acting person: name, role, navigation."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from reuse.accounts.demo import DEMO_ACCOUNTS, DEMO_PASSWORD
from reuse.accounts.models import Membership
from reuse.accounts.roles import Permission, Role


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the main navigation."""

    label: str | Promise
    url: str
    is_current: bool


# Five entries at most, by role: label and URL name.
NAVIGATION: dict[Role, tuple[tuple[str | Promise, str], ...]] = {
    Role.DONOR: (
        (_("Home"), "inventory:donor-home"),
        (_("Announce a batch"), "donors:donation-new"),
        (_("Yearly report"), "reports:yearly"),
        (_("Targets"), "reports:progress"),
        (_("Figures"), "reports:figures"),
    ),
    Role.TECHNICIAN: (
        (_("Home"), "inventory:workshop-home"),
        (_("Scan"), "inventory:scan"),
        (_("Devices"), "inventory:device-list"),
        (_("Batches"), "inventory:donation-list"),
        (_("Labels"), "inventory:labels"),
    ),
    Role.SOCIAL_WORKER: (
        (_("Home"), "beneficiaries:worker-home"),
        (_("New request"), "beneficiaries:request-new"),
        (_("Requests"), "beneficiaries:request-list"),
        (_("Counter"), "beneficiaries:counter"),
        (_("Targets"), "reports:progress"),
    ),
    Role.COORDINATOR: (
        (_("Home"), "beneficiaries:coordinator-home"),
        (_("Requests"), "beneficiaries:request-list"),
        (_("Counter"), "beneficiaries:counter"),
        (_("Devices"), "inventory:device-list"),
        (_("Batches"), "inventory:donation-list"),
        (_("Targets"), "reports:progress"),
    ),
    Role.OBSERVER: (
        (_("Targets"), "reports:progress"),
        (_("Figures"), "reports:figures"),
        (_("Equity"), "reports:equity"),
    ),
    Role.ADMINISTRATOR: (
        (_("Set-up"), "accounts:setup"),
        (_("People"), "accounts:people"),
        (_("Devices"), "inventory:device-list"),
        (_("Batches"), "inventory:donation-list"),
        (_("Targets"), "reports:progress"),
    ),
}
NAVIGATION[Role.WORKSHOP_MANAGER] = NAVIGATION[Role.TECHNICIAN]


def acting(request: HttpRequest) -> dict[str, Any]:
    """`acting`, `navigation`, `find_url` and `runs_organisation` for the page's frame."""
    membership: Membership | None = getattr(request, "acting", None)
    demo = {"demo_accounts": DEMO_ACCOUNTS, "demo_password": DEMO_PASSWORD} if settings.DEMO else {}
    if membership is None:
        return {"acting": None, "navigation": [], "find_url": "", "runs_organisation": False, **demo}
    entries = [_entry(request, label, name) for label, name in NAVIGATION[Role(membership.role)]]
    return {
        "acting": membership,
        "navigation": [entry for entry in entries if entry],
        "find_url": reverse("search"),
        "runs_organisation": membership.may(Permission.ORGANISATION_MANAGE),
    }


def _entry(request: HttpRequest, label: str | Promise, name: str) -> Entry | None:
    try:
        url = reverse(name)
    except NoReverseMatch:
        return None
    return Entry(label=label, url=url, is_current=request.path == url)
