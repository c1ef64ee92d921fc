"""Numbers, frozen facts, drawing once, readers, voiding, forgetting."""

import hashlib
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import DatabaseError, connection, transaction

from reuse.accounts.models import AccessRecord
from reuse.core import ledger, storage
from reuse.core.refusals import NotPermitted
from reuse.documents import queries, workflow
from reuse.documents.kinds import KINDS, Kind
from reuse.documents.models import CHECK_LETTERS, Document, Series
from tests import people
from tests.documents import factories

pytestmark = pytest.mark.django_db


def test_every_kind_has_a_prefix_of_its_own():
    assert set(KINDS) == set(Kind)
    assert len({description.prefix for description in KINDS.values()}) == len(Kind)
    assert all(description.permissions for description in KINDS.values())


def test_numbers_follow_one_another_in_each_series():
    numbers = [factories.issued().number for _time in range(3)]
    other_kind = factories.issued(Kind.RECEPTION_SLIP).number

    assert numbers == ["CD-2026-00001", "CD-2026-00002", "CD-2026-00003"]
    assert other_kind == "BR-2026-00001"


def test_a_kind_may_be_named_by_its_code():
    assert factories.issued("gift_agreement", factories.gift()).number == "CD-2026-00001"


def test_each_issuer_has_its_own_series():
    factories.issued()
    stranger = people.stranger()

    document = workflow.issue(
        kind=Kind.GIFT_AGREEMENT, issuer=stranger.organisation, facts={}, act=people.act(stranger)
    )

    assert document.number == "CD-2026-00001"


def test_a_new_year_begins_in_the_site_s_time_zone():
    manager = people.manager()
    last_evening_in_london = people.NOON.replace(year=2026, month=12, day=31, hour=23, minute=30)

    document = workflow.issue(
        kind=Kind.GIFT_AGREEMENT,
        issuer=manager.organisation,
        facts={},
        act=people.act(manager, last_evening_in_london),
    )

    assert document.number == "CD-2027-00001"


def test_a_number_taken_in_a_transaction_that_fails_is_given_again():
    with transaction.atomic():
        factories.issued()
        transaction.set_rollback(True)
    people.forget()  # they went with the rest

    assert factories.issued().number == "CD-2026-00001"


def test_the_digest_is_that_of_the_canonical_facts():
    document = factories.issued()
    document.refresh_from_db()

    assert document.facts_sha256 == hashlib.sha256(ledger.canonical(factories.gift()).encode()).hexdigest()
    assert document.facts_sha256 == hashlib.sha256(ledger.canonical(document.facts).encode()).hexdigest()
    assert len(document.check_code) == 8
    assert set(document.check_code) <= set(CHECK_LETTERS)


def test_facts_hold_no_floats():
    with pytest.raises(TypeError):
        factories.issued(facts={"weight": 1.5})


@pytest.mark.parametrize(
    "change",
    [
        'facts = \'{"batch": "other"}\'',
        "facts = '{}'",
        "facts_sha256 = 'x'",
        "number = 'CD-2026-99999'",
        "kind = 'reception_slip'",
        "issuer_id = issuer_id + 1",
        "check_code = 'BBBBBBBB'",
        "issued_at = '2020-01-01T00:00:00Z'",
    ],
)
def test_what_a_document_states_cannot_be_changed_by_raw_sql(change):
    factories.issued()

    with (
        pytest.raises(DatabaseError, match="never changed"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"UPDATE documents_document SET {change}")


@pytest.mark.parametrize("table", ["documents_document", "documents_series"])
def test_documents_and_series_cannot_be_deleted_by_raw_sql(table):
    factories.issued()

    with (
        pytest.raises(DatabaseError, match="never deleted"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"DELETE FROM {table}")


def test_a_series_only_grows():
    factories.issued()

    with pytest.raises(DatabaseError, match="only grows"), transaction.atomic():
        Series.objects.update(last_sequence=0)


def test_a_document_is_drawn_once_and_its_bytes_are_final():
    document = factories.issued()

    first = workflow.render(document)
    again = workflow.render(Document.objects.get(pk=document.pk))

    assert first == again
    assert first.owner == document.issuer
    assert hashlib.sha256(workflow.content(document)).hexdigest() == document.file_sha256
    with pytest.raises(DatabaseError, match="not drawn again"), transaction.atomic():
        Document.objects.update(file_sha256="0" * 64)


def test_readers_named_may_open_it_and_others_not():
    donor = people.donor()
    document = factories.issued(readers=[donor.organisation, donor.organisation])

    opened = workflow.open_document(document, act=people.act(donor))

    assert opened.startswith(b"%PDF")
    assert AccessRecord.objects.filter(subject=str(document.public_id), by=donor.user).count() == 1
    with pytest.raises(NotPermitted):
        workflow.open_document(document, act=people.act(people.stranger()))


def test_a_technician_never_opens_a_hand_over_form_of_their_own_workshop():
    document = factories.issued(Kind.HAND_OVER_FORM)

    with pytest.raises(NotPermitted):
        workflow.open_document(document, act=people.act(people.technician()))


def test_voiding_keeps_the_number_and_takes_a_reason():
    document = factories.issued()
    act = people.act(people.manager())

    with pytest.raises(workflow.ReasonMissing):
        workflow.void(document, reason="  ", act=act)
    voided = workflow.void(document, reason="Wrong batch", act=act)

    assert voided.is_void
    assert voided.number == document.number
    assert factories.issued().number == "CD-2026-00002"
    with pytest.raises(workflow.AlreadyVoid):
        workflow.void(document, reason="Again", act=act)
    with pytest.raises(DatabaseError, match="stays void"), transaction.atomic():
        Document.objects.filter(pk=document.pk).update(voided_at=None, voided_by=None, void_reason="")


def test_only_the_issuer_voids():
    document = factories.issued()

    with pytest.raises(NotPermitted):
        workflow.void(document, reason="Not mine", act=people.act(people.stranger()))


def test_a_document_forgotten_still_verifies(django_capture_on_commit_callbacks):
    document = factories.issued()
    sha256 = workflow.render(document).sha256

    with django_capture_on_commit_callbacks(execute=True):
        workflow.purge(document, at=people.NOON)
    document = Document.objects.get(pk=document.pk)

    assert document.facts == {}
    with pytest.raises(FileNotFoundError):
        storage.open_stored(sha256)
    with pytest.raises(FileNotFoundError):
        workflow.content(document)
    assert queries.verdict_on_number(document.number, document.check_code)
    assert list(queries.faults()) == []


def test_a_document_forgotten_before_it_was_drawn_is_not_drawn():
    document = factories.issued()
    workflow.purge(document, at=people.NOON)

    with pytest.raises(FileNotFoundError):
        workflow.content(Document.objects.get(pk=document.pk))


def test_faults_are_found_in_files_altered_and_lost():
    altered, lost = factories.issued(), factories.issued(Kind.RECEPTION_SLIP)
    path = storage.default_storage.path(storage.path_of(workflow.render(altered).sha256))
    storage.forget(workflow.render(lost).sha256)
    with open(path, "ab") as file:  # noqa: PTH123
        file.write(b" ")

    found = {(fault.number, fault.problem) for fault in queries.faults()}

    assert found == {
        (altered.number, "its PDF was altered after it was drawn"),
        (lost.number, "its PDF is lost"),
    }
    storage.forget(altered.file_sha256)


def test_two_people_at_once_never_get_the_same_number(committed):
    factories.issued()

    def issue_some(_worker):
        try:
            return [factories.issued().number for _time in range(5)]
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        numbers = [number for issued in pool.map(issue_some, range(2)) for number in issued]

    assert sorted(numbers) == [f"CD-2026-{sequence:05}" for sequence in range(2, 12)]
