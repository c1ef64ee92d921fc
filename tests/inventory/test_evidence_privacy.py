"""What is read of a report is the machine: no host name, account, software or network address of any real sample."""

import json
import re
from collections.abc import Iterator
from contextlib import suppress
from xml.etree.ElementTree import ParseError

import pytest
from defusedxml.ElementTree import fromstring

from inventory import evidence
from tests.inventory.test_evidence_samples import FILES

pytestmark = pytest.mark.skipif(not FILES, reason="the folder of real samples is not beside this repository")

IPV4 = re.compile(r"(?<![\d.])(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)(?![\d.])")
IPV6 = re.compile(r"(?<![\w:])(?:[0-9a-f]{1,4}:){3,7}[0-9a-f]{0,4}(?:::|:)[0-9a-f]{1,4}", re.IGNORECASE)
MAC = re.compile(r"(?:[0-9a-f]{2}[:-]){5}[0-9a-f]{2}", re.IGNORECASE)
# In JSON and XML inventories: the fields that tell of people, software and networks.
PRIVATE = {
    "login", "lastloggeduser", "lastloggeduserdomain", "ipaddress", "ipaddr", "ip", "mac", "macaddr", "userid", "winowner",
    "wincompany", "winprodid", "winprodkey", "workgroup", "domain", "fqdn", "dns", "username", "owner", "essid", "wifi_ssid",
}  # fmt: skip
LISTS = {
    "softwares",
    "users",
    "networks",
    "local_users",
    "local_groups",
    "processes",
    "envs",
    "licenseinfos",
    "databases",
}
# In text inventories: the labels of such lines, in the samples' languages.
LABELLED = re.compile(
    r"^[ \t]*(?:Host ?name|Nom de l.h.te|Nom d.h.te|Hostname|Nombre de host|Nome host|Computer Name|User Name|Hostnaam"
    r"|Registered Owner|Propri.taire enregistr.|Registrierter Besitzer|Logon Server|Domain|Dom.ne|net\.hostname"
    r"|PSComputerName|SystemName|CSName|__SERVER)\s*[:=]\s*(\S.*?)\s*$",
    re.MULTILINE | re.IGNORECASE,
)


def leaves(value) -> Iterator[str]:
    if isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from leaves(inner)
    elif value is not None and not isinstance(value, bool):
        yield str(value)


def private_of_json(value, name="") -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from private_of_json(inner, "list" if name == "list" else key.lower())
        if value.get("class") == "system" and "children" in value:
            yield str(value.get("id"))  # lshw: the host's name
        if name == "hardware":
            yield str(value.get("name"))
    elif isinstance(value, list):
        for inner in value:
            yield from private_of_json(inner, "list" if name in LISTS else name)
    elif isinstance(value, str) and (name in PRIVATE or name == "list"):
        yield value


def private_of_xml(root) -> Iterator[str]:
    for element in root.iter():
        tag = element.tag.lower()
        if tag in LISTS:
            yield from (inner.text or "" for inner in element)
        elif tag in PRIVATE:
            yield element.text or ""
        elif tag == "hardware":
            yield element.findtext("NAME") or ""
        elif tag == "node" and element.get("class") == "system":
            yield element.get("id") or ""


def private_values(content: bytes) -> set[str]:
    text = content.decode("utf-8", errors="replace")
    found = set(LABELLED.findall(text)) | set(LABELLED.findall(content.decode("cp850")))
    try:
        found |= set(private_of_json(json.loads(text)))
    except ValueError:
        with suppress(ParseError, ValueError):
            found |= set(private_of_xml(fromstring(content)))
    return {value.strip() for value in found if len(value.strip()) > 3 and not value.strip().isdecimal()}


def extract(path) -> dict:
    read = evidence.read_file(path).as_json()
    return {name: read[name] for name in ("device", "specs", "erasures", "problems")}


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_nothing_of_people_software_or_networks_is_read(path):
    said = list(leaves(extract(path)))
    own = private_values(path.read_bytes())

    assert [one for one in said if IPV4.search(one) or IPV6.search(one) or MAC.search(one)] == []
    assert (
        sorted(
            value for value in own if any(value == one or (len(value) > 5 and value in one) for one in said)
        )
        == []
    )


def test_the_samples_do_hold_what_must_not_be_read():
    """Else the test above would prove nothing."""
    found = [value for path in FILES for value in private_values(path.read_bytes())]

    assert len(set(found)) > 1000
    assert sum(bool(IPV4.search(path.read_text(errors="replace"))) for path in FILES) > 5
