"""Names live apart: kept only where we hand over, opened for a purpose by those who need it, each opening recorded."""

import pytest
from django.db import connection

from beneficiaries import queries, workflow
from beneficiaries.models import Identity, RequestEvent
from beneficiaries.states import HandoverStage, RequestStage, SignatureMethod
from beneficiaries.workflow.refusals import IdentityNotNeeded, PurposeNeeded
from reuse.accounts.models import AccessRecord, Membership, Site
from reuse.accounts.roles import Role
from reuse.core.refusals import NotPermitted
from reuse.core.verification import faults
from tests import people
from tests.beneficiaries import factories

pytestmark = pytest.mark.django_db


def kept(stage=RequestStage.WAITING, **given):
    """A request whose identity is kept by the partner's worker."""
    request = factories.request_at(stage, **given)
    workflow.keep_identity(
        request=request,
        name="Jeanne Martin",
        telephone="06 12 34 56 78",
        act=people.act(people.social_worker()),
    )
    return request


def opened(request, membership, purpose="appointment"):
    return workflow.open_identity(request=request, purpose=purpose, act=people.act(membership))


def elsewhere(name="Ida Ailleurs") -> Membership:
    """A coordinator of the network at another site."""
    _owner, site = people.workshop("Atelier de la Loire")
    return people.person(name, people.organisation("Réseau Reuse"), Role.COORDINATOR, site)


def test_a_name_is_encrypted_and_stands_in_no_event():
    kept()

    with connection.cursor() as cursor:
        cursor.execute("SELECT name, telephone FROM beneficiaries_identity")
        stored = str(cursor.fetchall())
    assert "Jeanne" not in stored
    assert "34 56" not in stored
    assert "Jeanne" not in str(list(RequestEvent.objects.values()))
    assert not list(faults(RequestEvent))


def test_the_worker_and_whoever_hands_over_there_read_it_and_each_reading_is_recorded():
    request = kept()
    worker, boss = people.social_worker(), people.coordinator()

    assert opened(request, worker).name == "Jeanne Martin"
    assert opened(request, boss, "hand_over").telephone == "06 12 34 56 78"

    first, second = AccessRecord.objects.order_by("pk")
    assert (first.by, first.organisation, first.purpose) == (worker.user, worker.organisation, "appointment")
    assert (second.subject, second.fields) == (request.ref, "name,telephone")
    assert [one.by for one in queries.readings_of(request)] == [boss.user.name, worker.user.name]


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.SOCIAL_WORKER, Role.COORDINATOR}))
def test_nobody_else_reads_keeps_or_erases_it(role):
    request, stranger = kept(), people.EVERYONE[role]()

    assert not queries.nameable_by(stranger).exists()
    with pytest.raises(NotPermitted):
        opened(request, stranger)
    with pytest.raises(NotPermitted):
        workflow.forget_identity(request=request, act=people.act(stranger))
    with pytest.raises(NotPermitted):
        workflow.keep_identity(request=request, name="X", act=people.act(stranger))
    assert not AccessRecord.objects.exists()


@pytest.mark.parametrize("stranger", [factories.other_worker, elsewhere])
def test_another_partner_or_another_site_does_not_read_it(stranger):
    request, stranger = kept(), stranger()

    with pytest.raises(NotPermitted):
        opened(request, stranger)


def test_who_planned_the_hand_over_reads_it_wherever_they_work():
    handover = factories.handover_at(HandoverStage.PLANNED)
    planner = elsewhere("Paula Partout")
    workflow.plan_handover(
        allocation=handover.allocation,
        site=handover.site,
        planned_at=handover.planned_at,
        act=people.act(planner),
    )

    assert queries.may_name(planner, handover.request)
    assert not queries.may_name(elsewhere(), handover.request)


def test_it_takes_a_purpose_of_the_list():
    request = kept()

    with pytest.raises(PurposeNeeded):
        opened(request, people.social_worker(), "curiosity")

    assert not AccessRecord.objects.exists()


def test_what_is_opened_tells_nothing_in_a_log():
    request = kept()

    text = f"{opened(request, people.social_worker())!r} {Identity.objects.get()}"

    assert "Jeanne" not in text
    assert "06" not in text.replace(request.ref, "")


def test_no_name_is_kept_where_the_partner_hands_over_itself_or_nobody_will():
    worker = people.social_worker()
    own = Site.objects.create(organisation=worker.organisation, name="CCAS, accueil", hands_over=True)

    for request in (factories.request_at(site=own), factories.request_at(RequestStage.DECLINED)):
        with pytest.raises(IdentityNotNeeded):
            workflow.keep_identity(request=request, name="Jeanne", act=people.act(worker))

    assert not Identity.objects.exists()


def test_a_name_is_corrected_in_place_and_erased_on_demand():
    request = kept()
    act = people.act(people.social_worker())

    workflow.keep_identity(request=request, name="Jeanne Martin-Roy", act=act)
    assert opened(request, people.social_worker()).name == "Jeanne Martin-Roy"

    assert workflow.forget_identity(request=request, act=act)
    assert workflow.forget_identity(request=request, act=act) is None
    assert opened(request, people.social_worker()).name == ""


def test_a_signature_is_read_with_it_and_outlives_no_purge():
    handover = factories.handover_at(HandoverStage.PLANNED)
    act = people.act(people.social_worker())
    workflow.hand_over(
        handover=handover,
        price_cents=0,
        signature=workflow.Signature(SignatureMethod.PAPER, name="Jeanne Martin"),
        code=handover.device.code,
        act=act,
    )

    [signed] = opened(handover.request, people.social_worker(), "hand_over").signatures
    assert (signed.name, signed.strokes) == ("Jeanne Martin", [])
    assert AccessRecord.objects.get().fields == "signature"

    workflow.erase(request=handover.request, act=people.act(people.administrator()))
    assert opened(handover.request, people.social_worker(), "hand_over").signatures == ()
    form = factories.current(handover).document
    assert (form.facts["case"], form.facts["handed_over_by"]) == (handover.request.ref, act.by.name)
    assert "Jeanne" not in str(form.facts)
