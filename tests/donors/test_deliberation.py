"""A public body's gift: the attestation, the decision, the taker's proof, both signatures, before anything leaves."""

from datetime import date, timedelta

import pytest
from django.core import mail

from donors import workflow
from donors.models import Deliberation, Donation
from donors.states import DonationStage, Party, Quality
from reuse.accounts.files import Scan
from reuse.accounts.models import LegalKind
from reuse.core.refusals import MoveNotAllowed, NotPermitted
from reuse.jobs import outbox
from tests import people
from tests.donors.factories import donation_at

pytestmark = pytest.mark.django_db
DAY = people.NOON.date()


def council():
    return people.act(people.donor(LegalKind.COUNCIL))


def announce(donation, act, **more):
    return workflow.announce(
        donation=donation,
        devices=2,
        signer_name="Dora",
        signer_function="maire",
        statements=[*workflow.STATEMENTS[Party.DONOR], *more.pop("ticked", ())],
        act=act,
        **more,
    )


@pytest.mark.parametrize("kind", [LegalKind.COUNCIL, LegalKind.STATE])
def test_a_public_body_signs_only_under_a_decision(kind):
    draft = donation_at(kind=kind, deliberation_ref="")
    act = people.act(people.donor(kind))

    with pytest.raises(workflow.DeliberationMissing, match=r"Saisissez|Enter"):
        announce(draft, act)
    workflow.enter_deliberation(donation=draft, reference=" 2026-114 ", decided_on=DAY, act=act)
    announce(draft, people.act(people.donor(kind)))

    draft.refresh_from_db()
    assert (draft.stage, draft.deliberation_ref) == (DonationStage.ANNOUNCED, "2026-114")


def test_a_company_needs_neither_decision_nor_attestation():
    draft = donation_at()

    announce(draft, people.act(people.donor()))

    with pytest.raises(MoveNotAllowed):
        workflow.expect_deliberation(donation=draft, on=DAY, act=people.act(people.donor()))


def test_values_above_the_cap_are_named_until_the_donor_says_they_were_paid():
    draft = donation_at(kind=LegalKind.COUNCIL)
    above = [f"VDO-{row}" for row in range(12)]

    with pytest.raises(workflow.StatementsMissing, match=r"VDO-0, .*VDO-9…") as refusal:
        announce(draft, council(), above=above)
    announce(draft, council(), above=above, ticked=[workflow.PURCHASE_PRICES])

    assert "VDO-10" not in str(refusal.value)
    assert workflow.PURCHASE_PRICES in draft.signatures.get().statements["codes"]


def test_a_decision_expected_is_told_then_entered():
    draft = donation_at(kind=LegalKind.COUNCIL, deliberation_ref="")
    workflow.expect_deliberation(donation=draft, on=DAY + timedelta(days=20), act=council())

    with pytest.raises(workflow.DeliberationMissing, match="05/07/2026"):
        announce(draft, council())
    workflow.enter_deliberation(
        donation=draft,
        reference="2026-114",
        decided_on=DAY,
        scan=Scan("acte.pdf", b"%PDF-1.7 acte", "application/pdf"),
        act=council(),
    )

    kept = Deliberation.objects.get()
    assert (kept.reference, kept.decided_on, kept.scan.owner) == ("2026-114", DAY, draft.donor)
    assert [event.kind for event in draft.events.order_by("seq")][-2:] == [
        "deliberation_expected",
        "deliberation_entered",
    ]
    with pytest.raises(MoveNotAllowed):
        workflow.expect_deliberation(donation=draft, on=DAY + timedelta(days=20), act=council())


@pytest.mark.parametrize(("reference", "on"), [("", DAY), ("  ", DAY), ("2026-1", DAY + timedelta(days=1))])
def test_a_decision_has_a_reference_and_a_day_that_has_come(reference, on):
    draft = donation_at(kind=LegalKind.COUNCIL, deliberation_ref="")

    with pytest.raises(workflow.NotADeliberation):
        workflow.enter_deliberation(donation=draft, reference=reference, decided_on=on, act=council())
    with pytest.raises(workflow.NotADeliberation):
        workflow.expect_deliberation(donation=draft, on=DAY - timedelta(days=1), act=council())


def test_only_the_donor_enters_its_decision_and_the_agreement_fixes_it():
    draft = donation_at(kind=LegalKind.COUNCIL)
    for other in (people.manager(), people.donor(LegalKind.STATE), people.technician()):
        with pytest.raises(NotPermitted):
            workflow.enter_deliberation(donation=draft, reference="X", decided_on=DAY, act=people.act(other))
    accepted = donation_at(DonationStage.ACCEPTED, kind=LegalKind.COUNCIL)

    with pytest.raises(MoveNotAllowed):
        workflow.enter_deliberation(donation=accepted, reference="Y", decided_on=DAY, act=council())
    workflow.enter_deliberation(
        donation=accepted, reference=accepted.deliberation_ref, decided_on=DAY, act=council()
    )
    closed = donation_at(DonationStage.CLOSED, kind=LegalKind.COUNCIL)
    with pytest.raises(MoveNotAllowed):
        workflow.enter_deliberation(donation=closed, reference="2026-42", decided_on=DAY, act=council())


# Who takes it


def accept(donation):
    return workflow.accept(
        donation=donation,
        signer_name="Sonia",
        signer_function="responsable",
        statements=workflow.STATEMENTS[Party.RECEIVER],
        facts={},
        act=people.act(people.manager()),
    )


@pytest.mark.parametrize(
    ("kind", "passes"),
    [
        (Quality.RUP, True),
        (Quality.PRECARITY, True),
        (Quality.ESUS_REUSE, True),
        (Quality.STUDENTS, False),
        (Quality.TAX_RECEIPTS, False),
    ],
)
def test_a_solidarity_gift_goes_to_those_the_law_names(kind, passes):
    sent = donation_at(DonationStage.ANNOUNCED, kind=LegalKind.COUNCIL)
    sent.receiver.qualifications.all().delete()
    people.qualified(sent.receiver, kind)

    if passes:
        accept(sent)
    else:
        with pytest.raises(workflow.TakerNotEntitled):
            accept(sent)


def test_a_proof_holds_between_its_days():
    sent = donation_at(DonationStage.ANNOUNCED, kind=LegalKind.COUNCIL)
    proof = sent.receiver.qualifications.get()
    admin = people.administrator()
    workflow.end_qualification(qualification=proof, until=DAY - timedelta(days=1), act=people.act(admin))

    with pytest.raises(workflow.TakerNotEntitled):
        accept(sent)
    proven = workflow.Proven(Quality.RUP, "Décret du 3 mars 2020", date(2020, 3, 3), since=DAY)
    workflow.qualify(organisation=sent.receiver, proven=proven, act=people.act(admin))
    accept(sent)


def test_only_the_administrator_records_a_quality_and_on_a_proof():
    body = people.workshop()[0]
    good = workflow.Proven(Quality.RUP, "Décret", DAY, since=DAY)
    for other in (people.manager(), people.coordinator(), people.donor()):
        with pytest.raises(NotPermitted):
            workflow.qualify(organisation=body, proven=good, act=people.act(other))
    admin = people.act(people.administrator())
    for bad in (
        workflow.Proven(Quality.RUP, "  ", DAY, since=DAY),
        workflow.Proven(Quality.RUP, "Décret", DAY + timedelta(days=1), since=DAY),
        workflow.Proven(Quality.TAX_RECEIPTS, "Rescrit", DAY, since=DAY),
    ):
        with pytest.raises(workflow.ProofMissing):
            workflow.qualify(organisation=body, proven=bad, act=admin)
    kept = workflow.qualify(organisation=body, proven=good, act=admin)
    with pytest.raises(workflow.ProofMissing):
        workflow.end_qualification(qualification=kept, until=DAY - timedelta(days=1), act=admin)


# Nothing leaves before


def test_neither_day_nor_reception_before_the_papers_stand():
    accepted = donation_at(DonationStage.ACCEPTED, kind=LegalKind.COUNCIL)
    manager, technician = people.act(people.manager()), people.act(people.technician())
    Donation.objects.filter(pk=accepted.pk).update(deliberation_ref="")  # accepted before the rule was here

    with pytest.raises(workflow.DeliberationMissing):
        workflow.plan_collection(donation=accepted, on=DAY, act=manager)
    with pytest.raises(workflow.DeliberationMissing):
        workflow.start_reception(donation=accepted, act=technician)
    workflow.enter_deliberation(donation=accepted, reference="2026-9", decided_on=DAY, act=council())
    accepted.receiver.qualifications.all().delete()
    with pytest.raises(workflow.TakerNotEntitled):
        workflow.start_reception(donation=accepted, act=people.act(people.technician()))
    people.qualified(accepted.receiver, Quality.RUP)
    workflow.start_reception(donation=accepted, act=people.act(people.technician()))


def test_an_accepted_batch_without_both_signatures_is_not_collected():
    accepted = donation_at(DonationStage.ACCEPTED)
    other = donation_at(DonationStage.ANNOUNCED)
    Donation.objects.filter(pk=other.pk).update(stage=DonationStage.ACCEPTED)

    workflow.plan_collection(donation=accepted, on=DAY, act=people.act(people.manager()))
    with pytest.raises(workflow.SignaturesMissing):
        workflow.plan_collection(donation=other, on=DAY, act=people.act(people.manager()))


# Reminders


def letters():
    outbox.deliver_due(people.NOON + timedelta(days=4000))
    sent, mail.outbox[:] = list(mail.outbox), []
    return sent


def test_a_decision_is_recalled_a_week_before_on_the_day_and_each_week_it_is_late():
    draft = donation_at(kind=LegalKind.COUNCIL, deliberation_ref="")
    workflow.expect_deliberation(donation=draft, on=DAY + timedelta(days=20), act=council())
    reminded = [
        passed
        for passed in range(60)
        if workflow.remind_of_deliberations(people.NOON + timedelta(days=passed))
    ]

    assert reminded == [13, 20, 27, 34, 41, 48, 55]
    workflow.enter_deliberation(donation=draft, reference="2026-1", decided_on=DAY, act=council())
    assert workflow.remind_of_deliberations(people.NOON + timedelta(days=70)) == 0


def test_the_letter_says_until_when_and_where_to_enter_it():
    draft = donation_at(kind=LegalKind.COUNCIL, deliberation_ref="")
    workflow.expect_deliberation(donation=draft, on=DAY + timedelta(days=3), act=council())
    assert workflow.remind_of_deliberations(people.NOON) == 0  # the first letter says it

    [letter] = letters()
    assert workflow.remind_of_deliberations(people.NOON + timedelta(days=3)) == 1
    [reminder] = letters()

    assert letter.to == reminder.to == [people.donor(LegalKind.COUNCIL).user.email]
    for one in (letter, reminder):
        assert draft.ref in one.subject
        assert f"/donations/{draft.ref}/deliberation/" in one.body
