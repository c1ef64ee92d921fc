"""Donations: every move from every stage, who may make it, what both sides sign, what a draft may say."""

from collections.abc import Callable
from datetime import date

import pytest

from donors import workflow
from donors.models import ColumnMemory, Donation, DonationEvent, Sheet
from donors.states import RULES, STATEMENT_WORDS, DonationEventKind, DonationMove, DonationStage, Lane, Party
from reuse.accounts.models import LegalKind
from reuse.core.ledger import AppendOnlyViolation
from reuse.core.models import DeviceType
from reuse.core.refusals import MoveNotAllowed, NotPermitted
from tests import people
from tests.donors.factories import donation_at

pytestmark = pytest.mark.django_db


def signed(party: Party, **changes):
    named = {"signer_name": "Dora Directrice", "signer_function": "DSI"}
    return {**named, "statements": workflow.STATEMENTS[party], **changes}


VERBS: dict[DonationMove, Callable] = {
    DonationMove.ANNOUNCE: lambda donation, act: workflow.announce(
        donation=donation, devices=0, act=act, **signed(Party.DONOR)
    ),
    DonationMove.ACCEPT: lambda donation, act: workflow.accept(
        donation=donation, facts={}, act=act, **signed(Party.RECEIVER)
    ),
    DonationMove.DECLINE: lambda donation, act: workflow.decline(
        donation=donation, reason="No room.", act=act
    ),
    DonationMove.CANCEL: lambda donation, act: workflow.cancel(donation=donation, act=act),
    DonationMove.START_RECEPTION: lambda donation, act: workflow.start_reception(donation=donation, act=act),
    DonationMove.CLOSE_RECEPTION: lambda donation, act: workflow.close_reception(
        donation=donation, details={}, act=act
    ),
    DonationMove.REOPEN: lambda donation, act: workflow.reopen(donation=donation, act=act),
}
WHO = {
    move: people.donor if move in {DonationMove.ANNOUNCE, DonationMove.CANCEL} else people.manager
    for move in DonationMove
}


def stage(donation) -> str:
    return Donation.objects.get(pk=donation.pk).stage


@pytest.mark.parametrize("move", DonationMove)
@pytest.mark.parametrize("source", DonationStage)
def test_every_move_from_every_stage(source, move):
    donation = donation_at(source)
    act = people.act(WHO[move]())
    is_begun = move == DonationMove.START_RECEPTION and source == DonationStage.IN_RECEPTION  # does nothing
    if source not in RULES[move].sources and not is_begun:
        assert not workflow.can(donation, move, act)
        with pytest.raises(MoveNotAllowed):
            VERBS[move](donation, act)
        assert stage(donation) == source
        return

    VERBS[move](donation, act)

    assert stage(donation) == RULES[move].target
    last = donation.events.order_by("-seq").first()
    assert (last.kind, last.to_stage) == (DonationEventKind.MOVED, RULES[move].target)


@pytest.mark.parametrize("move", DonationMove)
@pytest.mark.parametrize(
    "person", [people.donor, people.technician, people.manager, people.social_worker, people.observer]
)
def test_who_may_make_a_move(move, person):
    donation = donation_at(min(RULES[move].sources))
    acting = person()
    act = people.act(acting)
    if acting.may(RULES[move].permission):
        assert workflow.can(donation, move, act)
    else:
        with pytest.raises(NotPermitted):
            VERBS[move](donation, act)
        assert stage(donation) in RULES[move].sources


def test_another_donor_and_another_workshop_change_nothing():
    draft, sent = donation_at(), donation_at(DonationStage.ANNOUNCED)
    other_donor = people.act(people.donor(LegalKind.COUNCIL))
    owner, site = people.workshop("Atelier de la Loire")
    other_manager = people.act(people.person("Rémi Ailleurs", owner, people.manager().role, site))

    with pytest.raises(NotPermitted):
        VERBS[DonationMove.ANNOUNCE](draft, other_donor)
    with pytest.raises(NotPermitted):
        workflow.describe(donation=draft, act=other_donor, title="Mine")
    with pytest.raises(NotPermitted):
        VERBS[DonationMove.ACCEPT](sent, other_manager)
    with pytest.raises(NotPermitted):
        workflow.plan_collection(
            donation=donation_at(DonationStage.ACCEPTED), on=date(2026, 7, 1), act=other_manager
        )


def test_a_coordinator_answers_for_the_network():
    sent = donation_at(DonationStage.ANNOUNCED)

    VERBS[DonationMove.ACCEPT](sent, people.act(people.coordinator()))

    assert stage(sent) == DonationStage.ACCEPTED


# Drafts


def test_nobody_drafts_for_another_organisation():
    theirs = donation_at(kind=LegalKind.COUNCIL)

    with pytest.raises(NotPermitted):
        workflow.create(
            donor=theirs.donor, receiver=theirs.receiver, site=theirs.site, act=people.act(people.donor())
        )


@pytest.mark.parametrize(
    ("giver", "receiver", "lane"),
    [
        (LegalKind.COMPANY, LegalKind.ASSOCIATION, Lane.PRIVATE_GIFT),
        (LegalKind.ASSOCIATION, LegalKind.RUP, Lane.PRIVATE_GIFT),
        (LegalKind.COUNCIL, LegalKind.RUP, Lane.PUBLIC_GIFT_SOCIAL),
        (LegalKind.STATE, LegalKind.GENERAL_INTEREST, Lane.PUBLIC_GIFT_SOCIAL),
        (LegalKind.STATE, LegalKind.ESUS, Lane.PUBLIC_GIFT_SOCIAL),
        (LegalKind.STATE, LegalKind.ASSOCIATION, Lane.PUBLIC_GIFT_FREE_ONLY),
        (LegalKind.COUNCIL, LegalKind.COMPANY, Lane.PUBLIC_GIFT_FREE_ONLY),
    ],
)
def test_the_lane_follows_from_who_gives_and_who_receives(giver, receiver, lane):
    one = people.organisation(f"Giver {giver}", giver)
    other = people.organisation(f"Receiver {receiver}", receiver)

    assert workflow.lane_for(one, other) == lane


def test_references_follow_each_other_in_a_year():
    first, second = donation_at(), donation_at()

    assert (first.ref, second.ref) == ("L26-0001", "L26-0002")


def test_a_draft_sent_to_another_workshop_changes_its_lane():
    draft = donation_at(kind=LegalKind.COUNCIL)
    owner, site = people.workshop("Atelier libre")
    owner.legal_kind = LegalKind.ASSOCIATION
    owner.save()

    workflow.describe(
        donation=draft, act=people.act(people.donor(LegalKind.COUNCIL)), receiver=owner, site=site
    )

    draft.refresh_from_db()
    assert (draft.receiver, draft.lane) == (owner, Lane.PUBLIC_GIFT_FREE_ONLY)


def test_what_is_signed_is_no_longer_changed():
    sent, act = donation_at(DonationStage.ANNOUNCED), people.act(people.donor())

    with pytest.raises(MoveNotAllowed):
        workflow.describe(donation=sent, act=act, title="Other")
    with pytest.raises(MoveNotAllowed):
        workflow.set_lines(
            donation=sent, lines=[workflow.Quantity(DeviceType.objects.get(code="laptop"), 9)], act=act
        )


# Signatures


def test_every_statement_has_its_words():
    for party, codes in workflow.STATEMENTS.items():
        assert tuple(STATEMENT_WORDS[party]) == codes


@pytest.mark.parametrize("missing", workflow.STATEMENTS[Party.DONOR])
def test_a_donor_signs_every_statement(missing):
    draft = donation_at()
    ticked = [code for code in workflow.STATEMENTS[Party.DONOR] if code != missing]

    with pytest.raises(workflow.StatementsMissing):
        workflow.announce(
            donation=draft,
            devices=0,
            act=people.act(people.donor()),
            **signed(Party.DONOR, statements=ticked),
        )

    assert (stage(draft), draft.signatures.count()) == (DonationStage.DRAFT, 0)


def test_nobody_signs_without_a_name():
    with pytest.raises(workflow.StatementsMissing):
        workflow.announce(
            donation=donation_at(),
            devices=0,
            act=people.act(people.donor()),
            **signed(Party.DONOR, signer_name="  "),
        )


def test_a_batch_without_devices_is_not_announced():
    draft = donation_at()
    workflow.set_lines(donation=draft, lines=[], act=people.act(people.donor()))

    with pytest.raises(workflow.NothingAnnounced):
        VERBS[DonationMove.ANNOUNCE](draft, people.act(people.donor()))
    workflow.announce(donation=draft, devices=1, act=people.act(people.donor()), **signed(Party.DONOR))

    assert stage(draft) == DonationStage.ANNOUNCED


def test_a_public_body_attests_the_value_of_its_devices():
    draft = donation_at(kind=LegalKind.STATE, unit_value_attested=False)
    act = people.act(people.donor(LegalKind.STATE))

    with pytest.raises(workflow.StatementsMissing):
        VERBS[DonationMove.ANNOUNCE](draft, act)


def test_the_agreement_bears_both_signatures_and_both_sides_may_open_it():
    accepted = donation_at(DonationStage.ACCEPTED)

    agreement = accepted.agreement
    assert {one["party"] for one in agreement.facts["signatures"]} == {"donor", "receiver"}
    assert agreement.issuer == accepted.receiver
    assert agreement.readers.get().organisation == accepted.donor
    assert accepted.documents.get() == agreement


def test_a_signature_is_written_once():
    signature = donation_at(DonationStage.ANNOUNCED).signatures.get()
    signature.signer_name = "Somebody else"

    with pytest.raises(AppendOnlyViolation):
        signature.save()


def test_the_reason_of_a_refusal_lies_beside_the_ledger():
    declined = donation_at(DonationStage.DECLINED)

    event = DonationEvent.objects.get(donation=declined, to_stage=DonationStage.DECLINED)
    assert event.note.text == "Plus de place."
    assert "Plus de place." not in str(event.details)


def test_the_day_agreed_is_an_event():
    accepted = donation_at(DonationStage.ACCEPTED)

    workflow.plan_collection(donation=accepted, on=date(2026, 7, 1), act=people.act(people.manager()))

    accepted.refresh_from_db()
    assert accepted.collection_on == date(2026, 7, 1)
    assert accepted.events.last().details == {"collection_on": "2026-07-01"}


# Lists


def sheet_on(donation, person=people.donor, **summary) -> Sheet:
    return workflow.add_sheet(
        donation=donation,
        content=b"Type;Marque\n",
        name="../parc.csv",
        media_type="text/csv",
        summary=summary,
        act=people.act(person()),
    )


@pytest.mark.parametrize(
    ("source", "donor_may", "receiver_may"),
    [
        (DonationStage.DRAFT, True, False),
        (DonationStage.ANNOUNCED, True, True),
        (DonationStage.ACCEPTED, False, True),
        (DonationStage.IN_RECEPTION, False, True),
        (DonationStage.CLOSED, False, False),
        (DonationStage.DECLINED, False, False),
        (DonationStage.CANCELLED, False, False),
    ],
)
def test_who_may_add_a_list_and_until_when(source, donor_may, receiver_may):
    donation = donation_at(source)

    for person, may in ((people.donor, donor_may), (people.technician, receiver_may)):
        assert workflow.can_change_lists(donation, people.act(person())) is may
        if may:
            assert sheet_on(donation, person).name == "parc.csv"
        else:
            with pytest.raises(MoveNotAllowed):
                sheet_on(donation, person)


def test_a_refused_list_is_kept_as_refused_until_it_is_read_otherwise():
    sheet = sheet_on(donation_at(), refused="No list.")
    assert sheet.state == Sheet.State.REFUSED

    workflow.map_columns(
        sheet=sheet,
        mapping={0: "type"},
        headers=("Machin", ""),
        summary={"sheet": "Parc", "refused": None},
        act=people.act(people.donor()),
    )

    assert (sheet.state, sheet.mapping, sheet.sheet_name) == (Sheet.State.READ, {"0": "type"}, "Parc")
    assert list(ColumnMemory.objects.values_list("header", "field")) == [("Machin", "type")]
