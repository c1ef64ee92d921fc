"""The pages of workstations and badges, and the sessions a badge and a PIN open."""

import re
from datetime import timedelta

import pytest
from django.conf import settings as installation
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from inventory import codes, workflow
from inventory.models import LabelPrint
from labels import decode_file
from reuse.accounts import workflow as accounts
from reuse.accounts import workstations as stations
from reuse.accounts.middleware import SESSION_KEY
from reuse.accounts.models import ApiToken, Badge, Membership, Workstation
from reuse.core import clock, storage
from reuse.jobs import workflow as jobs
from tests import people

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]
FETCH = {"X-Requested-With": "fetch"}
PIN = "739518"


@pytest.fixture
def bench(client):
    """A registered workstation: its secret is in the client's cookie."""
    manager = people.manager()
    made, secret = accounts.register_workstation(
        name="Bench 1", site=manager.site, replaces=None, act=people.act(manager)
    )
    client.cookies[stations.COOKIE] = secret
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return made


@pytest.fixture
def badge(bench):
    return badge_of(people.technician())


def badge_of(membership, pin=PIN):
    accounts.choose_pin(user=membership.user, pin=pin, now=people.NOON)
    return workflow.issue_badge(membership=membership, act=people.act(people.manager()))


def switch(client, badge, pin=PIN, **more):
    code = badge if isinstance(badge, str) else badge.code
    return client.post(
        reverse("inventory:workstation-switch"), {"badge": code, "pin": pin, **more}, headers=FETCH
    )


def later(monkeypatch, **length):
    then = clock.now() + timedelta(**length)
    monkeypatch.setattr(clock, "now", lambda: then)


def is_signed_in(client) -> bool:
    return client.get("/workshop/").status_code == 200


def test_a_badge_and_a_pin_open_the_workshop(client, badge):
    answer = switch(client, badge)

    assert answer.json() == {
        "name": "Nadia Benali",
        "first_name": "Nadia",
        "role": "Technician, Atelier du Drac",
        "person": str(badge.membership.user.public_id),
        "home": "/workshop/",
        "csrf": answer.json()["csrf"],
    }
    page = client.get("/workshop/")
    assert page.wsgi_request.acting == badge.membership
    assert page.wsgi_request.acting.by_badge


@pytest.mark.parametrize("typed", ["{}", " {}\n", "{lower}", "{shown}", "https://reuse.example/d/{}"])
def test_a_badge_is_read_however_the_scanner_types_it(client, badge, typed):
    text = typed.format(badge.code, lower=badge.code.lower(), shown=codes.shown(badge.code))

    assert switch(client, text).status_code == 200


def test_a_pin_typed_on_a_french_keyboard_without_shift_is_understood(client, badge):
    assert switch(client, badge, 'è"ç(&_').status_code == 200


def test_the_session_is_a_new_one_with_nothing_of_the_former(client, badge):
    boss = people.administrator()
    client.force_login(boss.user)
    session = client.session
    session["kept"] = "secret"
    session[SESSION_KEY] = boss.pk
    session.save()
    former, token = session.session_key, client.get("/help/").wsgi_request.META.get("CSRF_COOKIE")

    answer = switch(client, badge)

    assert client.session.session_key != former
    assert not client.session.exists(former)
    assert "kept" not in client.session
    assert client.session[SESSION_KEY] == badge.membership.pk
    assert answer.cookies["csrftoken"].value != token


def test_a_session_prepared_by_somebody_else_is_not_the_persons(client, badge):
    """Fixation: the identifier known before is worth nothing after, even for the same person."""
    switch(client, badge)
    first = client.session.session_key
    switch(client, badge)

    assert client.session.session_key != first
    assert not client.session.exists(first)


def test_without_script_the_page_asked_for_follows(client, badge):
    data = {"badge": badge.code, "pin": PIN, "next": "/scan/?move=erase"}

    assert client.post(reverse("inventory:workstation-switch"), data).url == "/scan/?move=erase"


@pytest.mark.parametrize(
    "wanted", ["https://evil.example/", "//evil.example/", "/\\evil.example", "scan/", ""]
)
def test_one_never_goes_on_to_another_site(client, badge, wanted):
    data = {"badge": badge.code, "pin": PIN, "next": wanted}

    assert client.post(reverse("inventory:workstation-switch"), data).url == "/workshop/"


def test_nothing_is_switched_by_get(client, badge):
    assert client.get(reverse("inventory:workstation-switch")).status_code == 405
    client.get(f"/workstation/badge/?code={badge.code}&pin={PIN}")

    assert not is_signed_in(client)


def test_a_foreign_form_switches_nobody(badge, bench):
    client = Client(enforce_csrf_checks=True)

    assert switch(client, badge).status_code == 403


def test_an_unregistered_computer_asks_for_the_password(client, badge):
    del client.cookies[stations.COOKIE]

    answer = switch(client, badge)

    assert answer.status_code == 403
    assert answer.json()["message"] == "This computer is not registered: sign in with your password."
    assert "not registered" in client.get("/workstation/badge/").content.decode()
    assert not is_signed_in(client)


def test_a_workstations_cookie_alone_opens_nothing(client, bench):
    assert client.get("/workshop/").status_code == 302
    assert client.get("/workstations/").status_code == 302
    assert people.technician().user.name not in client.get("/workstation/badge/").content.decode()
    assert len(bench.digest) == 64
    assert client.cookies[stations.COOKIE].value != bench.digest


def test_the_badge_page_names_nobody(client, badge):
    """A badge found in the street tells no name, and looks like one that never was."""
    real = client.get(f"/workstation/badge/?code={badge.code}").content.decode()
    made_up = workflow.issue_codes(1)[0]
    fake = client.get(f"/workstation/badge/?code={made_up}").content.decode()

    def plain(page, code):
        page = page.replace(code, "").replace(codes.shown(code), "")
        return re.sub(r'(csrfmiddlewaretoken" value="|X-CSRFToken": ")\w+', "", page)

    assert "Nadia" not in real
    assert plain(real, badge.code) == plain(fake, made_up)


def test_a_refusal_is_told_on_the_page_and_the_badge_kept(client, badge):
    answer = client.post(reverse("inventory:workstation-switch"), {"badge": badge.code, "pin": "111111"})

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "do not go together" in page
    assert f'name="badge" value="{badge.code}"' in page
    assert "111111" not in page


@pytest.mark.parametrize("ending", ["badge", "membership", "workstation", "pin", "cookie"])
def test_the_session_ends_with_what_opened_it(client, badge, bench, ending):
    act = people.act(people.manager())
    switch(client, badge)
    assert is_signed_in(client)

    match ending:
        case "badge":
            accounts.end_badge(badge=badge, act=act)
        case "membership":
            Membership.objects.filter(pk=badge.membership.pk).update(
                until=clock.now().date() - timedelta(days=1)
            )
        case "workstation":
            accounts.end_workstation(workstation=bench, act=act)
        case "pin":
            accounts.withdraw_pin(membership=badge.membership, act=act)
        case "cookie":  # the session alone, carried to another computer
            del client.cookies[stations.COOKIE]

    answer = client.get("/scan/?move=erase")
    assert answer.url == "/workstation/badge/?next=%2Fscan%2F%3Fmove%3Derase"
    assert not is_signed_in(client)


def test_the_api_is_closed_with_the_session(client, badge):
    switch(client, badge)
    assert client.get("/api/v1/devices/").status_code == 200

    accounts.end_badge(badge=badge, act=people.act(people.manager()))

    assert client.get("/api/v1/devices/").status_code in {401, 403}


def test_a_session_left_alone_ends_and_one_at_work_lasts_a_shift(client, badge, monkeypatch):
    switch(client, badge)
    for _part in range(16):
        later(monkeypatch, minutes=29)
        assert is_signed_in(client)
    later(monkeypatch, minutes=29)
    assert not is_signed_in(client)

    switch(client, badge)
    later(monkeypatch, minutes=31)
    assert not is_signed_in(client)


def test_a_badge_session_costs_no_more_questions_than_another(client, badge):
    def questions():
        with CaptureQueriesContext(connection) as asked:
            assert client.get("/devices/").status_code == 200
            return len(asked)

    client.force_login(badge.membership.user)
    by_password = questions()
    switch(client, badge)

    assert questions() == by_password


@pytest.mark.parametrize(
    "path",
    ["/account/", "/account/pin/", "/people/", "/workstations/", "/badges/", "/badges/print/",
     "/accounts/password/change/", "/accounts/email/", "/accounts/2fa/", "/accounts/reauthenticate/"],
)  # fmt: skip
def test_a_badge_session_opens_no_account(client, badge, path):
    switch(client, badge_of(people.manager()))

    answer = client.get(path)

    assert answer.status_code == 403
    assert "asks for your password" in answer.content.decode()
    assert is_signed_in(client)


def test_a_badge_session_changes_no_account(client, badge):
    switch(client, badge)
    kept = people.technician().user.pin.hash

    for path, data in (
        ("/account/", {"name": "Token"}),
        ("/account/pin/", {"pin": "904527", "again": "904527"}),
        ("/account/acting/", {"membership": badge.membership.pk}),
        (f"/badges/{badge.membership.pk}/issue/", {}),
    ):
        assert client.post(path, data).status_code == 403

    assert not ApiToken.objects.exists()
    assert people.technician().user.pin.hash == kept
    assert Badge.objects.count() == 1


def test_from_a_badge_session_one_goes_on_with_the_password(client, badge):
    switch(client, badge)

    answer = client.post("/accounts/logout/", {"next": "/accounts/login/?next=/account/"})

    assert answer.url == "/accounts/login/?next=/account/"
    assert not is_signed_in(client)


def test_badge_and_pin_are_two_factors_for_the_workshop(client, bench, settings):
    """A manager without an authenticator is sent to set one up, except at a workstation."""
    settings.DEMO = False
    manager = people.manager()
    client.force_login(manager.user)
    assert client.get("/workshop/").status_code == 302

    switch(client, badge_of(manager))

    assert is_signed_in(client)


# The pages of the manager


def test_a_manager_registers_this_computer(as_):
    manager = people.manager()
    client = as_(manager)

    answer = client.post("/workstations/", {"name": "Erasure 2", "site": manager.site.pk})

    cookie = answer.cookies[stations.COOKIE]
    made = Workstation.objects.get()
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert cookie["max-age"] == 400 * 24 * 3600
    assert bool(cookie["secure"]) == installation.SESSION_COOKIE_SECURE
    assert accounts.digest(cookie.value) == made.digest
    assert "Erasure 2" in client.get("/workstations/").content.decode()


def test_the_cookie_travels_by_https_alone_where_there_is_https(as_, settings):
    settings.SESSION_COOKIE_SECURE = True
    manager = people.manager()
    client = as_(manager)

    answer = client.post("/workstations/", {"name": "Erasure 2", "site": manager.site.pk})

    assert answer.cookies[stations.COOKIE]["secure"]


def test_a_manager_withdraws_a_computer_of_their_own_workshop_only(as_, bench):
    other = people.stranger()
    made, _secret = accounts.register_workstation(
        name="There", site=other.site, replaces=None, act=people.act(people.administrator())
    )
    client = as_(people.manager())

    assert client.post(f"/workstations/{made.public_id}/end/").status_code == 404
    answer = client.post(f"/workstations/{bench.public_id}/end/")

    assert Workstation.objects.filter(ended_at=None).get() == made
    assert not answer.cookies[stations.COOKIE].value
    assert client.post("/workstations/", {"name": "X", "site": other.site.pk}).status_code == 200
    assert Workstation.objects.filter(ended_at=None).count() == 1


def test_a_manager_issues_ends_and_prints_badges(as_, tmp_path):
    technician = people.technician()
    client = as_(people.manager())

    client.post(f"/badges/{technician.pk}/issue/")
    badge = Badge.objects.get()
    answer = client.post("/badges/print/", {"badge": badge.pk, "format": "L7165"})
    row = LabelPrint.objects.get()
    jobs.run(row.drawing.pk)
    row.drawing.refresh_from_db()
    with storage.open_stored(row.drawing.result_file.sha256) as drawn:
        (tmp_path / "badges.pdf").write_bytes(drawn.read())

    assert codes.is_code(badge.code)
    assert answer.url == f"/jobs/{row.drawing.public_id}/"
    assert (row.subject, row.codes, row.reason) == ("badges", [badge.code], "first")
    texts = {found.text for found in decode_file(tmp_path / "badges.pdf")}
    assert texts == {badge.code, codes.address(badge.code, installation.PUBLIC_URL)}
    once_more = {"badge": badge.pk, "format": "L7165"}
    assert client.post("/badges/print/", once_more).status_code == 400  # without a reason
    assert client.post("/badges/print/", {**once_more, "reason": "lost"}).status_code == 302
    assert list(LabelPrint.objects.values_list("reason", flat=True)) == ["lost", "first"]
    client.post(f"/badges/{technician.pk}/end/")
    assert not Badge.objects.filter(ended_at=None).exists()
    assert client.post("/badges/print/", once_more).status_code == 400


@pytest.mark.parametrize("gesture", ["issue", "end", "unlock", "withdraw-pin"])
def test_another_workshops_colleague_is_not_found(as_, gesture):
    client = as_(people.manager())

    assert client.post(f"/badges/{people.stranger().pk}/{gesture}/").status_code == 404
    assert people.stranger().user.name not in client.get("/badges/").content.decode()


def test_a_manager_sees_who_is_locked_and_unlocks(as_, bench, badge, client):
    for _try in range(5):
        switch(client, badge, "904527")
    client = as_(people.manager())
    assert "locked until" in client.get("/badges/").content.decode()

    client.post(f"/badges/{badge.membership.pk}/unlock/")

    assert "locked until" not in client.get("/badges/").content.decode()
    assert switch(client, badge).status_code == 200


def test_the_list_asks_as_many_questions_for_many_as_for_few(as_, django_assert_num_queries):
    badge_of(people.technician())
    client = as_(people.manager())
    with django_assert_num_queries(5):
        client.get("/badges/")
    for number in range(12):
        badge_of(people.technician(f"Person {number}"))
    with django_assert_num_queries(5):
        client.get("/badges/")
