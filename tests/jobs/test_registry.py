"""Names by which work is registered."""

from reuse.core import triggers
from reuse.jobs import registry


def test_mail_has_a_consumer():
    assert "mail" in registry.consumers()


def test_committed_brings_the_triggers_back(committed):
    assert triggers.missing_triggers() == []


def test_committed_brings_the_triggers_back_again(committed):
    assert triggers.missing_triggers() == []
