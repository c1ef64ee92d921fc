"""Text at rest: marked by its key, readable under every key kept, and under a key another process has just added."""

import json

import pytest
from cryptography.fernet import Fernet

from reuse.core import ciphers, keys

pytestmark = pytest.mark.any_database


@pytest.fixture
def keys_file(tmp_path, settings):
    """The secrets of an installation of our own."""
    keys.load(tmp_path)
    settings.KEYS_FILE = tmp_path / keys.FILE
    return settings.KEYS_FILE


def test_a_text_says_which_key_it_was_encrypted_with(keys_file):
    stored = ciphers.encrypt("Jeanne Martin")

    assert stored.startswith(f"{ciphers.newest_mark()}:")
    assert "Jeanne" not in stored
    assert ciphers.decrypt(stored) == "Jeanne Martin"


def test_a_text_written_before_keys_had_marks_is_read(keys_file):
    [key] = ciphers.field_keys()

    assert ciphers.decrypt(Fernet(key).encrypt(b"Ali").decode()) == "Ali"


def test_a_key_another_process_adds_is_known_at_once_and_old_texts_stay_readable(keys_file):
    before = ciphers.encrypt("Ali")
    added = Fernet.generate_key().decode()

    keys.write_field_keys(keys_file, (added, *ciphers.field_keys()))

    assert ciphers.newest_mark() == ciphers.mark_of(added)
    assert ciphers.decrypt(before) == "Ali"
    assert ciphers.decrypt(ciphers.encrypt("Zoé")) == "Zoé"


def test_a_text_of_a_forgotten_key_is_said_to_be_lost(keys_file):
    before = ciphers.encrypt("Ali")

    keys.write_field_keys(keys_file, (Fernet.generate_key().decode(),))

    with pytest.raises(ciphers.KeyMissing):
        ciphers.decrypt(before)


def test_the_file_of_secrets_is_replaced_whole_and_stays_private(keys_file):
    kept = json.loads(keys_file.read_text())

    keys.write_field_keys(keys_file, ("new", *kept["field_keys"]))

    now = json.loads(keys_file.read_text())
    assert now == {**kept, "field_keys": ["new", *kept["field_keys"]]}
    assert keys_file.stat().st_mode & 0o777 == 0o600
    assert [one.name for one in keys_file.parent.iterdir()] == [keys.FILE]


def test_keys_given_by_the_environment_are_taken_from_there(settings):
    given = Fernet.generate_key().decode()
    settings.KEYS_FILE, settings.FIELD_KEYS = None, (given,)

    assert ciphers.newest_mark() == ciphers.mark_of(given)
