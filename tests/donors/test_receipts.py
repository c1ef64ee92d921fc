"""Receipts of companies' gifts: the donor's own value, every mention, a series without gaps, void and replaced."""

import os
import threading
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, connections, transaction

from donors import queries, workflow
from donors.models import Donation, Receipt, ValueStatement
from donors.states import DonationStage, Quality, ValueBasis
from reuse.accounts.models import LegalKind, Organisation
from reuse.core.ledger import AppendOnlyViolation
from reuse.core.refusals import MoveNotAllowed, NotPermitted
from reuse.documents import rendering
from reuse.documents.models import Document, Series
from reuse.documents.workflow import ReasonMissing
from reuse.jobs.models import Outbox
from tests import people
from tests.donors.factories import donation_at

pytestmark = pytest.mark.django_db
COUNTS = {"laptop": 2}
FACTS = {
    "lines": [{"code": "laptop", "type": "ordinateurs portables", "quantity": 2}],
    "received_from": "2026-06-15",
    "received_until": "2026-06-15",
    "agreement": "CD-2026-00001",
    "slip": "BR-2026-00001",
}
STATED = workflow.Stated(123_450, {}, ValueBasis.COST, "SAS")
ISSUING = workflow.Issuing("Paule Présidente", "présidente", is_authorised=True)


def entitled():
    owner, _site = people.workshop()
    Organisation.objects.filter(pk=owner.pk).update(
        address="12 rue des Peupliers, 38000 Grenoble", rna="W381001234"
    )
    people.qualified(owner, Quality.TAX_RECEIPTS)
    giver = people.donor().organisation
    Organisation.objects.filter(pk=giver.pk).update(
        address="1 rue de la Paix, 75002 Paris", siret="55208131766522"
    )


def closed(**more):
    batch = donation_at(DonationStage.CLOSED, **more)
    entitled()
    return batch


def state(batch, stated=STATED, counts=COUNTS):
    return workflow.state_value(donation=batch, stated=stated, counts=counts, act=people.act(people.donor()))


def issue(batch, *, by=None, received=COUNTS, issuing=ISSUING, at=None):
    act = people.act(by or people.manager(), at)
    return workflow.issue_receipt(donation=batch, received=received, facts=FACTS, issuing=issuing, act=act)


def test_a_receipt_bears_the_value_the_donor_stated_and_every_mention():
    batch = closed()
    state(batch)

    receipt = issue(batch)

    facts = receipt.document.facts
    assert receipt.document.number == "RD-2026-00001"
    assert receipt.amount_cents == facts["value"]["total_cents"] == 123_450
    assert facts["issuer"] == {
        "name": "Atelier du Drac",
        "address": "12 rue des Peupliers, 38000 Grenoble",
        "siren": "",
        "rna": "W381001234",
        "body": "Organisme d’intérêt général à caractère social",
        "object": "Équiper, former et accompagner des personnes en situation de précarité",
    }
    assert facts["donor"]["siren"] == "552081317"
    assert facts["donor"]["legal_form"] == "SAS"
    assert facts["value"]["stated_by"] == "Dora company"
    assert list(receipt.document.readers.values_list("organisation", flat=True)) == [batch.donor.pk]
    assert rendering.draw(receipt.document).startswith(b"%PDF")


# The value is the donor's


def test_only_the_company_states_its_value():
    batch = closed()
    for other in (people.manager(), people.donor(LegalKind.COUNCIL), people.administrator()):
        with pytest.raises(NotPermitted):
            workflow.state_value(donation=batch, stated=STATED, counts=COUNTS, act=people.act(other))
    council = donation_at(DonationStage.CLOSED, kind=LegalKind.COUNCIL)
    with pytest.raises(workflow.NotACompany):
        workflow.state_value(
            donation=council, stated=STATED, counts=COUNTS, act=people.act(people.donor(LegalKind.COUNCIL))
        )
    with pytest.raises(MoveNotAllowed):
        state(donation_at())


@pytest.mark.parametrize(
    ("stated", "counts"),
    [
        (workflow.Stated(0, {}, ValueBasis.COST, "SAS"), COUNTS),
        (workflow.Stated(100, {}, ValueBasis.COST, " "), COUNTS),
        (workflow.Stated(100, {}, ValueBasis.OTHER, "SAS"), COUNTS),
        (workflow.Stated(100, {}, ValueBasis.COST, "SAS"), {}),
        (workflow.Stated(100, {"laptop": 99}, ValueBasis.COST, "SAS"), COUNTS),
        (workflow.Stated(100, {"monitor": 100}, ValueBasis.COST, "SAS"), COUNTS),
    ],
)
def test_a_value_that_does_not_hold_together_is_refused_never_mended(stated, counts):
    with pytest.raises(workflow.ValueMissing):
        state(closed(), stated, counts)

    assert not ValueStatement.objects.exists()


def amounts(facts):
    """Every number in the facts, however deep."""
    if isinstance(facts, dict):
        return {number for one in facts.values() for number in amounts(one)}
    return {facts} if isinstance(facts, int) else set()


@pytest.mark.parametrize("by_type", [{}, {"laptop": 60_000, "monitor": 40_001}])
def test_no_value_is_ever_computed(by_type):
    batch, counts = closed(), {"laptop": 3, "monitor": 4}
    state(batch, workflow.Stated(100_001, by_type, ValueBasis.BOOK, "SAS"), counts)

    receipt = issue(batch, received=counts)

    # Nothing is shared out, added up or rounded: what stands there is what the donor wrote.
    assert amounts(receipt.document.facts["value"]) == {100_001, *by_type.values()}
    assert receipt.amount_cents == 100_001
    [row] = queries.receipts_of(batch.receiver, 2026).rows
    assert row.cents == 100_001


@pytest.mark.parametrize(("name", "method"), [("Sonia Manager", "account"), ("Paule Présidente", "typed")])
def test_only_ones_own_name_is_signed_from_ones_account(name, method):
    batch = closed()
    state(batch)

    receipt = issue(batch, issuing=workflow.Issuing(name, "présidente", is_authorised=True))

    assert receipt.document.facts["signatory"]["method"] == method
    assert rendering.draw(receipt.document).startswith(b"%PDF")


def test_a_statement_is_written_once_and_the_latest_holds():
    batch = closed()
    first = state(batch)
    first.total_cents = 1
    with pytest.raises(AppendOnlyViolation):
        first.save()
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE donors_valuestatement SET total_cents = 1")
    state(batch, workflow.Stated(200, {"laptop": 200}, ValueBasis.OTHER, "SA", "dire d’expert"))

    assert issue(batch).amount_cents == 200


def test_when_devices_are_missing_the_donor_restates():
    batch = closed()
    with pytest.raises(workflow.ValueMissing):
        issue(batch)
    state(batch)
    with pytest.raises(workflow.ValueMissing, match=r"2 .*1 "):
        issue(batch, received={"laptop": 1})
    with pytest.raises(workflow.ValueMissing):
        issue(batch, received={"laptop": 1, "monitor": 1})
    state(batch, workflow.Stated(60_000, {}, ValueBasis.COST, "SAS"), {"laptop": 1})

    assert issue(batch, received={"laptop": 1}).amount_cents == 60_000


def test_a_donor_is_written_to_when_other_devices_came_than_it_valued():
    batch = closed()
    act = people.act(people.manager())
    workflow.ask_value_again(donation=batch, received={"laptop": 1}, act=act)
    state(batch)
    workflow.ask_value_again(donation=batch, received=COUNTS, act=act)
    before = set(Outbox.objects.values_list("pk", flat=True))

    workflow.ask_value_again(donation=batch, received={"laptop": 1}, act=act)

    [letter] = Outbox.objects.exclude(pk__in=before)
    assert letter.payload["to"] == [people.donor().user.email]
    assert all(f"/donations/{batch.ref}/value/" in letter.payload[part] for part in ("text", "html"))


# Who issues, and when


def test_only_the_entitled_organisation_that_received_issues_once_reception_is_settled():
    batch = closed()
    state(batch)
    for other in (people.technician(), people.donor(), people.coordinator(), people.administrator()):
        with pytest.raises(NotPermitted):
            issue(batch, by=other)
    with pytest.raises(workflow.MentionMissing):
        issue(batch, issuing=workflow.Issuing("Paule", "présidente", is_authorised=False))
    with pytest.raises(workflow.MentionMissing):
        issue(batch, issuing=workflow.Issuing("Paule", " ", is_authorised=True))
    open_batch = donation_at(DonationStage.IN_RECEPTION)
    state(open_batch)
    with pytest.raises(workflow.NotSettled):
        issue(open_batch)
    batch.receiver.qualifications.filter(kind=Quality.TAX_RECEIPTS).update(
        until=people.NOON.date() - timedelta(days=1)
    )
    with pytest.raises(workflow.NotEntitled):
        issue(batch)

    assert not Document.objects.filter(kind="donation_receipt").exists()


@pytest.mark.parametrize(
    ("whose", "name"),
    [("donor", "siret"), ("donor", "address"), ("receiver", "address"), ("receiver", "rna")],
)
def test_a_mention_that_is_unknown_is_named(whose, name):
    batch = closed()
    state(batch)
    Organisation.objects.filter(pk=getattr(batch, whose).pk).update(**{name: ""})

    with pytest.raises(workflow.MentionMissing, match=getattr(batch, whose).name):
        issue(batch)

    assert not Series.objects.filter(kind="donation_receipt", last_sequence__gt=0).exists()


# Void and replace


def test_a_void_receipt_stays_in_the_series_and_is_replaced():
    batch = closed()
    state(batch)
    first = issue(batch)
    with pytest.raises(workflow.ReceiptStands):
        issue(batch)
    with pytest.raises(workflow.ReceiptStands):
        state(batch)
    with pytest.raises(ReasonMissing):
        workflow.void_receipt(receipt=first, reason=" ", act=people.act(people.manager()))
    with pytest.raises(NotPermitted):
        workflow.void_receipt(receipt=first, reason="Erreur", act=people.act(people.donor()))
    workflow.void_receipt(receipt=first, reason="Valeur corrigée", act=people.act(people.manager()))
    state(batch, workflow.Stated(50_000, {}, ValueBasis.BOOK, "SAS"))
    second = issue(batch)

    assert (first.document.number, second.document.number) == ("RD-2026-00001", "RD-2026-00002")
    assert (second.replaces, second.document.facts["replaces"]) == (first, "RD-2026-00001")
    listed = queries.receipts_of(batch.receiver, 2026)
    assert [(row.number, row.is_void, row.replaces) for row in listed.rows] == [
        ("RD-2026-00001", True, ""),
        ("RD-2026-00002", False, "RD-2026-00001"),
    ]
    assert (listed.count, listed.cents) == (1, 50_000)
    assert queries.receipt_years(batch.receiver) == [2026]


def test_a_receipt_is_changed_by_nothing_not_even_sql():
    batch = closed()
    state(batch)
    receipt = issue(batch)

    for statement in (
        "UPDATE donors_receipt SET amount_cents = 1",
        "DELETE FROM donors_receipt",
        "UPDATE donors_receipt SET donation_id = NULL",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    workflow.void_receipt(receipt=receipt, reason="Erreur", act=people.act(people.manager()))
    with pytest.raises(DatabaseError), transaction.atomic():
        Receipt.objects.update(is_void=False)


def test_each_year_and_each_organisation_has_its_own_series():
    first, second = closed(), closed()
    for batch in (first, second):
        state(batch)
    issue(first)
    next_year = issue(second, at=people.NOON + timedelta(days=365))

    assert next_year.document.number == "RD-2027-00001"


# Other donors


@pytest.mark.parametrize("kind", [LegalKind.COUNCIL, LegalKind.STATE, LegalKind.ASSOCIATION])
def test_other_donors_get_an_attestation_that_speaks_of_no_money(kind):
    batch = donation_at(DonationStage.CLOSED, kind=kind)
    entitled()
    with pytest.raises(workflow.NotACompany):
        issue(batch)
    facts = {name: value for name, value in FACTS.items() if name != "lines"}
    facts |= {
        "batch": batch.ref,
        "issuer": "Atelier du Drac",
        "donor": batch.donor.name,
        "signed_by": {"name": "Sonia", "function": "responsable", "at": people.NOON},
    }

    def thank(by):
        return workflow.thank(donation=batch, lines=FACTS["lines"], facts=facts, act=people.act(by))

    document = thank(people.manager())

    assert thank(people.manager()) == document
    assert document.number.startswith("AD-2026-")
    assert not {"value", "total_cents", "amount"} & set(document.facts)
    assert rendering.draw(document).startswith(b"%PDF")
    with pytest.raises(NotPermitted):
        thank(people.donor(kind))
    with pytest.raises(workflow.NotACompany):
        workflow.thank(donation=closed(), lines=FACTS["lines"], facts=facts, act=people.act(people.manager()))


# No gap, whoever comes at once and whatever fails


@pytest.mark.usefixtures("committed")
@pytest.mark.django_db(transaction=True)
def test_receipts_issued_at_once_follow_one_another_and_a_failure_leaves_no_gap():
    batches = [closed() for _one in range(4)]
    for batch in batches:
        state(batch)
    at = people.act(people.manager()).at + timedelta(hours=1)
    start, numbers = threading.Barrier(4), []

    def run(batch, fails):
        start.wait()
        try:
            with transaction.atomic():
                number = issue(batch, at=at).document.number
                if fails:
                    transaction.set_rollback(True)
                else:
                    numbers.append(number)
        finally:
            connections.close_all()

    racers = [threading.Thread(target=run, args=(batch, place == 1)) for place, batch in enumerate(batches)]
    for racer in racers:
        racer.start()
    for racer in racers:
        racer.join()
    numbers.append(issue(batches[1], at=at).document.number)

    assert sorted(numbers) == [f"RD-2026-0000{place}" for place in range(1, 5)]
    assert numbers[-1] == "RD-2026-00004"


@pytest.mark.usefixtures("committed")
@pytest.mark.django_db(transaction=True)
def test_one_receipt_is_issued_however_many_ask_at_once():
    batch = closed()
    state(batch)
    at = people.act(people.manager()).at + timedelta(hours=1)
    start, answers = threading.Barrier(3), []

    def run():
        start.wait()
        try:
            answers.append(issue(batch, at=at).document.number)
        except workflow.ReceiptStands:
            answers.append("stands")
        finally:
            connections.close_all()

    racers = [threading.Thread(target=run) for _one in range(3)]
    for racer in racers:
        racer.start()
    for racer in racers:
        racer.join()

    assert sorted(answers) == ["RD-2026-00001", "stands", "stands"]


@pytest.mark.usefixtures("committed")
@pytest.mark.django_db(transaction=True)
@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")
def test_a_process_killed_with_the_number_in_its_hand_leaves_no_gap():
    batch = closed()
    state(batch)
    connections.close_all()
    child = os.fork()
    if child == 0:  # dies as by kill -9, its transaction open
        with transaction.atomic():
            issue(Donation.objects.get(pk=batch.pk))
            os._exit(9)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9

    assert issue(batch).document.number == "RD-2026-00001"
