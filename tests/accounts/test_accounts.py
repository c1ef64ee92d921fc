"""Accounts: roles begin and end, staff need a second factor, tokens are kept as digests."""

import hashlib
import tempfile
from datetime import timedelta

import pytest
from django.urls import reverse

from reuse.accounts import files, workflow
from reuse.accounts.models import AccessRecord, ApiToken, Invitation, Membership, Retention, User
from reuse.accounts.roles import Role
from reuse.core import clock
from reuse.core.refusals import NotPermitted, Refusal
from tests import people

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]


def test_a_person_signs_in_by_email(client):
    technician = people.technician()
    technician.user.emailaddress_set.create(email=technician.user.email, verified=True, primary=True)

    answer = client.post(
        reverse("account_login"), {"login": technician.user.email, "password": "passphrase-for-tests"}
    )

    assert answer.status_code == 302
    assert client.get(reverse("accounts:account")).status_code == 200


def test_nobody_signs_up_by_themselves(client):
    client.post(
        reverse("account_signup"),
        {"email": "x@example.org", "password1": "passphrase-123", "password2": "passphrase-123"},
    )

    assert not User.objects.exists()


def test_staff_without_second_factor_must_set_one_up(client):
    client.force_login(people.coordinator().user)

    assert client.get("/coordination/").url == reverse("mfa_activate_totp")
    assert client.get("/accounts/2fa/totp/activate/").status_code in {200, 302}


def test_a_role_that_has_ended_opens_nothing(client):
    technician = people.technician()
    Membership.objects.update(until=clock.now().date() - timedelta(days=1))
    client.force_login(technician.user)

    assert client.get("/workshop/").status_code == 403
    assert client.get("/").status_code == 403


def test_one_acts_under_the_role_one_chose(client, settings):
    settings.DEMO = True
    technician = people.technician()
    other = Membership.objects.create(
        user=technician.user, organisation=people.donor().organisation, role=Role.DONOR
    )
    client.force_login(technician.user)

    client.post(reverse("accounts:choose-acting"), {"membership": other.pk})

    assert client.get(reverse("accounts:account")).wsgi_request.acting == other


def test_nobody_acts_under_another_persons_role(client):
    client.force_login(people.technician().user)

    assert (
        client.post(reverse("accounts:choose-acting"), {"membership": people.manager().pk}).status_code == 404
    )
    assert client.post(reverse("accounts:choose-acting"), {"membership": "x"}).status_code == 404


def test_an_administrator_invites_and_ends(client, settings):
    settings.DEMO = True
    client.force_login(people.administrator().user)
    workshop, site = people.workshop()
    facts = {
        "name": "Léa Nouvelle",
        "email": "lea@example.org",
        "organisation": workshop.pk,
        "role": "technician",
        "site": site.pk,
    }

    assert client.post(reverse("accounts:people"), facts).status_code == 302
    assert 'role="alert"' in client.post(reverse("accounts:people"), facts).content.decode()
    nadia = people.technician()
    client.post(reverse("accounts:membership-end", args=[nadia.pk]))

    assert Invitation.objects.get().email == "lea@example.org"
    assert Membership.objects.get(pk=nadia.pk).until == clock.now().date()


def test_a_technician_invites_nobody():
    workshop, site = people.workshop()

    with pytest.raises(NotPermitted):
        workflow.invite(
            email="x@example.org",
            name="X",
            organisation=workshop,
            part=workflow.Part(Role.TECHNICIAN, site=site),
            act=people.act(people.technician()),
        )


def test_nobody_ends_their_own_role():
    boss = people.administrator()

    with pytest.raises(Refusal):
        workflow.end_membership(membership=boss, on=clock.now().date(), act=people.act(boss))


def test_a_token_is_shown_once_and_kept_as_a_digest(client):
    client.force_login(people.technician().user)

    shown = client.post(reverse("accounts:account"), {"name": "Douchette"}).content.decode()
    token = ApiToken.objects.get()

    assert "reuse_" in shown
    assert "reuse_" not in client.get(reverse("accounts:account")).content.decode()
    assert len(token.digest) == 64
    client.post(reverse("accounts:token-withdraw", args=[token.pk]))
    assert not ApiToken.objects.exists()


def test_an_original_opens_for_its_owner_alone_and_each_opening_is_recorded():
    owner, other = people.technician(), people.stranger()
    file = files.keep(
        b"report",
        name="../../etc/report.txt",
        media_type="text/plain",
        retention=Retention.EVIDENCE,
        owner=owner.organisation,
        act=people.act(owner),
    )

    with pytest.raises(NotPermitted):
        files.open_original(file, act=people.act(other), purpose="test")
    with files.open_original(file, act=people.act(owner), purpose="test") as stream:
        assert stream.read() == b"report"

    assert file.name == "report.txt"
    assert AccessRecord.objects.get().by == owner.user


def test_an_open_file_is_kept_whole_under_the_digest_of_its_bytes():
    owner, content = people.technician(), b"12345678" * 20_000
    with tempfile.TemporaryFile() as written:
        written.write(content)
        file = files.keep(
            written,
            name="list.csv",
            media_type="text/csv",
            retention=Retention.RESULT,
            owner=owner.organisation,
            act=people.act(owner),
        )

    assert (file.size, file.sha256) == (len(content), hashlib.sha256(content).hexdigest())
    with files.open_original(file, act=people.act(owner), purpose="test") as stream:
        assert stream.read() == content
