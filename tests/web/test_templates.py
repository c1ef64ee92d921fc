"""Every template of the project obeys the content policy, and the frame stays light."""

import re
from pathlib import Path

import pytest
from django.template import engines

import reuse.web

ROOT = Path(reuse.web.__file__).parent.parent.parent
STATIC = Path(reuse.web.__file__).parent / "static/web"
LETTERS = ROOT / "reuse/web/templates/mail"
TEMPLATES = sorted(
    path
    for top in ("reuse", "inventory", "donors", "beneficiaries", "labels")
    for path in (ROOT / top).rglob("templates/**/*.html")
    if path.parent != LETTERS  # no page: what frames a letter, where style is inline and nothing else runs
)
FORBIDDEN = {
    "a style attribute": re.compile(r"<[^>]*\sstyle\s*=", re.I),
    "a style element": re.compile(r"<style\b", re.I),
    "a script without src": re.compile(r"<script\b(?![^>]*\bsrc=)", re.I),
    "an event attribute": re.compile(
        r"<[a-z][^>]*\son[a-z]+\s*=(?!=)", re.I
    ),  # `{% if one == two %}` is none
    "a javascript: address": re.compile(r"javascript:", re.I),
    "an hx-on attribute": re.compile(r"\bhx-on\b", re.I),
    "something from elsewhere": re.compile(
        r"<(?:script|link|img|iframe)\b[^>]*(?:src|href)=\"(?:https?:)?//", re.I
    ),
}


def offences(text):
    return [name for name, pattern in FORBIDDEN.items() if pattern.search(text)]


@pytest.mark.parametrize(
    "text",
    [
        '<p class="x" style="color: red">', "<style>", "<script>alert()</script>", '<a href="#" onclick="x()">',
        '<a href="javascript:x()">', '<form hx-on:submit="x">', '<script src="https://cdn.example/x.js"></script>',
    ],
)  # fmt: skip
def test_each_offence_is_seen(text):
    assert offences(text)


def test_no_template_breaks_the_content_policy():
    found = {str(path.relative_to(ROOT)): offences(path.read_text()) for path in TEMPLATES}

    assert len(TEMPLATES) > 40
    assert {path: what for path, what in found.items() if what} == {}


@pytest.mark.parametrize(
    "path",
    [path for path in TEMPLATES if path.is_relative_to(ROOT / "reuse/web")],
    ids=lambda path: path.name,
)
def test_a_template_of_the_frame_can_be_read(path):
    engines["django"].from_string(path.read_text())


def test_the_stylesheet_stays_small():
    assert (STATIC / "look.css").stat().st_size < 40_000


def test_the_scripts_stay_small():
    assert sum(path.stat().st_size for path in STATIC.glob("*.js")) < 8_000


def test_no_stylesheet_fetches_anything():
    assert not re.search(r"url\(|@import", (STATIC / "look.css").read_text())
