"""Originals end after their time: the bytes go, the row with its SHA-256 and what was read stay."""

import json
from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import call_command

from inventory.models import Evidence
from reuse.accounts import files, retention
from reuse.accounts.models import Retention, RetentionRule, StoredFile
from reuse.core import clock, storage
from reuse.jobs import registry, sweep
from tests import people
from tests.inventory.factories import device_at
from tests.inventory.test_workflow_media import attach, snapshot

pytestmark = pytest.mark.django_db
NOW = people.NOON


def kept(content=b"report", *, kind=Retention.EVIDENCE, days_ago=0):
    """A file kept so many days ago."""
    act = people.act(people.technician(), NOW - timedelta(days=days_ago))
    return files.keep(
        content, name="a.json", media_type="x/y", retention=kind, owner=act.organisation, act=act
    )


def is_there(file) -> bool:
    try:
        with storage.open_stored(file.sha256):
            return True
    except FileNotFoundError:
        return False


def again(file):
    return StoredFile.objects.get(pk=file.pk)


def test_each_class_of_files_has_a_shipped_rule_with_its_source():
    rules = retention.rules_on(NOW.date())

    assert set(rules) == set(Retention.values)
    assert all(rule.source for rule in rules.values())
    assert rules["document"].days is None


@pytest.mark.parametrize(
    ("kind", "days"), [(Retention.EVIDENCE, 365), (Retention.SHEET, 180), (Retention.RESULT, 30)]
)
def test_bytes_go_the_day_after_their_last(kind, days):
    last, over = kept(b"last", kind=kind, days_ago=days), kept(b"over", kind=kind, days_ago=days + 1)

    done = retention.purge(NOW)

    assert (is_there(last), again(last).purged_at) == (True, None)
    assert (is_there(over), again(over).purged_at, again(over).size) == (False, NOW, 4)
    assert (done.files, done.bytes) == ({kind.value: 1}, 4)


def test_a_class_without_days_is_kept_for_ever():
    document = kept(kind=Retention.DOCUMENT, days_ago=9000)

    retention.purge(NOW)

    assert is_there(document)


def test_the_rule_in_force_is_the_latest_that_has_begun():
    file = kept(days_ago=100)
    RetentionRule.objects.create(
        retention="evidence", days=90, since=date(2026, 7, 1), source="un an est trop"
    )

    retention.purge(NOW)
    assert is_there(file)
    retention.purge(NOW + timedelta(days=30))

    assert not is_there(file)


def test_bytes_that_another_file_still_keeps_stay_until_its_own_end():
    old, young = kept(days_ago=400), kept(days_ago=10)

    assert retention.expired_counts(NOW).bytes == retention.purge(NOW).bytes == 0
    assert (again(old).purged_at, again(young).purged_at, is_there(young)) == (NOW, None, True)
    with pytest.raises(FileNotFoundError):
        files.open_original(again(old), act=people.act(people.technician()), purpose="evidence")
    retention.purge(NOW + timedelta(days=400))

    assert not is_there(young)


def test_many_files_go_in_chunks_each_in_its_own_transaction(monkeypatch):
    monkeypatch.setattr(retention, "CHUNK", 2)
    many = [kept(str(number).encode(), days_ago=400) for number in range(5)]
    real, seen = retention._purge_chunk, []
    monkeypatch.setattr(
        retention, "_purge_chunk", lambda chunk, now: seen.append(len(chunk)) or real(chunk, now)
    )

    retention.purge(NOW)

    assert seen == [2, 2, 1]
    assert not any(map(is_there, many))
    assert retention.purge(NOW).files == {}


def test_a_purge_stopped_after_the_bytes_went_ends_at_the_next(monkeypatch):
    file = kept(days_ago=400)
    forget = storage.forget

    def forget_and_die(sha256):
        forget(sha256)
        raise OSError("power cut")

    monkeypatch.setattr(storage, "forget", forget_and_die)
    with pytest.raises(OSError, match="power"):
        retention.purge(NOW)
    assert again(file).purged_at is None
    monkeypatch.setattr(storage, "forget", forget)

    retention.purge(NOW)

    assert again(file).purged_at == NOW


def test_what_was_read_in_a_purged_report_remains():
    device = device_at("erasure", serial="PF0QMY5N")
    report = attach(device, snapshot())

    retention.purge(NOW + timedelta(days=366))

    report = Evidence.objects.get(pk=report.pk)
    assert report.file.purged_at
    assert report.extract["device"]["serial"] == "PF0QMY5N"
    assert device.media.get().state == "erased"
    assert report.sha256 == report.file.sha256


def test_the_command_counts_first_and_removes_then():
    file = kept(days_ago=9000)

    def run(*arguments):
        out = StringIO()
        call_command("purge_expired", *arguments, stdout=out)
        return out.getvalue()

    trial = json.loads(run("--dry-run", "--json"))
    assert (trial["files"]["evidence"], trial["bytes"], trial["days"]["document"]) == (1, 6, None)
    assert is_there(file)
    assert "1" in run()
    assert not is_there(file)
    assert json.loads(run("--json"))["files"]["evidence"] == 0


def test_the_daily_chore_purges():
    file = kept(days_ago=9000)

    assert registry.chores()["purge"].every == timedelta(days=1)
    sweep.sweep(clock.now())

    assert not is_there(file)
