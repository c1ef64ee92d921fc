"""What `reuse labels` and `reuse decode` print and how they end."""

import argparse
import io
import json
import sys
from pathlib import Path

import pytest
from PIL import Image

import labels
from labels import commands
from tests.labels.factories import some_labels


def options_of(add_arguments, *arguments):
    parser = argparse.ArgumentParser()
    add_arguments(parser)
    return parser.parse_args([str(argument) for argument in arguments])


def run_labels(*arguments, printed=None):
    out = io.StringIO()
    options = options_of(commands.add_labels_arguments, *arguments)
    status = commands.run_labels(options, printed or some_labels(1000), out=out)
    return status, out.getvalue()


def run_decode(*arguments):
    out = io.StringIO()
    status = commands.run_decode(options_of(commands.add_decode_arguments, *arguments), out=out)
    return status, out.getvalue()


def test_labels_printed_by_one_command_are_read_by_the_other(tmp_path):
    file = tmp_path / "labels.pdf"
    codes = ["BCDEFGHJK", "KDVNRSEBJ", "XXXXXXXXX"]
    plain = commands.labels_for(codes, public_url="https://reuse.example.org/")

    status, said = run_labels("--count", 2, "--start-at", 20, "-o", file, "--json", printed=plain)
    read, found = run_decode(file, "--json")

    assert (status, read) == (0, 0)
    assert json.loads(said) == {"file": str(file), "format": "L7160", "labels": 2, "sheets": 1}
    expected = [{"text": code, "format": "Code128"} for code in codes[:2]]
    expected += [{"text": f"HTTPS://REUSE.EXAMPLE.ORG/D/{code}", "format": "QRCode"} for code in codes[:2]]
    assert sorted(json.loads(found), key=str) == sorted(expected, key=str)


def test_a_sheet_is_chosen_by_any_of_its_names_and_counted(tmp_path):
    status, said = run_labels(
        "--format", "l7060", "--count", 30, "--start-at", 14, "-o", tmp_path / "a.pdf", "--json"
    )

    assert status == 0
    assert json.loads(said)["sheets"] == 3
    assert json.loads(said)["format"] == "L7160"


def test_people_are_told_what_was_printed(tmp_path):
    status, said = run_labels("--count", 3, "-o", tmp_path / "a.pdf")

    assert status == 0
    assert str(tmp_path / "a.pdf") in said
    assert "L7160" in said


def test_a_refusal_leaves_no_file_and_says_why(tmp_path):
    status, said = run_labels(
        "--format", "L6008", "--symbols", "code128+qr", "--count", 3, "-o", tmp_path / "a.pdf", "--json"
    )

    assert status == 1
    assert "L6008" in json.loads(said)["error"]
    assert list(tmp_path.iterdir()) == []


def test_damaged_labels_are_skipped_and_counted(tmp_path):
    status, said = run_labels(
        "--count", 18, "--start-at", 2, "--skip", "1,5,21", "--cut-marks", "-o", tmp_path / "a.pdf", "--json"
    )

    assert (status, json.loads(said)["sheets"]) == (0, 1)
    assert (
        json.loads(
            run_labels("--count", 19, "--start-at", 2, "--skip", "5 21", "-o", tmp_path / "a.pdf", "--json")[
                1
            ]
        )["sheets"]
        == 2
    )


def test_a_zebra_gets_zpl(tmp_path):
    status, said = run_labels(
        "--format", "50x25", "--output-kind", "zpl", "--count", 3, "-o", tmp_path / "a.zpl", "--json"
    )

    assert (status, json.loads(said)["sheets"]) == (0, 3)
    assert (tmp_path / "a.zpl").read_bytes().count(b"^XA") == 3


def test_a_sheet_as_zpl_is_refused(tmp_path):
    status, said = run_labels("--output-kind", "zpl", "--count", 3, "-o", tmp_path / "a.zpl", "--json")

    assert status == 1
    assert "L7160" in json.loads(said)["error"]


def test_a_tape_is_cut_at_the_length_asked(tmp_path):
    status, _said = run_labels("--format", "DK-22205", "--length", 40, "--count", 1, "-o", tmp_path / "a.pdf")

    assert status == 0
    assert b"/MediaBox [0 0 175.75 113.39]" in (tmp_path / "a.pdf").read_bytes()


def test_a_test_page_is_written_with_the_printers_correction(tmp_path):
    status, said = run_labels(
        "--test-page",
        "--offset-x",
        1,
        "--offset-y",
        -0.5,
        "--scale",
        1.01,
        "-o",
        tmp_path / "a.pdf",
        "--json",
    )

    assert (status, json.loads(said)["labels"], json.loads(said)["sheets"]) == (0, 0, 1)
    assert b"%PDF" in (tmp_path / "a.pdf").read_bytes()


def test_a_file_printed_before_survives_a_refusal(tmp_path):
    run_labels("--count", 1, "-o", tmp_path / "a.pdf")
    before = (tmp_path / "a.pdf").read_bytes()
    unprintable = [*some_labels(30), labels.Label("é", "HTTPS://R.FR/D/E")]

    status, _said = run_labels("--count", 40, "-o", tmp_path / "a.pdf", "--json", printed=unprintable)

    assert status == 1
    assert (tmp_path / "a.pdf").read_bytes() == before


@pytest.mark.parametrize(
    "wrong",
    [
        ("--format", "L0000"),
        ("--start-at", "22"),
        ("--skip", "22"),
        ("--length", "40"),
        ("--scale", "2"),
        ("--offset-x", "nan"),
    ],
)
def test_a_sheet_or_place_that_does_not_exist_is_bad_usage(tmp_path, wrong, capsys):
    status, said = run_labels("--count", 1, *wrong, "-o", tmp_path / "a.pdf")

    assert status == 2
    assert said == ""
    assert capsys.readouterr().err


@pytest.mark.parametrize(
    "wrong", [("--count", "0"), ("--count", "-3"), ("--count", "many"), ("--dpi", "72"), ("--test-page",)]
)
def test_arguments_that_make_no_sense_are_bad_usage(tmp_path, wrong):
    with pytest.raises(SystemExit) as end:
        run_labels("--count", 1, *wrong, "-o", tmp_path / "a.pdf")

    assert end.value.code == 2


def test_a_folder_that_does_not_exist_is_refused(tmp_path):
    status, said = run_labels("--count", 1, "-o", tmp_path / "nowhere" / "a.pdf", "--json")

    assert status == 1
    assert "nowhere" in json.loads(said)["error"]


def test_progress_is_drawn_for_a_person_and_only_on_standard_error(tmp_path, monkeypatch):
    screen = io.StringIO()
    screen.isatty = lambda: True
    monkeypatch.setattr(sys, "stderr", screen)

    _status, said = run_labels("--count", 42, "-o", tmp_path / "a.pdf", "--json")

    assert json.loads(said)["labels"] == 42
    assert "21/42" in screen.getvalue()
    assert screen.getvalue().endswith("42/42\n")


def test_decode_prints_a_line_a_barcode(tmp_path):
    run_labels("--count", 1, "-o", tmp_path / "a.pdf")

    status, said = run_decode(tmp_path / "a.pdf")

    assert status == 0
    assert sorted(line.split("\t")[0] for line in said.splitlines()) == ["Code128", "QRCode"]


def test_decode_of_a_picture_without_codes_is_an_empty_list(tmp_path):
    Image.new("L", (50, 50), 255).save(tmp_path / "white.png")

    assert run_decode(tmp_path / "white.png", "--json") == (0, "[]\n")


@pytest.mark.parametrize("name", ["text.txt", "absent.png"])
def test_decode_of_what_is_no_picture_is_one_json_value_and_a_refusal(tmp_path, name):
    (tmp_path / "text.txt").write_text("not a picture")

    status, said = run_decode(tmp_path / name, "--json")

    assert status == 1
    assert json.loads(said)["error"]


@pytest.mark.skipif(
    not Path("../shared/samples/barcodes").is_dir(), reason="no sample pictures beside the repository"
)
def test_decode_keeps_control_characters():
    _status, said = run_decode("../shared/samples/barcodes/datamatrix-3/dm-6.webp", "--json")

    (row,) = json.loads(said)
    assert row["format"] == "DataMatrix"
    assert row["text"].startswith("[)>\x1e")
