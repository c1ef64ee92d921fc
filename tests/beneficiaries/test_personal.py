"""What points at a person is found however it is spaced; what only resembles it is let through."""

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st
from stdnum import iban

from beneficiaries.workflow import refuse_personal_data
from beneficiaries.workflow.refusals import PersonalDataFound

pytestmark = pytest.mark.any_database

GAPS = st.sampled_from(["", " ", ".", "-", "\u00a0", "\u202f", "\u2009", " -", "  "])
BEFORE = st.sampled_from(["", "Dossier : ", "voir ", "(", "n° "])
AFTER = st.sampled_from(["", " merci", ")", ", urgent", "."])


def digits(count: int) -> st.SearchStrategy[str]:
    return st.text("0123456789", min_size=count, max_size=count)


@st.composite
def spaced(draw, parts):
    """The parts, with a gap of one kind or another between them, inside a sentence."""
    said = [draw(part) if isinstance(part, st.SearchStrategy) else part for part in parts]
    text = said[0] + "".join(draw(GAPS) + part for part in said[1:])
    return f"{draw(BEFORE)}{text}{draw(AFTER)}"


NIR = spaced(
    [
        *(st.sampled_from("123478"), digits(2), st.sampled_from(["01", "06", "12", "31", "62"])),
        *(st.sampled_from(["38", "2A", "2b", "75", "97"]), digits(3), digits(3), digits(2)),
    ]
)
PHONE = spaced([st.sampled_from(["06", "07", "04", "+33 6", "0033 7", "+33 (0)4"]), *[digits(2)] * 4])
CAF = st.builds(lambda number, letter: f"allocataire {number}{letter}", digits(7), st.sampled_from("ABXyz"))


@st.composite
def ibans(draw):
    """French account numbers that are valid, in the groups people write."""
    account = (
        draw(digits(5)) + draw(digits(5)) + draw(st.text("0123456789ABCDEFGH", min_size=11, max_size=11))
    )
    bare = account + draw(digits(2))
    number = f"FR{iban.calc_check_digits('FR00' + bare)}{bare}"
    gap = draw(GAPS)
    return "RIB " + gap.join(number[at : at + 4] for at in range(0, len(number), 4))


@given(st.one_of(NIR, PHONE, CAF, ibans()))
def test_numbers_are_found_through_spaces_dots_and_letters_of_corsica(text):
    with pytest.raises(PersonalDataFound):
        refuse_personal_data(text)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("2 84 05 2A 185 042 11", "social security"),
        ("２８４０５３８１８５０４２", "social security"),
        ("jean@exemple.fr", "e-mail"),
        ("FR14 2004 1010 0505 0001 3M02 606", "bank"),
        ("BE71 0961 2345 6769 merci", "bank"),
        ("06\u202f12\u202f34\u202f56\u202f78", "phone"),
        ("1234567A", "CAF"),
        ("1234567 A", "CAF"),
        ("vu avec M. Dupont", "name"),
        ("Mme\u00a0Le Goff", "name"),
        ("Monsieur D. Martin", "name"),
    ],
)
def test_each_kind_is_named(text, word):
    with translation.override("en"), pytest.raises(PersonalDataFound, match=word):
        refuse_personal_data(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Dossier 12",
        "A déjà un clavier, écran de 15 pouces.",
        "Formation du 01.02.2026 12h30 au 15.03.2026",
        "Rendez-vous le 05-11-2026 14 h",
        "Dossier 1234567 a été repris",
        "2026-0042",
        "M. le directeur est d'accord",
        "Mme la référente a vu le besoin",
        "FR76 facture",
        "Modèle 20QD00LKFR",
        "8 Go, 256 Go, 1 920 x 1 080",
        "SIRET 123 456 789",
    ],
)
def test_what_is_no_ones_is_let_through(text):
    refuse_personal_data(text)


@given(st.text("abcdefghij éèà,.'", max_size=200))
def test_plain_words_are_let_through(text):
    refuse_personal_data(text)
