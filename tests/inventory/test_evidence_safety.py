"""Hostile and damaged files: nothing raises, nothing explodes, nothing damaged proves more than the whole."""

import json
import time
import zlib

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inventory import evidence
from inventory.evidence import source
from tests.donors.test_sheets_refusals import LIST, TEXT_CELL, xlsx
from tests.inventory import reports

HOSTILE = {
    "entities": b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bbbb">]><node class="system" id="x"><serial>&b;</serial></node>',
    "external entity": b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><node class="system" id="x">&b;</node>',
    "deep JSON": b"[" * 200_000,
    "deep objects": b'{"a":' * 100_000,
    "deep XML": b"<node class='system' id='x'>" * 50_000,
    "deep YAML": b"type: Snapshot\ndevice: " + b"[" * 50_000,
    "YAML aliases": b"type: Snapshot\ndevice: &a [1]\ncomponents: [*a, *a]\n",
    "huge number": b'{"class": "system", "id": "x", "serial": ' + b"9" * 10_000 + b"}",
    "not numbers": b'{"class": "disk", "id": "disk", "size": NaN, "serial": "ABC123", "x": Infinity, "y": -1e999}',
    "surrogates": b'{"class": "system", "id": "x", "vendor": "\\ud800x\\u0000", "serial": "AB\\udfffCD12"}',
    "wrong types": b'{"class": [], "id": {}, "children": {"class": "disk", "size": [], "serial": {}}, "configuration": 3}',
    "wrong snapshot": b'{"type": "Snapshot", "device": [], "components": [1, {"type": "HardDrive", "actions": 7}]}',
    "wrong lite": b'{"type": "Snapshot", "schema_api": "1", "data": {"lshw": 4, "smart": {"a": 1}, "dmidecode": [], "inxi": "x"}}',
    "wrong sanitize": b'[{"device_info": 3, "steps": "x", "validation": [], "method": "x", "result": true}]',
    "wrong glpi": b'{"deviceid": 1, "action": "inventory", "content": {"bios": [1], "storages": {"disksize": {}}, "cpus": 1}}',
    "wrong smartctl": b'[{"smartctl": 1, "device": 2, "rotation_rate": "x", "user_capacity": [], "ata_smart_attributes": 1}]',
}


@pytest.mark.parametrize("content", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_file_is_read_quickly_without_raising(content):
    started = time.monotonic()

    found = evidence.read(content, name="hostile")

    assert time.monotonic() - started < 5
    json.dumps(found.as_json(), ensure_ascii=False).encode()
    assert not [fact for fact in found.erasures if fact.result == "erased"]


@pytest.mark.parametrize("name", ["entities", "external entity", "YAML aliases", "deep YAML", "deep JSON"])
def test_a_refusal_names_its_reason(name):
    found = evidence.read(HOSTILE[name], name=name)

    assert (found.kind, found.format, len(found.problems)) == ("unknown", "unknown", 1)


def test_a_file_beyond_the_limit_is_not_opened(monkeypatch):
    monkeypatch.setattr(source, "LARGEST_FILE", 1000)

    assert evidence.read(b"{" + b" " * 2000, name="big").kind == "unknown"


def test_no_float_ever_leaves():
    def floats(value):
        if isinstance(value, dict | list):
            return [
                f for item in (value.values() if isinstance(value, dict) else value) for f in floats(item)
            ]
        return [value] if isinstance(value, float) else []

    action = reports.erase_sectors()

    assert (
        floats(evidence.read(json.dumps(reports.snapshot(action=action)).encode(), name="x").as_json()) == []
    )


WHOLE = {
    "nwipe log": reports.nwipe_log().encode(),
    "two runs": (reports.nwipe_log() + reports.nwipe_log(serial="WD-WCARW0244414")).encode(),
    "certificate": reports.nwipe_certificate().encode(),
    "usody": json.dumps(reports.usody()).encode(),
    "snapshot": json.dumps(reports.snapshot(action=reports.erase_sectors())).encode(),
    "lshw": json.dumps(reports.lshw(reports.lshw_disk())).encode(),
}


def proven(content):
    return {fact.serial for fact in evidence.read(content, name="x").erasures if fact.result == "erased"}


@pytest.mark.parametrize("name", WHOLE)
def test_no_beginning_of_a_file_proves_more_than_the_file(name):
    whole = proven(WHOLE[name])

    for end in range(0, len(WHOLE[name]), 7):
        assert proven(WHOLE[name][:end]) <= whole, end


@pytest.mark.parametrize("content", WHOLE.values(), ids=WHOLE)
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_file_with_holes_never_raises(content, data):
    start = data.draw(st.integers(0, len(content)))
    length = data.draw(st.integers(0, 400))
    noise = data.draw(st.binary(max_size=20))

    found = evidence.read(content[:start] + noise + content[start + length :], name="holed")

    assert found.kind in {"inventory", "erasure", "both", "unknown"}


@settings(max_examples=300)
@given(st.binary(max_size=2000))
def test_random_bytes_never_raise(content):
    found = evidence.read(content, name="noise")

    assert found.erasures == ()
    assert found.sha256


@settings(max_examples=60)
@given(st.recursive(st.none() | st.booleans() | st.floats() | st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(
    ["type", "device", "components", "data", "lshw", "smart", "class", "id", "children", "smartctl", "steps", "device_info", "action", "deviceid", "content", "actions", "serialNumber"]
), inner), max_leaves=25))  # fmt: skip
def test_any_json_in_our_vocabulary_never_raises(value):
    json.dumps(evidence.read(json.dumps(value).encode(), name="x").as_json())


def test_a_pdf_of_another_maker_is_refused():
    text = zlib.compress(b"BT /F1 12 Tf 72 720 Td (Invoice 42) Tj ET")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(text), text),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    body = b"%PDF-1.4\n" + b"".join(b"%d 0 obj\n%s\nendobj\n" % (n, o) for n, o in enumerate(objects, 1))
    pdf = body + b"trailer << /Root 1 0 R /Size 6 >>\n%%EOF"

    found = evidence.read(pdf, name="invoice.pdf")

    assert (found.kind, len(found.problems)) == ("unknown", 1)


def test_a_workbook_that_would_exhaust_the_machine_is_never_opened():
    far = LIST + f'<row r="1048576">{TEXT_CELL.format("XFD1048576", "x")}</row>'

    found = evidence.read(xlsx(far), name="audit.xlsx")

    assert found.kind == "unknown"
    assert found.problems
