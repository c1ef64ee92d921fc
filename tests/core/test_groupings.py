"""Groupings are spelt out into their communes, by their code or by their name."""

import pytest

from reuse.core import communes, groupings

pytestmark = pytest.mark.any_database
GRENOBLE = "200040715"


def test_a_grouping_is_known_by_its_code_and_spelt_out():
    found = groupings.of_code(GRENOBLE)

    assert str(found) == "Grenoble-Alpes-Métropole"
    assert len(found.communes) == 49
    assert found.departments == ["38"]
    assert groupings.of_code("000000000") is None


@pytest.mark.parametrize(
    ("commune", "name"),
    [
        ("38151", "Grenoble-Alpes-Métropole"),
        ("75113", "Métropole du Grand Paris"),
        ("69383", "Métropole de Lyon"),
        ("13201", "Métropole d'Aix-Marseille-Provence"),
    ],
)
def test_a_commune_and_an_arrondissement_are_in_theirs(commune, name):
    found = groupings.of_commune(commune)

    assert str(found) == name
    assert groupings.holds(found.code, commune)
    assert not groupings.holds(GRENOBLE + "0", commune)


@pytest.mark.parametrize("text", ["Grenoble Alpes Métropole", "CC Faucigny - Glières", "faucigny-glieres"])
def test_a_grouping_is_named_with_or_without_its_kind(text):
    assert len(groupings.named(text)) == 1


def test_every_member_is_a_commune_we_know_and_no_commune_is_in_two():
    everyone = [code for one in groupings._table().values() for code in one.communes]

    assert len(everyone) == len(set(everyone)) > 34_000
    assert all(communes.of_code(code) for code in everyone[::500])
    assert GRENOBLE in groupings.in_department("38")
