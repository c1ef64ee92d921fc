"""Every encrypted text gets the newest key, in chunks, wherever a rotation was stopped; no key goes too early."""

import json
from io import StringIO

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from cryptography.fernet import Fernet
from django.core.management import call_command
from django.db import connection

from beneficiaries import workflow
from beneficiaries.models import HandoverSignature, Identity, Request
from beneficiaries.states import HandoverStage
from reuse.core import ciphers, keys, rotation
from tests import people
from tests.beneficiaries import factories

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def keys_file(tmp_path, settings):
    """The secrets of an installation of our own."""
    keys.load(tmp_path)
    settings.KEYS_FILE = tmp_path / keys.FILE
    return settings.KEYS_FILE


def needs(count=1):
    """Requests that bear a mark."""
    return [factories.draft(mark=f"dossier {n}") for n in range(count)]


def marks_of_keys(table="beneficiaries_request", column="mark"):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM {table}")
        return {stored.partition(":")[0] for (stored,) in cursor.fetchall() if stored}


def test_every_encrypted_column_of_every_app_is_walked():
    names = {str(column) for column in rotation.encrypted_columns()}

    assert {
        "beneficiaries.Request.mark",
        "beneficiaries.Identity.name",
        "beneficiaries.Identity.telephone",
        "beneficiaries.HandoverSignature.strokes",
        "donors.Donation.spot_telephone",
        "mfa.Authenticator.data.secret",
    } <= names


def test_every_text_gets_the_new_key_and_reads_as_before():
    handover = factories.handover_at(HandoverStage.DONE)
    workflow.keep_identity(request=handover.request, name="Jeanne", act=people.act(people.social_worker()))
    [request] = needs()
    strokes = HandoverSignature.objects.get().strokes

    done = rotation.rotate()

    assert done.is_new
    assert len(done.kept) == 2
    assert marks_of_keys() == marks_of_keys("beneficiaries_identity", "name") == {done.key}
    assert factories.again(request).mark == "dossier 0"
    assert Identity.objects.get().name == "Jeanne"
    assert HandoverSignature.objects.get().strokes == strokes


def test_second_factors_are_encrypted_with_the_new_key_and_count_as_before():
    user = people.coordinator().user
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    codes = RecoveryCodes.activate(user).get_unused_codes()

    done = rotation.rotate()

    stored = {one.type: one.data for one in Authenticator.objects.all()}
    texts = stored["totp"]["secret"], stored["recovery_codes"]["seed"]
    assert {text.partition(":")[0] for text in texts} == {done.key}
    assert stored["recovery_codes"]["used_mask"] == 0
    code = format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))
    assert Authenticator.objects.get(type="totp").wrap().validate_code(code)
    assert Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes() == codes
    assert done.renewed["mfa.Authenticator.data.secret"] == done.renewed["mfa.Authenticator.data.seed"] == 1


def test_a_rotation_stopped_between_two_chunks_goes_on_with_its_key(monkeypatch):
    needs(5)
    monkeypatch.setattr(rotation, "CHUNK", 2)

    def stop(done, _total):
        if done >= 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        rotation.rotate(progress=stop)
    added = ciphers.newest_mark()
    assert len(marks_of_keys()) == 2  # some have the new key, some the old: all are read
    assert sorted(one.mark for one in Request.objects.all()) == [f"dossier {n}" for n in range(5)]

    done = rotation.rotate()

    assert (done.key, done.is_new) == (added, False)
    assert done.renewed["beneficiaries.Request.mark"] == 3
    assert marks_of_keys() == {added}


def test_old_keys_go_only_when_asked_and_when_nothing_needs_them(keys_file):
    [request] = needs()
    rotation.rotate()

    done = rotation.rotate(forget_old=True)

    assert (done.is_new, len(done.forgotten), len(done.kept)) == (False, 1, 1)
    assert json.loads(keys_file.read_text())["field_keys"] == list(ciphers.field_keys())
    assert factories.again(request).mark == "dossier 0"


@pytest.mark.parametrize(("mark", "is_refused"), [("of a key kept", True), ("00000000", False)])
def test_a_key_goes_only_when_no_text_may_need_it(mark, is_refused):
    """A damaged text keeps its key; one of a key that is gone is told, and keeps none."""
    [request, damaged] = needs(2)
    mark = ciphers.newest_mark() if is_refused else mark
    with connection.cursor() as cursor:
        stored = f"{mark}:{Fernet(Fernet.generate_key()).encrypt(b'x').decode()}"
        cursor.execute("UPDATE beneficiaries_request SET mark = %s WHERE id = %s", [stored, damaged.pk])

    assert rotation.rotate().unreadable == {"beneficiaries.Request.mark": 1}
    if is_refused:
        with pytest.raises(rotation.OldKeysNeeded):
            rotation.rotate(forget_old=True)
    else:
        assert len(rotation.rotate(forget_old=True).kept) == 1
    assert Request.objects.only("id").get(pk=request.pk).mark == "dossier 0"


def test_two_rotations_do_not_meet(keys_file):
    with rotation._alone(keys_file), pytest.raises(rotation.RotationUnderWay):
        rotation.rotate()


def test_keys_of_the_environment_are_renewed_but_added_and_removed_there(settings):
    old, new = (Fernet.generate_key().decode() for _n in range(2))
    settings.KEYS_FILE, settings.FIELD_KEYS = None, (old,)
    [request] = needs()
    settings.FIELD_KEYS = (new, old)

    done = rotation.rotate()
    with pytest.raises(rotation.OldKeysNeeded):
        rotation.rotate(forget_old=True)

    assert (done.is_new, done.key) == (False, ciphers.mark_of(new))
    settings.FIELD_KEYS = (new,)
    assert factories.again(request).mark == "dossier 0"


def test_the_command_says_what_it_did():
    needs()
    printed = StringIO()

    call_command("rotate_keys", "--json", "--forget-old", stdout=printed)

    said = json.loads(printed.getvalue())
    assert said["renewed"]["beneficiaries.Request.mark"] == 1
    assert len(said["forgotten"]) == 1
