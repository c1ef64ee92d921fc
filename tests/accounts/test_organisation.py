"""An organisation's people and sites: changed by those in charge, ended without being forgotten, handed over whole."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from beneficiaries.models import Request
from inventory.states import Stage
from reuse.accounts import belongings, workflow
from reuse.accounts.models import AccountRecord, Invitation, Membership
from reuse.accounts.roles import Role
from reuse.core import clock
from reuse.core.ledger import AppendOnlyViolation
from reuse.core.refusals import NotPermitted
from tests import people
from tests.accounts.joining import body, in_charge, invited, letters
from tests.beneficiaries.factories import request_at
from tests.inventory.factories import device_at

pytestmark = pytest.mark.django_db
PLACE = {"name": "Annexe", "address": "2 quai Jongkind", "postal_code": "38000", "city": "Grenoble"}


def address(name, part, *more):
    return reverse(f"accounts:{name}", args=[part.organisation.public_id, *more])


def now(membership):
    return people.act(membership, clock.now())


def again(part) -> Membership:
    return Membership.objects.get(pk=part.pk)


def ended(part) -> bool:
    return not Membership.objects.current(clock.now().date()).filter(pk=part.pk).exists()


@pytest.fixture
def charge():
    return in_charge()


@pytest.fixture
def colleague(charge):
    return people.person("Lea Collegue", charge.organisation, Role.DONOR)


def test_a_colleague_is_changed(client, charge, colleague):
    client.force_login(charge.user)
    until = clock.now().date() + timedelta(days=30)

    answer = client.post(
        address("colleague", charge, colleague.pk),
        {"role": "donor", "function": "Stagiaire", "until": until.isoformat(), "telephone": "04 76 00 00 00",
         "is_contact": "on"},
    )  # fmt: skip

    changed = again(colleague)
    assert answer.status_code == 302
    assert (changed.function, changed.until, changed.is_contact) == ("Stagiaire", until, True)
    assert "Stagiaire" in client.get(address("organisation-page", charge)).content.decode()


def test_a_last_day_is_not_past(client, charge, colleague):
    client.force_login(charge.user)

    answer = client.post(address("colleague", charge, colleague.pk), {"role": "donor", "until": "2020-01-01"})

    assert answer.status_code == 200
    assert again(colleague).until is None


def test_one_person_is_the_contact(charge, colleague):
    for part in (charge, colleague):
        facts = workflow.Part(Role.DONOR, is_contact=True, is_in_charge=part.is_in_charge)
        workflow.change_part(membership=part, part=facts, act=now(charge))

    assert [one.user for one in charge.organisation.memberships.filter(is_contact=True)] == [colleague.user]


def test_another_role_is_another_part():
    chief = in_charge("Sam Chef", people.workshop()[0], Role.WORKSHOP_MANAGER)
    hand = people.technician()

    workflow.change_part(membership=hand, part=workflow.Part(Role.WORKSHOP_MANAGER), act=now(chief))

    assert ended(hand)
    roles = hand.organisation.memberships.filter(user=hand.user).values_list("role", flat=True)
    assert set(roles) == {Role.TECHNICIAN, Role.WORKSHOP_MANAGER}


def test_nobody_is_raised_above_or_lowered_by_who_is_below():
    workshop, _site = people.workshop()
    low = in_charge("Tim Bas", workshop, Role.TECHNICIAN)
    high = people.manager()

    for part, role in [(people.technician(), Role.WORKSHOP_MANAGER), (high, Role.TECHNICIAN)]:
        with pytest.raises(NotPermitted):
            workflow.change_part(membership=part, part=workflow.Part(role), act=now(low))
    with pytest.raises(NotPermitted):
        workflow.leave(membership=high, to=None, act=now(low))
    assert not ended(high)


def test_the_last_in_charge_stays_or_names_another(charge, colleague):
    without = workflow.Part(Role.DONOR, is_in_charge=False)
    with pytest.raises(workflow.LastInCharge):
        workflow.change_part(membership=charge, part=without, act=now(charge))
    with pytest.raises(workflow.LastInCharge):
        workflow.leave(membership=charge, to=None, act=now(charge))

    workflow.leave(membership=charge, to=colleague, act=now(charge))

    assert ended(charge)
    assert again(colleague).is_in_charge
    assert letters()[-1].to == [colleague.user.email]


def test_leaving_is_shown_then_done_in_one_step(client, charge, colleague):
    Membership.objects.filter(pk=colleague.pk).update(is_in_charge=True, is_contact=True)
    invitation = invited(again(colleague))
    client.force_login(charge.user)

    shown = client.get(address("colleague", charge, colleague.pk)).content.decode()
    assert str(belongings._belongings["invitations"].label) in shown
    with pytest.raises(workflow.NeedsColleague):
        workflow.leave(membership=colleague, to=None, act=now(charge))
    answer = client.post(address("colleague-leave", charge, colleague.pk), {"to": charge.pk})

    assert answer.status_code == 302
    assert ended(colleague)
    assert again(charge).is_contact
    assert Invitation.objects.get(pk=invitation.pk).invited_by == charge
    record = AccountRecord.objects.get(kind="handed_over")
    assert (record.person, record.by, record.details["counts"]) == (
        colleague.user, charge.user, {"invitations": 1},
    )  # fmt: skip


def test_what_fails_half_way_leaves_everything(monkeypatch, charge, colleague):
    def fail(*_arguments):
        raise NotPermitted("no")

    broken = belongings.Belonging("x", lambda _user, _body: Membership.objects.all(), fail)
    monkeypatch.setitem(belongings._belongings, "broken", broken)

    with pytest.raises(NotPermitted):
        workflow.leave(membership=charge, to=colleague, act=now(charge))

    assert not ended(charge)
    assert not again(colleague).is_in_charge


def test_somebody_of_elsewhere_takes_nothing_over(client, charge):
    stranger = people.donor()
    client.force_login(charge.user)

    with pytest.raises(NotPermitted):
        workflow.leave(membership=charge, to=stranger, act=now(charge))
    answer = client.post(address("colleague-leave", charge, charge.pk), {"to": stranger.pk})

    assert answer.url == address("colleague", charge, charge.pk)
    assert not ended(charge)


def test_who_has_left_sees_nothing_any_more_and_may_come_back(client, charge, colleague):
    client.force_login(colleague.user)
    assert client.get("/account/").status_code == 200
    workflow.leave(membership=colleague, to=None, act=now(charge))

    assert client.get(reverse("home")).status_code == 403
    invitation = invited(charge, colleague.user.email)
    assert invitation.email == colleague.user.email
    assert Membership.objects.filter(user=colleague.user).count() == 1


def test_a_colleague_takes_over_the_requests_of_a_partner():
    worker = people.social_worker()
    Membership.objects.filter(pk=worker.pk).update(is_in_charge=True)
    colleague = people.person("Lea Collegue", worker.organisation, Role.SOCIAL_WORKER)
    open_one, finished = request_at("waiting", worker), request_at("cancelled", worker)

    workflow.leave(membership=worker, to=colleague, act=now(again(worker)))

    assert [Request.objects.get(pk=one.pk).worker for one in (open_one, finished)] == [
        colleague.user,
        worker.user,
    ]


def test_a_workshops_site_with_devices_stays_open():
    device = device_at(Stage.TRIAGE)

    with pytest.raises(workflow.SiteInUse):
        workflow.close_site(site=device.site, act=now(people.administrator()))


def test_the_networks_last_administrator_stays():
    boss = people.administrator()
    with pytest.raises(workflow.LastInCharge):
        workflow.leave(membership=boss, to=None, act=now(boss))
    assert not ended(boss)

    other = people.person("Ada Seconde", boss.organisation, Role.ADMINISTRATOR)
    workflow.leave(membership=boss, to=other, act=now(boss))

    assert ended(boss)


def test_the_network_ends_even_the_last_one(charge):
    workflow.leave(membership=charge, to=None, act=now(people.administrator()))

    assert ended(charge)


def test_records_are_never_changed(charge, colleague):
    workflow.leave(membership=colleague, to=None, act=now(charge))

    with pytest.raises(AppendOnlyViolation):
        AccountRecord.objects.all().delete()


def test_a_site_is_added_changed_and_closed(client, charge):
    client.force_login(charge.user)

    client.post(address("site-add", charge), PLACE)
    site = charge.organisation.sites.get()
    assert (site.department, site.may_erase) == ("38", False)
    client.post(address("site", charge, site.public_id), {**PLACE, "opening_hours": "9 h à 12 h"})
    Membership.objects.filter(pk=charge.pk).update(site=site)
    assert "9 h à 12 h" in client.get(address("organisation-page", charge)).content.decode()
    client.post(address("site-close", charge, site.public_id))

    site.refresh_from_db()
    assert site.closed_on is not None
    assert again(charge).site is None
    assert client.get(address("site", charge, site.public_id)).status_code == 404


def test_a_site_with_something_in_it_stays_open(monkeypatch, charge):
    site = charge.organisation.sites.create(name="Annexe")
    monkeypatch.setitem(belongings._reasons, "test", lambda _site: "12 devices are there.")

    with pytest.raises(workflow.SiteInUse):
        workflow.close_site(site=site, act=now(charge))


def test_another_organisations_site_is_out_of_reach(client, charge):
    other = in_charge("Zoe Ailleurs", body("Mairie de Voiron"))
    site = other.organisation.sites.create(name="Annexe")
    client.force_login(charge.user)

    assert client.post(address("site", other, site.public_id), PLACE).status_code == 404
    assert client.post(address("site-close", charge, site.public_id)).status_code == 404
    for verb in (
        lambda: workflow.close_site(site=site, act=now(charge)),
        lambda: workflow.change_place(site=site, place=PLACE, act=now(charge)),
        lambda: workflow.add_place(organisation=other.organisation, place=PLACE, act=now(charge)),
    ):
        with pytest.raises(NotPermitted):
            verb()


def test_the_network_sees_every_organisation(client, charge, settings, django_assert_max_num_queries):
    settings.DEMO = True
    client.force_login(people.administrator().user)

    with django_assert_max_num_queries(8):
        page = client.get(reverse("accounts:organisations"), {"q": "crolles"}).content.decode()

    assert "Mairie de Crolles" in page
    assert "Réseau Reuse" not in page.split("<tbody>")[1]
    assert client.get(address("organisation-page", charge)).status_code == 200


def test_an_organisations_page_asks_the_same_for_two_people_and_twenty(
    client, charge, django_assert_max_num_queries
):
    client.force_login(charge.user)
    for number in range(12):
        people.person(f"Personne {number}", charge.organisation, Role.DONOR)

    with django_assert_max_num_queries(14):
        client.get(address("organisation-page", charge))


@pytest.mark.any_database
def test_a_part_that_has_ended_is_in_nobodys_list(client, charge, colleague):
    Membership.objects.filter(pk=colleague.pk).update(until=date(2026, 1, 1))
    client.force_login(charge.user)

    assert client.get(address("colleague", charge, colleague.pk)).status_code == 404
    assert colleague.user.email not in client.get(address("organisation-page", charge)).content.decode()


@pytest.mark.usefixtures("committed")
def test_of_the_last_two_in_charge_one_stays(together):
    first = in_charge()
    second = in_charge("Lea Seconde", first.organisation)
    turns = iter([first, second])

    def step_down():
        part = next(turns)
        try:
            workflow.change_part(membership=part, part=workflow.Part(Role.DONOR), act=now(part))
        except workflow.LastInCharge:
            return False
        return True

    assert sorted(together(step_down, 2)) == [False, True]
