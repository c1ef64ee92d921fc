"""The demo is the same for the same arguments, another for others, and never mixed with other data."""

import json
from functools import cache
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from inventory.models import Device
from reuse.accounts.models import Organisation
from tests.demo.demos import LEDGERS, TODAY, demo, dump

pytestmark = pytest.mark.django_db


@cache
def dump_of(seed: int, time: int = 1) -> dict[str, str]:
    """The dump of a demo that is rolled back; the second `time` it is made anew."""
    with transaction.atomic():
        if connection.vendor == "postgresql":  # numbers go on after a rollback, and reports say an event's
            with connection.cursor() as cursor:
                cursor.execute("ALTER SEQUENCE inventory_deviceevent_id_seq RESTART WITH 1")
        demo(seed)
        made = dump()
        transaction.set_rollback(True)
    return made


@pytest.mark.slow
def test_the_same_arguments_make_the_same_demo():
    first, again = dump_of(7), dump_of(7, time=2)

    assert [name for name in first if first[name] != again[name]] == []


@pytest.mark.slow
@pytest.mark.any_database
def test_another_seed_makes_another_demo():
    first, other = dump_of(7), dump_of(8)

    same = [name for name in first if first[name] == other[name]]
    assert not {ledger._meta.label for ledger in LEDGERS} & set(same)


def test_it_refuses_a_database_that_holds_other_data(capsys):
    Organisation.objects.create(name="Emmaüs du lieu", legal_kind="association")

    with pytest.raises(CommandError):
        call_command("demo", f"--today={TODAY}")

    assert list(Organisation.objects.values_list("name", flat=True)) == ["Emmaüs du lieu"]
    assert not Device.objects.exists()


def test_it_refuses_in_one_json_value_when_asked():
    Organisation.objects.create(name="Emmaüs du lieu", legal_kind="association")
    said = StringIO()

    with pytest.raises(SystemExit) as ended:
        call_command("demo", f"--today={TODAY}", "--json", stdout=said)

    assert ended.value.code == 1
    assert json.loads(said.getvalue())
