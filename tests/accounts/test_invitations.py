"""Invitations: by letter, dated, withdrawn, sent again; nobody gives a role above their own."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from reuse.accounts import workflow
from reuse.accounts.models import Invitation, Membership, User
from reuse.accounts.roles import ROLES, Permission, Role
from reuse.core import clock
from reuse.core.refusals import NotPermitted
from tests import people
from tests.accounts.joining import NEW, PASSWORD, body, in_charge, invited, letters, link

pytestmark = pytest.mark.django_db


def page(giver):
    return reverse("accounts:organisation-page", args=[giver.organisation.public_id])


def test_a_colleague_is_invited_and_joins(client):
    giver = in_charge()
    client.force_login(giver.user)
    site = giver.organisation.sites.create(name="Mairie annexe")

    answer = client.post(
        page(giver),
        {
            "name": "Léa Nouvelle",
            "email": "Lea@Example.org",
            "role": "donor",
            "site": site.pk,
            "function": "DSI",
        },
    )
    assert answer.status_code == 302
    assert "Léa Nouvelle" in client.get(page(giver)).content.decode()
    client.logout()
    path = link("lea@example.org")
    assert client.get(path).status_code == 200
    client.post(path, NEW)

    part = Membership.objects.get(user__email="lea@example.org")
    assert (part.role, part.site, part.function, part.is_in_charge) == (Role.DONOR, site, "DSI", False)
    assert letters()[0].reply_to == [giver.user.email]
    assert client.get(path).status_code == 404
    client.logout()
    assert client.post(path, NEW).status_code == 404


def test_whoever_has_an_account_signs_in_to_accept(client):
    giver, known = in_charge(), people.social_worker()
    invited(giver, known.user.email)
    path = link(known.user.email)

    assert client.post(path, NEW).url == f"/accounts/login/?next={path}"
    client.force_login(people.technician().user)
    assert client.post(path).status_code == 403
    client.force_login(known.user)
    assert client.post(path).status_code == 302

    assert known.user.memberships.filter(organisation=giver.organisation).exists()


def test_a_withdrawn_or_replaced_link_no_longer_works(client):
    giver = in_charge()
    invitation = invited(giver)
    first = link()
    workflow.resend(invitation=invitation, act=people.act(giver, clock.now()))
    second = link()

    assert first != second
    assert client.get(first).status_code == 404
    assert client.get(second).status_code == 200
    workflow.revoke(invitation=invitation, act=people.act(giver))
    assert client.post(second, NEW).status_code == 404
    with pytest.raises(workflow.LinkEnded):
        workflow.resend(invitation=invitation, act=people.act(giver))
    assert not User.objects.filter(email="lea@example.org").exists()


def test_a_link_ends(client, monkeypatch):
    invited(in_charge())
    path, now = link(), clock.now()

    monkeypatch.setattr(clock, "now", lambda: now + timedelta(days=15))

    assert client.post(path, NEW).status_code == 404


def test_who_has_left_invites_nobody(client):
    giver = in_charge()
    invited(giver)
    path = link()

    Membership.objects.filter(pk=giver.pk).update(until=date(2026, 1, 1))

    assert client.post(path, NEW).status_code == 404


def test_an_invitation_is_sent_once_and_not_to_who_is_there():
    giver = in_charge()
    invited(giver)

    with pytest.raises(workflow.AlreadyThere):
        invited(giver)
    with pytest.raises(workflow.AlreadyThere):
        invited(giver, giver.user.email)


@pytest.mark.any_database
@pytest.mark.parametrize("role", Role)
def test_nobody_gives_a_role_above_their_own(role):
    """Every giver in charge of a body that plays every part: what they give, they could do themselves."""
    everything = body(
        "Tout", is_donor=True, is_workshop=True, is_partner=True, is_funder=True, is_network=True
    )
    giver = in_charge(f"Gil {role}", everything, role)

    given = workflow.roles_to_give(giver, everything)

    assert role in given
    if not giver.may(Permission.ACCOUNT_MANAGE):
        assert all(ROLES[one].permissions <= ROLES[role].permissions for one in given)
        assert Role.ADMINISTRATOR not in given
        for forbidden in set(Role) - set(given):
            with pytest.raises(NotPermitted):
                invited(giver, "x@example.org", forbidden)


@pytest.mark.any_database
def test_a_role_goes_only_where_the_organisation_plays_its_part():
    giver = in_charge("Sam Chef", people.workshop()[0], Role.WORKSHOP_MANAGER)

    assert workflow.roles_to_give(giver, giver.organisation) == [Role.TECHNICIAN, Role.WORKSHOP_MANAGER]
    assert workflow.roles_to_give(giver, body()) == []


def test_only_those_in_charge_invite(client):
    plain = people.donor()
    client.force_login(plain.user)

    assert client.get(reverse("accounts:organisation")).status_code == 403
    assert client.post(page(plain), {"email": "x@example.org"}).status_code == 403
    with pytest.raises(NotPermitted):
        invited(plain)


def test_another_organisation_is_not_there_to_see_or_change(client):
    mine, other = in_charge(), in_charge("Zoe Ailleurs", body("Mairie de Voiron"))
    invitation = invited(other)
    client.force_login(mine.user)
    there = other.organisation.public_id

    assert client.get(page(other)).status_code == 404
    for name, pk in [
        ("invitation-resend", invitation.public_id),
        ("invitation-revoke", invitation.public_id),
        ("colleague-leave", other.pk),
    ]:
        assert client.post(reverse(f"accounts:{name}", args=[there, pk])).status_code == 404
        here = reverse(f"accounts:{name}", args=[mine.organisation.public_id, pk])
        assert client.post(here).status_code == 404
    assert client.get(reverse("accounts:colleague", args=[there, other.pk])).status_code == 404
    with pytest.raises(NotPermitted):
        workflow.revoke(invitation=invitation, act=people.act(mine))
    with pytest.raises(NotPermitted):
        workflow.resend(invitation=invitation, act=people.act(mine))


def test_a_site_of_another_organisation_is_not_offered():
    giver, (_workshop, site) = in_charge(), people.workshop()

    with pytest.raises(NotPermitted):
        invited(giver, site=site)


def test_a_form_offers_no_forbidden_role(client):
    giver = in_charge()
    client.force_login(giver.user)

    answer = client.post(page(giver), {"name": "X", "email": "x@example.org", "role": "administrator"})

    assert answer.status_code == 200
    assert not Invitation.objects.exists()


def test_a_badge_opens_no_organisation():
    giver = in_charge()
    giver.by_badge = True

    assert not giver.may(Permission.ORGANISATION_MANAGE)


@pytest.mark.usefixtures("committed")
def test_an_invitation_taken_twice_at_once_gives_one_part(together):
    giver = in_charge()
    invited(giver)
    key = link().split("/")[2]

    def take():
        try:
            return workflow.take(key=key, password=PASSWORD, signed_in=None, now=clock.now())
        except workflow.LinkEnded:
            return None

    taken = [one for one in together(take) if one]

    assert len(taken) == 1
    assert User.objects.filter(email="lea@example.org").count() == 1
