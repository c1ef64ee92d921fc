"""What lies beside a device's own ledger and changes its figures: places, days of other zones, whom it went to first."""

from datetime import UTC, date, datetime, timedelta

import pytest

from beneficiaries import workflow as beneficiaries
from beneficiaries.models import PurposeProfile
from beneficiaries.states import AllocationStage, HandoverStage
from beneficiaries.states.collective import CollectiveUse
from donors.models import Donation
from inventory import workflow as inventory
from inventory.models import Device
from inventory.states import Move, Stage
from reuse.accounts import workflow as accounts
from reuse.accounts.models import Organisation, Site
from reuse.accounts.roles import Role
from reuse.core.models import DeviceType
from reuse.reports import queries
from reuse.reports.queries import rollup_faults
from reuse.reports.workflow import rollups
from tests import people
from tests.beneficiaries import factories
from tests.inventory.factories import again, checked, device_at, signed

pytestmark = pytest.mark.django_db
YEAR = (date(2026, 1, 1), date(2026, 12, 31))


def test_a_site_that_collected_and_moves_changes_what_is_handed_over_nearby():
    device = device_at(Stage.HANDED_OVER)
    _owner, collecting = people.workshop("Atelier de la Loire")
    Site.objects.filter(pk=collecting.pk).update(department="42")
    Donation.objects.filter(pk=device.donation_id).update(site=collecting)
    Organisation.objects.filter(pk=device.donation.donor_id).update(department="")
    rollups.rebuild()
    assert queries.figures(*YEAR)[0].nearby == 0

    Site.objects.filter(pk=collecting.pk).update(department="38")

    assert queries.figures(*YEAR)[0].nearby == 1
    rollups.fold_all()
    assert list(rollup_faults.faults()) == []


def test_a_hand_over_far_from_paris_is_of_one_day_everywhere():
    planned = factories.handover_at(HandoverStage.PLANNED)
    Site.objects.filter(pk=planned.site_id).update(time_zone="Pacific/Tahiti")
    evening = datetime(2026, 9, 1, 23, tzinfo=UTC)  # one in the afternoon there, the next day in Paris

    beneficiaries.hand_over(
        handover=factories.current(planned),
        price_cents=0,
        signature=factories.DRAWN,
        code=planned.device.code,
        act=people.act(people.social_worker(), evening),
    )

    event = planned.device.events.get(move=Move.HAND_OVER)
    assert event.on == factories.current(planned).handed_over_on == date(2026, 9, 1)
    assert queries.figures(*YEAR)[0].served == 1


def test_a_site_lives_in_the_time_of_its_department_and_moves_with_it():
    """Its time zone gives an event its day; nobody has to know that."""
    act = people.act(people.administrator())
    place = {
        "name": "Annexe",
        "address": "",
        "city": "Saint-Denis",
        "postal_code": "97400",
        "opening_hours": "",
    }
    site = accounts.add_place(organisation=people.workshop()[0], place=place, act=act)
    assert site.time_zone == "Indian/Reunion"

    there = people.person("Léa", site.organisation, Role.TECHNICIAN, site)
    assert people.act(there, datetime(2026, 6, 30, 21, tzinfo=UTC)).on == date(2026, 7, 1)

    moved = accounts.change_place(
        site=site, place={**place, "postal_code": "38000", "city": "Grenoble"}, act=act
    )
    assert moved.time_zone == "Europe/Paris"
    Site.objects.filter(pk=site.pk).update(time_zone="Europe/Brussels")
    renamed = accounts.change_place(site=site, place={**place, "postal_code": "38100"}, act=act)
    assert renamed.time_zone == "Europe/Brussels"


def to_a_structure():
    """Two devices delivered to a structure; one of them."""
    device, _other = (factories.stocked(ram_mb=8192, storage_gb=256) for _turn in range(2))
    known = beneficiaries.ask_together(
        use=CollectiveUse.POOL,
        device_type=DeviceType.objects.get(code="laptop"),
        purpose=PurposeProfile.objects.get(code="procedures"),
        quantity=2,
        site=people.workshop()[1],
        act=people.act(people.social_worker()),
    )
    boss = people.coordinator()
    beneficiaries.accept_together(collective=known, act=people.act(boss))
    beneficiaries.reserve_together(collective=known, act=people.act(boss))
    beneficiaries.deliver_together(collective=known, received_by="Ana", act=people.act(boss))
    return Device.objects.get(pk=device.pk)


def in_stock_again(device):
    workshop = people.act(people.manager())
    inventory.move(device=again(device), move=Move.ERASE, act=workshop)
    inventory.state_no_storage(device=again(device), act=people.act(people.technician()))
    inventory.move(device=again(device), move=Move.CHECK, act=people.act(people.manager()))
    checked(again(device))
    signed(again(device))


def to_a_person_of_another_partner(device):
    boss = people.coordinator()
    asked = {"device": again(device), "worker": factories.other_worker()}
    allocation = factories.allocation_at(AllocationStage.ACCEPTED, **asked)
    act = people.act(boss)
    planned = beneficiaries.plan_handover(
        allocation=allocation, site=people.workshop()[1], planned_at=act.at + timedelta(days=2), act=act
    )
    beneficiaries.hand_over(
        handover=factories.current(planned),
        price_cents=0,
        signature=factories.DRAWN,
        code=device.code,
        act=people.act(boss, act.at + timedelta(days=2)),
    )


@pytest.mark.parametrize("is_folded", [True, False])
def test_what_a_structure_had_first_is_not_counted_for_the_partner_of_its_next_holder(is_folded):
    device = to_a_structure()
    inventory.take_back(device=device, reason_code="fault", act=people.act(people.manager()))
    in_stock_again(device)
    to_a_person_of_another_partner(device)
    if is_folded:
        rollups.fold_all()

    assert {one.key: one.handed_over for one in queries.figures(*YEAR, by="partner")} == {
        people.social_worker().organisation.name: 2
    }
