"""Collects the msgids an app uses, from its templates and its Python files."""

from collections.abc import Iterator
from pathlib import Path

from babel.messages.extract import extract_from_file
from django.template import engines
from django.template.base import Template
from django.templatetags.i18n import BlockTranslateNode, TranslateNode

KEYWORDS = {"gettext": None, "gettext_lazy": None, "_": None, "ngettext": (1, 2), "ngettext_lazy": (1, 2)}


def used_by(app: Path) -> set[str]:
    """Every msgid; of a plural, its singular."""
    return {*_of_templates(app), *_of_python(app)}


def _of_templates(app: Path) -> Iterator[str]:
    for path in (app / "templates").rglob("*.html"):
        template = engines["django"].from_string(path.read_text()).template
        yield from of_template(template)


def of_template(template: Template) -> Iterator[str]:
    for node in template.nodelist.get_nodes_by_type(TranslateNode):
        yield node.filter_expression.var.literal
    for node in template.nodelist.get_nodes_by_type(BlockTranslateNode):
        text, _ = node.render_token_list(node.singular)
        yield " ".join(line.strip() for line in text.strip().splitlines()) if node.trimmed else text


def _of_python(app: Path) -> Iterator[str]:
    for path in app.rglob("*.py"):
        for _, message, _, _ in extract_from_file("python", path, keywords=KEYWORDS):
            yield message[0] if isinstance(message, tuple) else message
