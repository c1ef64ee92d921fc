"""A sentence that is kept is said again in the language of whoever reads it."""

import json

from django.utils import translation

from inventory import evidence
from reuse.core import sentences
from tests.inventory import reports


def kept_in(language, content, name="x"):
    with translation.override(language):
        found = evidence.read(content, name=name).as_json()["problems"]
        return json.loads(json.dumps([sentences.kept(one) for one in found]))


def said_in(language, kept):
    with translation.override(language):
        return [sentences.said(one) for one in kept]


def test_a_problem_is_kept_alike_whoever_drops_the_file_and_read_by_each_in_their_language():
    log = reports.nwipe_log(verify="0 (off)").encode()

    kept = kept_in("fr", log)

    assert kept == kept_in("en", log)
    assert said_in("en", kept) == ["Disk WD-WCC2ETY84203: erasure not proven: the erasure was not verified."]
    [french] = said_in("fr", kept)
    assert french.startswith("Disque WD-WCC2ETY84203")
    assert "not" not in french


def test_what_a_file_says_is_never_taken_for_a_format_of_ours():
    kept = [sentences.kept("100 % %(name)s"), "déjà gardé"]

    assert said_in("en", kept) == ["100 % %(name)s", "déjà gardé"]
    with translation.override("en"):
        said = sentences.sentence("Disk %(disk)s: the erasure failed.") % {"disk": "%(x)s 50 %"}
        assert sentences.said(sentences.kept(said)) == "Disk %(x)s 50 %: the erasure failed."
