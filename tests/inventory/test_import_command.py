"""`reuse import-donation` announces a donor's list in a draft of theirs."""

import json

import pytest
from django.core.management import CommandError, call_command

from donors.models import Donation
from donors.states import DonationStage
from reuse.accounts.models import Organisation
from tests import people

pytestmark = pytest.mark.django_db
DONOR = "73282932000074"
LIST = "Type;Marque;Modèle;N° de série\nPC portable;Dell;Latitude 5420;5CD335G7GT\nUC;Dell;;5CD335G7GU\n"


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "parc 2026.csv"
    path.write_text(LIST, encoding="cp1252")
    return path


@pytest.fixture
def donor():
    people.workshop()
    membership = people.donor()
    Organisation.objects.filter(pk=membership.organisation_id).update(siret=DONOR)
    return membership


def imported(capsys, path, **options):
    call_command("import_donation", path, donor=DONOR, as_json=True, **options)
    return json.loads(capsys.readouterr().out)


def test_a_list_becomes_a_draft_with_its_devices(capsys, path, donor):
    said = imported(capsys, path)

    draft = Donation.objects.get()
    assert (said["donation"], said["created"], said["rows_ready"]) == (draft.ref, 2, 2)
    assert (draft.stage, draft.title, draft.created_by) == (DonationStage.DRAFT, "parc 2026", donor.user)
    assert draft.devices.count() == 2


def test_the_same_list_again_goes_to_the_same_draft_without_twins(capsys, path, donor):
    first, second = imported(capsys, path), imported(capsys, path)

    assert first["donation"] == second["donation"]
    assert (second["created"], second["updated"]) == (0, 0)
    assert Donation.objects.get().devices.count() == 2


def test_people_read_what_became_of_it(capsys, path, donor):
    call_command("import_donation", path, donor=DONOR)

    assert "created: 2" in capsys.readouterr().out


def test_the_person_named_acts(capsys, path, donor):
    second = people.person("Denis Deux", donor.organisation, donor.role)

    imported(capsys, path, email=second.user.email.upper())

    assert Donation.objects.get().created_by == second.user


@pytest.mark.parametrize(
    "options", [{"email": "nobody@example.org"}, {"site": "Nowhere"}, {"donor": "35600000049837"}]
)
def test_an_unknown_person_site_or_donor_is_refused(capsys, path, donor, options):
    with pytest.raises(CommandError) as error:
        call_command("import_donation", path, **{"donor": DONOR, "as_json": True, **options})

    assert error.value.returncode == 1
    assert json.loads(capsys.readouterr().out)["refused"]
    assert not Donation.objects.exists()


def test_among_several_sites_one_is_to_be_named(capsys, path, donor):
    _owner, other = people.workshop("Atelier de la Loire")
    with pytest.raises(CommandError):
        imported(capsys, path)
    capsys.readouterr()

    imported(capsys, path, site=other.name.upper())

    assert Donation.objects.get().site == other
