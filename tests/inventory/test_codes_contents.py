"""What symbols hold: the identifiers inside makers' labels, however the scanner writes their separators."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inventory import codes, workflow

GS, RS, EOT = "\x1d", "\x1e", "\x04"
UID = f"[)>{RS}06{GS}25PLEIBMAQ7BBC448559AC{GS}S44AACC{RS}{EOT}"
IMEI = "490154203237518"
serials = st.text(
    "ABCDEFGHJKLMNPQRTUVWXYZ0123456789", min_size=4, max_size=20
)  # no S: it may stand for a field


def written(message: str, how: str) -> str:
    """The separators as this decoder or scanner writes them."""
    names = {GS: "GS", RS: "RS", EOT: "EOT"}
    pictures = {GS: "␝", RS: "␞", EOT: "␄"}
    carets = {GS: "^]", RS: "^^", EOT: "^D"}
    for control, name in names.items():
        message = message.replace(
            control,
            {
                "controls": control,
                "angles": f"<{name}>",
                "braces": f"{{{name.lower()}}}",
                "brackets": f"[{name}]",
                "pictures": pictures[control],
                "carets": carets[control],
                "only GS": control if control == GS else "",
            }[how],
        )
    return message


@pytest.mark.parametrize("how", ["controls", "angles", "braces", "brackets", "pictures", "carets", "only GS"])
@given(serial=serials)
def test_the_serial_number_of_an_envelope_is_found_however_it_is_written(how, serial):
    message = f"[)>{RS}06{GS}1P20L7002QFR{GS}S{serial}{GS}Q1{RS}{EOT}"

    assert codes.contents(written(message, how)) == [serial]


@given(serial=serials)
def test_an_envelope_whose_separators_were_left_out_still_gives_its_serial_number(serial):
    assert codes.contents(f"[)>061P20L7002QFRS{serial}")[0] == serial


@pytest.mark.parametrize(
    ("text", "inside"),
    [
        (UID, ["44AACC"]),
        (f"[)>{RS}06{GS}25SUN060704033SER7{GS}1PABC{RS}{EOT}", ["UN060704033SER7"]),
        (f"[)>{RS}12{GS}SER AB12345{GS}PNR 77-1{RS}{EOT}", ["AB12345"]),
        (f"[)>{RS}DD{GS}CAG 34JR1{GS}PNO 2SJL00506-0001{GS}SEQ 0001{RS}{EOT}", ["0001"]),
        (f"[)>{RS}05{GS}0109506000134352{GS}21SER99{RS}{EOT}", ["SER99"]),
        (f"[)>{RS}06{GS}1PONLY-A-PRODUCT{GS}Q1{RS}{EOT}", None),
        ("]C05CG9482KXN", ["5CG9482KXN"]),
        ("]C1EXERCBBCJ", ["EXERCBBCJ"]),
        ("]d1S/N: 5CG9482KXN", ["5CG9482KXN"]),
        ("(01)09506000134352(21)12345XYZ", ["12345XYZ"]),
        (f"]C1010950600013435210LOT7{GS}21SER99", ["SER99"]),
        ("010950600013435221SER99", ["SER99"]),
        ("{FNC1}8004395011012345", ["395011012345"]),
        ("(8004)395011012345(21)AB12", ["AB12", "395011012345"]),
        ("https://support.lenovo.com/qrcode?sn=PF0ABCDE&mt=20L7", ["PF0ABCDE"]),
        ("HTTPS://WWW.DELL.COM/SUPPORT/HOME/FR-FR/PRODUCT-SUPPORT/SERVICETAG/ABC1234/OVERVIEW", ["ABC1234"]),
        ("https://register.hp.com/?pn=1AB22EA&sn=5CG9482KXN", ["5CG9482KXN"]),
        ("https://qrl.dell.com/?st=ABC1234", ["ABC1234"]),
        ("https://example.org/asset/17", None),
        ("https://shop.example/?st=open&tag=new", None),
        ("S/N: 5CG9482KXN", ["5CG9482KXN"]),
        ("SN 5CG9482KXN", ["5CG9482KXN"]),
        ("S/N:13138/00064437 P/N:77", ["13138/00064437"]),
        ("(S) Serial No. C02ABCDEFGHJ", ["C02ABCDEFGHJ"]),
        ("N° de série : ABC-12", ["ABC-12"]),
        (f"IMEI: {IMEI} / IMEI2: 35 209900 176148 1", [IMEI, "352099001761481"]),
        ("IMEI/SV: 4901542032375103", [IMEI]),
        ("1S20L7002QFRPF123456", ["PF123456", "1S20L7002QFRPF123456"]),
        ("1S2007CTOLK12345", ["LK12345", "1S2007CTOLK12345"]),
        ("SC02ABCDEFGHJ", ["SC02ABCDEFGHJ", "C02ABCDEFGHJ"]),
    ],
)
def test_a_makers_label_is_taken_apart(text, inside):
    answer = codes.contents(text)

    assert answer == inside if inside else all(one in text or "\x1e" in text for one in answer)


@pytest.mark.parametrize(
    "text",
    [
        "CNK8181G2C", "WUPV001DS81KA123", "13138/00064437", "181105 22 50 94 10", "SN5CG9482KXN", "S3P9A81F",
        "GRPC26-0043", "004HQ3", "8480010001136", IMEI, "CN 0G332H 64180 85T 3KPS", "005-3379497200006", "àà'HA\"",
        "https://example.org/asset/17", "8004ABC", "21-4455", "(21", "[)",
    ],
)  # fmt: skip
def test_a_bare_text_is_its_own(text):
    assert codes.contents(text) == [text]
    assert codes.contents(f"  {text}\r\n") == [text]


def test_no_product_number_is_taken_for_a_serial_number():
    message = f"[)>{RS}06{GS}1P20L7002QFR{GS}Q1{RS}{EOT}"

    assert "20L7002QFR" not in codes.contents(message)


@given(
    st.one_of(st.text(), st.text("[)>S/N:=&?GSRSEOT06{}<>^]D()21\x1d\x1e\x04 0123456789"), st.just(UID * 60))
)
def test_whatever_was_scanned_the_answer_is_short_and_never_empty_texts(text):
    answer = codes.contents(text)

    assert all(one and one == one.strip() and len(one) <= codes.LONGEST_IDENTIFIER for one in answer)
    assert len(answer) == len(set(answer)) <= codes.MOST_IDENTIFIERS
    assert bool(answer) or not any(character.isalnum() for character in text)


@given(st.text("ABCDEFGHJKLMNPQRTUVWXYZ0123456789", min_size=1, max_size=11))
def test_a_bare_serial_number_stays_as_it_is(serial):
    assert codes.contents(serial) == [serial]


@pytest.mark.parametrize("number", range(1, 25))
def test_practice_labels_are_codes_known_in_any_spelling(number):
    code = codes.practice_code(number)

    assert codes.is_code(code)
    assert all(
        codes.is_practice(text)
        for text in (code, code.lower(), codes.shown(code), codes.address(code, "https://reuse.example"))
    )


def test_practice_labels_are_few_and_no_other_code_is_one():
    assert len(codes.PRACTICE_CODES) == 24
    assert not codes.is_practice(codes.code_for(7, "k" * 64))
    assert not codes.is_practice("EXERCBBBB")
    for number in (0, 25):
        with pytest.raises(ValueError, match="no practice label"):
            codes.practice_code(number)


def test_a_mobiles_number_is_known_by_its_check_digit():
    assert codes.is_imei("49 015420 323751-8")
    assert not any(
        map(codes.is_imei, ("490154203237517", "000000000000000", "4901542032375", "", "٤٩٠١٥٤٢٠٣٢٣٧٥١٨"))
    )
    assert {codes.imei_of(text) for text in (IMEI, IMEI[:14], IMEI[:14] + "03", IMEI + "03")} == {IMEI}
    assert codes.imei_of("490154203237517") is codes.imei_of("5CG9482KXN") is None


@pytest.mark.django_db
def test_no_device_ever_gets_the_code_of_a_practice_label(monkeypatch):
    drawn = {
        0: codes.practice_code(3),
        1: "BCDEFGHJK",
        2: codes.practice_code(24),
        3: "NPRSTVXBC",
        4: "KJHGFEDCB",
    }
    monkeypatch.setattr(codes, "code_for", lambda number, _key: drawn[number])

    assert workflow.issue_codes(2) == ["BCDEFGHJK", "NPRSTVXBC"]
    assert workflow.issue_codes(1) == ["KJHGFEDCB"]
