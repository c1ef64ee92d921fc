"""Finds the sentences an app shows, in its templates and its Python files, and keeps its French catalog in step."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from babel.messages import Catalog
from babel.messages.extract import extract_from_file
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.template import engines
from django.templatetags.i18n import BlockTranslateNode, TranslateNode

KEYWORDS: dict[str, Any] = {
    **dict.fromkeys(("gettext", "gettext_lazy", "_")),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), ((1, "c"), 2, 3)),
}


@dataclass(frozen=True, slots=True)
class Message:
    """A sentence to translate. `plural` is empty for one that does not count."""

    text: str
    plural: str = ""
    context: str = ""

    @property
    def key(self) -> str | tuple[str, str]:
        """The msgid as a catalog knows it."""
        return (self.text, self.plural) if self.plural else self.text


def used_by(app: Path, *, apart: tuple[Path, ...] = ()) -> set[Message]:
    """Every sentence an app shows; folders in `apart` are apps of their own."""
    return {*_of_templates(app, apart), *_of_python(app, apart)}


def catalog_of(app: Path) -> Path:
    """Where an app's French lives."""
    return app / "locale" / "fr" / "LC_MESSAGES" / "django.po"


def read(path: Path) -> Catalog:
    """A catalog; an empty one where there is none."""
    if not path.exists():
        return Catalog(locale="fr", project="Reuse", version="", msgid_bugs_address="", copyright_holder="")
    with path.open("rb") as file:
        return read_po(file, locale="fr")


def update(app: Path, *, apart: tuple[Path, ...] = ()) -> list[Message]:
    """Add what is new, drop what is unused, compile; return the sentences that still lack their French."""
    path, known = catalog_of(app), read(catalog_of(app))
    fresh = Catalog(locale="fr", project="Reuse", header_comment=known.header_comment, fuzzy=False)
    used = sorted(used_by(app, apart=apart), key=lambda message: (message.text, message.context))
    for message in used:
        old = known.get(message.key, message.context or None)
        string = old.string if old and not old.fuzzy and old.pluralizable == bool(message.plural) else None
        fresh.add(message.key, string, context=message.context or None)
    if used:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            write_po(file, fresh, width=110, omit_header=False, sort_output=True)
        with path.with_suffix(".mo").open("wb") as file:
            write_mo(file, fresh)
    return [message for message in used if not _is_translated(fresh, message)]


def missing(app: Path, *, apart: tuple[Path, ...] = ()) -> list[Message]:
    """The sentences without French, or with a doubtful one."""
    known = read(catalog_of(app))
    return [message for message in used_by(app, apart=apart) if not _is_translated(known, message)]


def _is_translated(catalog: Catalog, message: Message) -> bool:
    found = catalog.get(message.key, message.context or None)
    if found is None or found.fuzzy:
        return False
    return all(found.string) if isinstance(found.string, tuple) else bool(found.string)


def _files(app: Path, pattern: str, apart: tuple[Path, ...]) -> Iterator[Path]:
    for path in sorted(app.rglob(pattern)):
        if not any(other in path.parents for other in apart) and "migrations" not in path.parts:
            yield path


def _of_templates(app: Path, apart: tuple[Path, ...]) -> Iterator[Message]:
    for path in [*_files(app, "*.html", apart), *_files(app, "*.txt", apart)]:
        if "templates" not in path.parts:
            continue
        template: Any = engines["django"].from_string(path.read_text(encoding="utf-8"))
        nodes = template.template.nodelist
        for node in nodes.get_nodes_by_type(TranslateNode):
            # Django doubles the percent signs of a template before it looks a sentence up.
            text = _literal(node.filter_expression).replace("%", "%%")
            yield Message(text, context=_literal(node.message_context))
        for node in nodes.get_nodes_by_type(BlockTranslateNode):
            yield _of_block(node)


def _of_block(node: Any) -> Message:
    def text(tokens: Any) -> str:
        rendered: str = node.render_token_list(tokens)[0]
        return " ".join(line.strip() for line in rendered.strip().splitlines()) if node.trimmed else rendered

    context = _literal(node.message_context)
    return Message(text(node.singular), text(node.plural) if node.plural else "", context)


def _literal(expression: Any) -> str:
    """The text between quotes of a template's expression; empty where there is none."""
    variable = getattr(expression, "var", "")
    return str(getattr(variable, "literal", variable) or "")


def _of_python(app: Path, apart: tuple[Path, ...]) -> Iterator[Message]:
    for path in _files(app, "*.py", apart):
        for _line, found, _comments, context in extract_from_file("python", path, keywords=KEYWORDS):
            parts = found if isinstance(found, tuple) else (found,)
            yield Message(parts[0], parts[1] if len(parts) > 1 else "", context or "")
