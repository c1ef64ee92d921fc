"""A place that serves a grouping serves each of its communes: in searches, on decisions, beside quotas."""

from datetime import date

import pytest
from django.urls import reverse

from beneficiaries.states import RequestStage
from reuse.accounts.models import Organisation
from reuse.directory import queries, workflow
from reuse.directory.codes import AreaKind
from reuse.directory.models import Area, Entry
from reuse.directory.queries import Wanted
from reuse.directory.workflow.entries import set_areas
from tests import people
from tests.beneficiaries import factories

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]
GRENOBLE = "200040715"


def partner() -> Organisation:
    return people.social_worker().organisation


@pytest.fixture
def served():
    """The entry of a partner, serving what is given."""

    def entry(*texts: str) -> Entry:
        one = Entry.objects.create(
            organisation=partner(), name="CCAS", department="73", updated_on=date(2026, 6, 1)
        )
        set_areas(one, [workflow.area_meant(text) for text in texts])
        return one

    return entry


@pytest.mark.parametrize("text", [GRENOBLE, "Grenoble-Alpes-Métropole"])
def test_a_grouping_is_typed_by_its_name_or_its_code(text):
    area = workflow.area_meant(text)

    assert (area.kind, area.code, area.department) == (AreaKind.EPCI, GRENOBLE, "38")
    assert workflow.area_meant("999999999") is None


def test_a_search_for_a_commune_or_its_department_finds_who_serves_the_grouping(served):
    entry = served(GRENOBLE)

    assert entry in queries.entries(Wanted(text="Échirolles"))
    assert entry in queries.entries(Wanted(department="38"))
    assert entry not in queries.entries(Wanted(text="Voiron"))
    assert queries.areas_in_words(entry) == (["Grenoble-Alpes-Métropole (49 communes)"], 0)


@pytest.mark.parametrize(
    ("texts", "answer"),
    [
        ((), None),
        ((GRENOBLE,), True),
        (("Voiron",), False),
        (("38151",), True),
        (("38",), True),
        (("73",), False),
        (("Auvergne-Rhône-Alpes",), True),
        (("france",), True),
    ],
)
def test_whether_a_partner_serves_a_commune(served, texts, answer):
    served(*texts)

    assert queries.serves(partner(), commune="38151", department="38") is answer


def test_a_commune_that_is_forgotten_is_judged_by_its_department(served):
    served(GRENOBLE)

    assert queries.serves(partner(), commune="", department="38") is True
    assert queries.serves(partner(), commune="", department="73") is False


def test_communes_of_several_territories_count_once(served):
    served(GRENOBLE, "38151", "Voiron")

    assert len(queries.communes_of(Area.objects.all())) == 50


def test_who_decides_and_who_sets_quotas_reads_it(client, settings, served):
    served("Voiron")
    request = factories.request_at(RequestStage.SUBMITTED)
    settings.DEMO = True  # no second factor
    client.force_login(people.coordinator().user)

    decide = client.get(reverse("beneficiaries:request-decide", args=[request.ref]))
    assert decide.context["is_served"] is False

    Entry.objects.all().delete()
    served(GRENOBLE)
    decide = client.get(reverse("beneficiaries:request-decide", args=[request.ref]))
    quotas = client.get(reverse("beneficiaries:partner-quotas")).content.decode()
    assert decide.context["is_served"] is True
    assert "Grenoble-Alpes-Métropole" in quotas
    assert "49" in quotas
