"""A code is never issued twice: not by two machines, not by a database set back to a backup, not by a copy."""

import json
import os
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing

import pytest
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import connection, connections, transaction

from inventory import codes, workflow
from inventory.apps import codes_are_settled
from inventory.models import CodeDecision, CodeKey
from inventory.models.numbering import OWN
from inventory.workflow.numbering import COUNTER, MARGIN
from inventory.workflow.refusals import CodesUnsettled, CodesUsedUp
from reuse.core import marks
from reuse.core.models import Counter
from reuse.core.refusals import NotPermitted
from tests import people

pytestmark = pytest.mark.django_db


def key():
    return CodeKey.objects.get()


def elsewhere():
    """The database stands on another machine: the storage there knows nothing of it."""
    folder = f"marks/{key().installation}"
    for name in default_storage.listdir(folder)[1]:
        default_storage.delete(f"{folder}/{name}")


def settle(*, is_copy, act=None):
    return workflow.settle_codes(is_copy=is_copy, at=people.NOON, act=act)


def number_of(code):
    """The number behind a code, found again among those that were taken."""
    after = Counter.objects.get(name=COUNTER).next
    return next(n for n in range(max(after - 50, 0), after) if codes.code_for(n, key().key) == code)


def test_the_mark_is_raised_before_codes_are_handed_out():
    workflow.issue_codes(3)
    before = marks.highest(str(key().installation))

    with transaction.atomic():
        workflow.issue_codes(5)
        transaction.set_rollback(True)

    assert before == Counter.objects.get().next == 3
    assert marks.highest(str(key().installation)) == 8  # given, for all anybody knows
    workflow.issue_codes(1)
    assert Counter.objects.get().next == 9


def test_a_database_set_back_to_a_backup_goes_on_behind_what_was_given_since():
    first = workflow.issue_codes(10)
    backup = Counter.objects.get().next
    since = workflow.issue_codes(40)
    Counter.objects.update(next=backup)

    after = workflow.issue_codes(10)

    assert len({*first, *since, *after}) == 60


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("committed")
def test_a_copied_sqlite_file_put_back_gives_no_code_twice(tmp_path):
    if connection.vendor != "sqlite":
        pytest.skip("a copied file is SQLite's; the test above sets the rows back on any database")
    live = connection.settings_dict["NAME"]
    first = workflow.issue_codes(10)
    connection.close()
    copy_file(live, tmp_path / "backup.sqlite3")
    since = workflow.issue_codes(40)
    connection.close()

    copy_file(tmp_path / "backup.sqlite3", live)
    after = workflow.issue_codes(10)

    assert len({*first, *since, *after}) == 60


def copy_file(source, target):
    with closing(sqlite3.connect(source)) as one, closing(sqlite3.connect(target)) as other:
        one.backup(other)


def test_a_database_without_its_mark_issues_none_until_somebody_says_what_it_is():
    workflow.issue_codes(3)
    assert codes_are_settled(databases=["default"]) == []
    elsewhere()

    with pytest.raises(CodesUnsettled):
        workflow.issue_codes(1)
    assert [one.id for one in codes_are_settled(databases=["default"])] == ["inventory.W001"]

    settle(is_copy=False)
    assert number_of(workflow.issue_codes(1)[0]) == 3 + MARGIN
    assert codes_are_settled(databases=["default"]) == []


def test_a_database_at_another_address_is_asked_about_too(settings):
    settings.PUBLIC_URL = "https://reuse.example.org"
    workflow.issue_codes(1)

    settings.PUBLIC_URL = "https://training.example.org"

    with pytest.raises(CodesUnsettled, match=r"reuse\.example\.org"):
        workflow.issue_codes(1)
    settle(is_copy=True)
    assert workflow.issue_codes(1)


def test_an_address_given_later_to_a_computer_of_its_own_asks_nothing(settings):
    workflow.issue_codes(1)
    settings.PUBLIC_URL = "https://reuse.example.org"

    assert workflow.issue_codes(1)
    assert key().host == "reuse.example.org"


def test_a_copy_draws_among_numbers_the_first_installation_never_reaches():
    workflow.issue_codes(3)
    secret = key().key
    elsewhere()

    first = settle(is_copy=True)
    issued = workflow.issue_codes(20)
    second = settle(is_copy=True)  # a copy of the copy

    assert key().key == secret  # one permutation: other numbers are other codes
    assert OWN <= first.next < 1 << 32
    assert {codes.code_for(number, secret) for number in range(100)}.isdisjoint(issued)
    assert first.next != second.next
    assert key().is_of_a_copy


def test_a_copy_that_moves_stays_a_copy():
    workflow.issue_codes(1)
    before = settle(is_copy=True).next

    after = settle(is_copy=False).next

    assert after >= OWN
    assert after != before


def test_neither_installation_nor_copy_leaves_its_numbers():
    workflow.issue_codes(1)
    Counter.objects.update(next=OWN - 2)
    workflow.issue_codes(2)

    with pytest.raises(CodesUsedUp):
        workflow.issue_codes(1)
    with pytest.raises(CodesUsedUp):
        settle(is_copy=False)


def test_a_database_of_before_the_marks_is_taken_as_it_is():
    workflow.issue_codes(2)
    CodeKey.objects.update(installation=None)

    assert number_of(workflow.issue_codes(1)[0]) == 2


def test_only_an_administrator_says_what_a_database_is():
    workflow.issue_codes(1)
    with pytest.raises(NotPermitted):
        settle(is_copy=True, act=people.act(people.manager()))

    decision = settle(is_copy=True, act=people.act(people.administrator()))

    assert decision == CodeDecision.objects.get()
    assert (decision.before, decision.by) == (1, people.administrator().user)


def test_the_command_shows_refuses_and_settles(capsys):
    workflow.issue_codes(5)
    elsewhere()

    with pytest.raises(SystemExit) as ended:
        call_command("codes", "--json")
    refused = json.loads(capsys.readouterr().out)
    call_command("codes", "--continuation", "--json")

    assert ended.value.code == 1
    assert "copy" in refused["unsettled"] or "copie" in refused["unsettled"]
    assert json.loads(capsys.readouterr().out)["next"] == 5 + MARGIN


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("committed")
def test_threads_and_other_processes_never_meet():
    """Two threads here and a process beside: each takes codes again and again from the same row."""
    workflow.issue_codes(1)
    beside = taking()
    issued: list[str] = []
    threads = [threading.Thread(target=take_some, args=(issued,)) for _one in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    said, _error = beside.communicate(timeout=60)
    issued += said.split()

    assert beside.returncode == 0
    assert len(issued) == len(set(issued)) == 3 * 30


def take_some(into):
    try:
        for _one in range(10):
            into += workflow.issue_codes(3)
    finally:
        connections.close_all()


_SCRIPT = """
import os, sys, django
from django.conf import settings
settings.DATABASES["default"]["NAME"] = sys.argv[1]
django.setup()
from inventory import workflow
for _one in range(10):
    print(*workflow.issue_codes(3))
"""


def taking():
    return subprocess.Popen(
        [sys.executable, "-c", _SCRIPT, str(connection.settings_dict["NAME"])],
        stdout=subprocess.PIPE,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "reuse.settings"},
        text=True,
    )


def test_an_older_database_may_migrate_before_its_codes_are_looked_at(monkeypatch):
    tables = [name for name in connection.introspection.table_names() if name != "inventory_codedecision"]
    monkeypatch.setattr(connection.introspection, "table_names", lambda: tables)
    monkeypatch.setattr(workflow, "code_standing", lambda: pytest.fail("its columns are not there yet"))

    assert codes_are_settled(databases=["default"]) == []
