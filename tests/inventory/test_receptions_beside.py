"""Several batches in one series: each device goes to its own, the rest to the one last said; quantities by blank labels."""

import pytest
from django.urls import reverse

from donors.models import Donation
from donors.states import DonationStage
from inventory import workflow
from inventory.models import Device, ScanRecord
from inventory.states import Action, Stage
from inventory.workflow import Plan
from reuse.accounts.models import LegalKind
from reuse.core import chance
from tests import people
from tests.donors.factories import donation_at
from tests.inventory.factories import again, announced
from tests.inventory.test_labels_rolls import blanks

pytestmark = pytest.mark.django_db
Result = ScanRecord.Result


def two_batches():
    """A company's and a council's, with one laptop each that bears the same donor's number."""
    one = donation_at(DonationStage.ACCEPTED)
    two = donation_at(DonationStage.ACCEPTED, kind=LegalKind.COUNCIL)
    return one, two, *announced(1, donation=one), *announced(1, donation=two)


def series(*donations, **params):
    refs = {"donations": ",".join(one.ref for one in donations)} if len(donations) > 1 else {}
    first = donations[0] if donations else None
    plan = Plan(chance.new_uuid(), Action.RECEIVE, {**refs, **params}, donation=first)
    return workflow.series_of(plan, act=people.act(people.technician()))


def scan(text, of, **params):
    return workflow.scan(
        scan_id=chance.new_uuid(),
        text=text,
        move="receive",
        params=params,
        act=people.act(people.technician()),
        series=of,
    )


def test_each_device_is_received_with_its_own_batch():
    one, two, mine, yours = two_batches()
    both = series(one, two)

    assert [scan(device.code, both).result for device in (mine, yours)] == [Result.DONE] * 2

    assert {again(mine).stage, again(yours).stage} == {Stage.RECEIVED}
    assert {Donation.objects.get(pk=each.pk).stage for each in (one, two)} == {DonationStage.IN_RECEPTION}


def test_a_number_of_two_donors_is_a_choice_that_names_the_batches():
    one, two = (
        donation_at(DonationStage.ACCEPTED),
        donation_at(DonationStage.ACCEPTED, kind=LegalKind.COUNCIL),
    )
    for each in (one, two):
        announced(1, donation=each, tag="INV-0001")

    record = scan("INV-0001", series(one, two))

    assert record.result == Result.AMBIGUOUS
    assert [choice["batch"] for choice in record.outcome["choices"]] == [one.ref, two.ref]


@pytest.mark.parametrize("form", ["{ref}", "HTTPS://EXAMPLE.ORG/DONATIONS/{ref}/", " {ref} "])
def test_the_slip_of_a_pallet_says_whose_the_next_ones_are(form):
    one, two, *_devices = two_batches()
    both = series(one, two, type="monitor")
    first, second = blanks(2)

    scan(first.code, both)
    said = scan(form.format(ref=two.ref), both)
    scan(second.code, both)

    assert (said.result, said.outcome["batch"]) == (Result.DONE, two.ref)
    assert Device.objects.get(code=first.code).donation == one
    assert Device.objects.get(code=second.code).donation == two


def test_a_batch_of_another_series_is_refused_and_one_of_nobody_is_unknown():
    one, two, *_devices = two_batches()

    assert scan(two.ref, series(one)).result == Result.REFUSED
    assert scan("L99-4242", series(one)).result == Result.UNKNOWN
    begun = series()
    assert scan(two.ref, begun).result == Result.DONE
    assert begun.donation == two


def test_a_quantity_is_received_by_blank_labels_one_after_the_other():
    donation = donation_at(DonationStage.ACCEPTED)
    counting = series(donation, type="laptop")

    for label in blanks(2):
        assert scan(label.code, counting).result == Result.DONE

    assert donation.devices.filter(stage=Stage.RECEIVED, type__code="laptop").count() == 2
    assert workflow.counts_of(donation)["lines"][0]["missing"] == 0
    workflow.repeat_blanks(counting, None)
    assert scan(blanks(1)[0].code, counting).result == Result.UNKNOWN


def test_the_page_asks_whose_it_is_with_two_buttons(as_):
    one, two, *_devices = two_batches()
    client = as_(people.technician())
    start = client.get(reverse("inventory:scan"), {"action": "receive", "donations": [one.ref, two.ref]})
    page = client.get(start.url).content.decode()
    assert all(f'value="{each.ref}" aria-pressed' in page for each in (one, two))

    scanned = {"scan": chance.new_uuid(), "text": "UNKNOWN-77", "move": "receive"}
    asked = client.post(start.url, scanned).content.decode()
    assert f'name="donation" value="{one.ref}"' in asked
    assert f'name="donation" value="{two.ref}"' in asked

    address = start.url.replace("?", "find/?")
    client.post(
        address,
        {"scan": chance.new_uuid(), "donation": two.ref, "type": "laptop", "serial": "UNKNOWN-77"},
    )
    assert two.devices.get(identifiers__value="UNKNOWN-77").stage == Stage.RECEIVED


def test_the_page_of_several_batches_costs_the_same_for_two_and_three(as_, django_assert_max_num_queries):
    batches = [donation_at(DonationStage.ACCEPTED) for _each in range(3)]
    client = as_(people.technician())
    counts = []
    for some in (batches[:2], batches):
        start = client.get(
            reverse("inventory:scan"), {"action": "receive", "donations": [one.ref for one in some]}
        )
        with django_assert_max_num_queries(60) as asked:
            client.get(start.url)
        counts.append(len(asked))

    assert counts[0] == counts[1]
