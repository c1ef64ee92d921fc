"""A text to be edited, as an OpenDocument file (ISO 26300): headings, paragraphs, lists, tables. Text in, bytes out.

Written by hand: the format is five small files in a zip, and what we say in it needs no more than this page. The
libraries that write it (odfpy, python-docx) do all that a word processor can, and would be one more to keep.
"""

import re
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import BytesIO
from xml.sax.saxutils import escape

MEDIA_TYPE = "application/vnd.oasis.opendocument.text"
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Heading:
    text: str
    level: int = 2


@dataclass(frozen=True, slots=True)
class Paragraph:
    """`style`: Body, Note, Centered, Blank (what a person fills in)."""

    text: str
    style: str = "Body"


@dataclass(frozen=True, slots=True)
class Items:
    texts: Sequence[str]


@dataclass(frozen=True, slots=True)
class Table:
    """The heads, repeated on each page, and the rows; `widths` in centimetres."""

    heads: Sequence[str]
    rows: Iterable[Sequence[str]]
    widths: Sequence[float]


Block = Heading | Paragraph | Items | Table


def write(blocks: Iterable[Block], *, title: str, language: str = "fr") -> bytes:
    """The file. The same blocks give the same bytes."""
    placed = list(blocks)
    widths = [block.widths for block in placed if isinstance(block, Table)]
    body = "".join(_drawn(block, placed[: at + 1]) for at, block in enumerate(placed))
    columns = "".join(
        f'<style:style style:name="T{table}.{column}" style:family="table-column">'
        f'<style:table-column-properties style:column-width="{width:.2f}cm"/></style:style>'
        for table, of_table in enumerate(widths, start=1)
        for column, width in enumerate(of_table, start=1)
    )
    parts = {
        "content.xml": _CONTENT.format(namespaces=_NAMESPACES, columns=columns, cell=_CELL, body=body),
        "styles.xml": _styles(language),
        "meta.xml": _META.format(title=_text(title), language=language),
        "META-INF/manifest.xml": _MANIFEST,
    }
    target = BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr(
            zipfile.ZipInfo("mimetype"), MEDIA_TYPE
        )  # first, and stored: readers look for it there
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name), _HEAD + content, zipfile.ZIP_DEFLATED)
    return target.getvalue()


def _text(value: str) -> str:
    return escape(_NOT_XML.sub("", value))


def _drawn(block: Block, so_far: Sequence[Block]) -> str:
    match block:
        case Heading():
            return f'<text:h text:style-name="Heading{block.level}" text:outline-level="{block.level}">{_text(block.text)}</text:h>'
        case Paragraph():
            return f'<text:p text:style-name="{block.style}">{_text(block.text)}</text:p>'
        case Items():
            items = "".join(
                f'<text:list-item><text:p text:style-name="Body">{_text(text)}</text:p></text:list-item>'
                for text in block.texts
            )
            return f'<text:list text:style-name="Dashes">{items}</text:list>'
        case Table():
            return _table(block, sum(isinstance(one, Table) for one in so_far))


def _table(table: Table, number: int) -> str:
    columns = "".join(
        f'<table:table-column table:style-name="T{number}.{column}"/>'
        for column in range(1, len(table.widths) + 1)
    )
    heads = _row(table.heads, "Head")
    rows = "".join(_row(row, "Cell") for row in table.rows)
    return (
        f'<table:table table:name="Table{number}">{columns}'
        f"<table:table-header-rows>{heads}</table:table-header-rows>{rows}</table:table>"
    )


def _row(cells: Sequence[str], style: str) -> str:
    drawn = "".join(
        '<table:table-cell table:style-name="Bordered" office:value-type="string">'
        f'<text:p text:style-name="{style}">{_text(cell)}</text:p></table:table-cell>'
        for cell in cells
    )
    return f"<table:table-row>{drawn}</table:table-row>"


_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_URN = "urn:oasis:names:tc:opendocument:xmlns:"
_NAMESPACES = " ".join(
    f'xmlns:{name}="{_URN}{urn}:1.0"'
    for name, urn in (
        ("office", "office"),
        ("style", "style"),
        ("text", "text"),
        ("table", "table"),
        ("fo", "xsl-fo-compatible"),
        ("meta", "meta"),
        ("manifest", "manifest"),
    )
)
_CELL = (
    '<style:style style:name="Bordered" style:family="table-cell"><style:table-cell-properties '
    'fo:padding="0.1cm" fo:border="0.5pt solid #d8d3c6"/></style:style>'
)
_CONTENT = (
    '<office:document-content {namespaces} office:version="1.3"><office:automatic-styles>{columns}{cell}'
    "</office:automatic-styles><office:body><office:text>{body}</office:text></office:body></office:document-content>"
)
_META = (
    f'<office:document-meta xmlns:office="{_URN}office:1.0" xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'office:version="1.3"><office:meta><dc:title>{title}</dc:title><dc:language>{language}</dc:language>'
    "</office:meta></office:document-meta>"
)
_MANIFEST = (
    f'<manifest:manifest xmlns:manifest="{_URN}manifest:1.0" manifest:version="1.3">'
    f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{MEDIA_TYPE}"/>'
    + "".join(
        f'<manifest:file-entry manifest:full-path="{name}" manifest:media-type="text/xml"/>'
        for name in ("content.xml", "styles.xml", "meta.xml")
    )
    + "</manifest:manifest>"
)


def _paragraph_style(name: str, paragraph: str = "", text: str = "") -> str:
    return (
        f'<style:style style:name="{name}" style:family="paragraph"><style:paragraph-properties {paragraph}/>'
        f"<style:text-properties {text}/></style:style>"
    )


def _styles(language: str) -> str:
    below = 'fo:margin-bottom="0.2cm"'
    styles = [
        (
            '<style:default-style style:family="paragraph"><style:text-properties fo:font-size="11pt" '
            f'fo:font-family="Liberation Sans" fo:language="{language}" fo:country="{language.upper()}"/></style:default-style>'
        ),
        _paragraph_style("Body", f'{below} fo:line-height="130%" fo:text-align="justify"'),
        _paragraph_style("Note", below, 'fo:font-size="9pt" fo:color="#4f5a5c"'),
        _paragraph_style("Centered", f'{below} fo:text-align="center"'),
        _paragraph_style("Blank", below, 'fo:background-color="#faf1d8"'),
        _paragraph_style("Head", "", 'fo:font-size="9pt" fo:font-weight="bold"'),
        _paragraph_style("Cell", "", 'fo:font-size="9pt"'),
        _paragraph_style(
            "Heading1", f'{below} fo:text-align="center"', 'fo:font-size="16pt" fo:font-weight="bold"'
        ),
        _paragraph_style(
            "Heading2",
            f'fo:margin-top="0.4cm" {below} fo:keep-with-next="always"',
            'fo:font-size="12pt" fo:font-weight="bold" fo:color="#0c5a61"',
        ),
        (
            '<text:list-style style:name="Dashes"><text:list-level-style-bullet text:level="1" text:bullet-char="–">'
            '<style:list-level-properties text:list-level-position-and-space-mode="label-alignment">'
            '<style:list-level-label-alignment text:label-followed-by="listtab" fo:margin-left="0.6cm" '
            'fo:text-indent="-0.6cm"/></style:list-level-properties></text:list-level-style-bullet></text:list-style>'
        ),
    ]
    page = (
        '<office:automatic-styles><style:page-layout style:name="A4"><style:page-layout-properties '
        'fo:page-width="21cm" fo:page-height="29.7cm" fo:margin="2.2cm"/></style:page-layout>'
        '</office:automatic-styles><office:master-styles><style:master-page style:name="Standard" '
        'style:page-layout-name="A4"/></office:master-styles>'
    )
    return (
        f'<office:document-styles {_NAMESPACES} office:version="1.3"><office:styles>{"".join(styles)}'
        f"</office:styles>{page}</office:document-styles>"
    )
