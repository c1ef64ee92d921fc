"""Every address asks for a permission or is on the short public list; no change by GET; every role sees only its own."""

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from tests import people

PUBLIC = {
    "web:theme", "web:accessibility", "web:personal-data", "web:help", "set_language",
    "documents:verify", "documents:verify-number", "documents:verify-paper", "documents:",
    "reports:progress", "reports:target", "reports:target-file", "reports:forecast-method", "reports:campaign", "reports:campaign-poster", "api-schema",
    "accounts:register", "accounts:register-sent", "accounts:register-confirm", "accounts:invitation",
    "inventory:followed", "inventory:followed-document",  # for whoever holds a link, which is the permission
    "inventory:scan-offline", "inventory:service-worker",  # a page and a script that hold nothing of anybody
    "donors:calendar-feed",  # a private link is its own key
    "beneficiaries:rules", "beneficiaries:rule", "beneficiaries:rule-remark",  # anyone reads the rule, comments a draft
    "directory:index", "directory:entry", "directory:guides", "directory:export",  # who does what, where, when, for whom
    "beneficiaries:label", "beneficiaries:device-public", "beneficiaries:device-tell", "beneficiaries:follow-up",  # behind the QR of a label
    "beneficiaries:voucher-address", "beneficiaries:voucher-square",  # whoever holds a voucher
    "beneficiaries:privacy",  # what is kept of whom, in plain words
    "reports:open-data", "reports:open-file",  # figures for anyone
    "accounts:letter-stop",  # whoever holds the link of a letter
    "inventory:signing",  # whoever holds the link of a signature
    "inventory:workstation-badge", "inventory:workstation-switch",  # another way to sign in
}  # fmt: skip
ANYONE_LOGGED_IN = {
    "home",
    "accounts:account",
    "accounts:choose-acting",
    "accounts:token-withdraw",
    "accounts:pin",
    "accounts:letter-choose",  # of one's own
}
ALLAUTH = ("account_", "mfa_")


def addresses(resolver=None, namespace="", route=""):
    """Every pattern: (qualified name, callback, route)."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from addresses(pattern, inner, route + str(pattern.pattern))
        elif isinstance(pattern, URLPattern):
            yield f"{namespace}{pattern.name or ''}", pattern.callback, route + str(pattern.pattern)


def test_every_address_asks_for_a_permission_or_is_public():
    open_to_all = [
        f"{name} {route}"
        for name, callback, route in addresses()
        if name not in PUBLIC | ANYONE_LOGGED_IN
        and not name.startswith(ALLAUTH)
        and not getattr(callback, "permissions", None)
        and not getattr(getattr(callback, "cls", None), "permission_by_method", None)
    ]

    assert open_to_all == []


@pytest.mark.django_db
@pytest.mark.parametrize("role", people.EVERYONE)
def test_a_role_gets_no_page_it_has_no_permission_for(client, role, settings):
    """Walk every page without parameters: 403 exactly where the role holds none of the view's permissions."""
    settings.DEMO = True  # the demo waives the second factor
    membership = people.EVERYONE[role]()
    client.force_login(membership.user)
    for name, callback, route in addresses():
        permissions = getattr(callback, "permissions", None)
        if not permissions or "<" in route or "(" in route:
            continue
        status = client.get(f"/{route}").status_code
        may = any(membership.may(permission) for permission in permissions)
        assert status == 405 or (status == 403) != may, f"{role} {name} {status}"
        assert status < 500, f"{role} {name}"


@pytest.mark.django_db
def test_without_an_account_every_page_leads_to_the_login(client):
    for name, callback, route in addresses():
        if getattr(callback, "permissions", None) and "<" not in route and "(" not in route:
            answer = client.get(f"/{route}")
            assert answer.status_code in {302, 405}, name
            assert answer.status_code == 405 or answer.url.startswith("/accounts/login/"), name


@pytest.mark.django_db
@pytest.mark.parametrize("role", people.EVERYONE)
def test_home_leads_each_role_to_its_page(client, role, settings):
    settings.DEMO = True  # the demo waives the second factor
    client.force_login(people.EVERYONE[role]().user)

    answer = client.get("/", follow=True)

    assert answer.status_code == 200
    assert "<h1" in answer.content.decode()
