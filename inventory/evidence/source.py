"""A file's bytes, opened with limits: what kind of file it is, its text, JSON, XML tree or pages."""

import codecs
import json
import re
from functools import cached_property
from typing import Any
from xml.etree.ElementTree import Element, ParseError

import pypdfium2
import yaml
from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from reuse.core.sentences import sentence as _

LARGEST_FILE = 50 * 2**20
LARGEST_YAML = 2 * 2**20
LONGEST_LINE = 20_000
DEEPEST = 100
MOST_PAGES = 200
HEAD = 64 * 2**10
CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
CONTROL_REFERENCES = re.compile(
    r"&#(?:x0*(?:[0-8bcef]|1[0-9a-f])|0*(?:[0-8]|1[124-9]|2\d|3[01]));", re.IGNORECASE
)
XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
SNAPSHOT = re.compile(r"""\btype['"]?\s*:\s*['"]?Snapshot\b""")
LEADING_WARNING = re.compile(r"\A(?:(?:WARNING|Warning|sudo|lshw)[^\n]*\n)+")


class Unreadable(Exception):
    """The file cannot be opened as what it looks like; the message is for the user."""


class Source:
    def __init__(self, content: bytes, *, name: str) -> None:
        self.content = content
        self.name = name

    @cached_property
    def container(self) -> str:
        """pdf, workbook, json, yaml, xml or text: judged by content, never by name."""
        if len(self.content) > LARGEST_FILE:
            raise Unreadable(_("The file is larger than 50 MB."))
        if b"%PDF-" in self.content[:1024]:
            return "pdf"
        if self.content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
            return "workbook"
        if not self.text.strip():
            raise Unreadable(_("The file is empty."))
        if self.text.count("\x00") > len(self.text) // 100:
            raise Unreadable(_("The file is not text, and its format is not known."))
        if self.text.lstrip().startswith("<"):
            return "xml"
        if re.match(r"\s*(?:\{|\[\s*[\[{\]])", self.text):
            return "json"
        if max(map(len, self.text.split("\n"))) > LONGEST_LINE:
            raise Unreadable(_("The file is not text, and its format is not known."))
        return "yaml" if SNAPSHOT.search(self.head) and not self.head.lstrip().startswith("[") else "text"

    @cached_property
    def text(self) -> str:
        decoded = decode(self.content).replace("\r\r\n", "\n").replace("\r\n", "\n").replace("\r", "\n")
        return LEADING_WARNING.sub("", decoded)

    @cached_property
    def head(self) -> str:
        return self.text[:HEAD]

    @cached_property
    def data(self) -> Any:
        """The JSON or YAML value."""
        if self.container == "yaml":
            return load_yaml(self.text)
        try:
            return load_json(self.text)
        except Unreadable:
            if not SNAPSHOT.search(self.head):
                raise
            return load_yaml(self.text)

    @cached_property
    def tree(self) -> Element:
        """The root of the XML, control characters dropped, entities refused."""
        body = CONTROL_REFERENCES.sub("", CONTROLS.sub("", XML_DECLARATION.sub("", self.text)))
        try:
            root: Element = fromstring(body)
        except DefusedXmlException as danger:
            raise Unreadable(_("The XML declares entities: refused for safety.")) from danger
        except (ParseError, ValueError) as error:
            raise Unreadable(_("The XML is damaged or cut before its end.")) from error
        return root

    @cached_property
    def pages(self) -> list[str]:
        """The text of a PDF's pages."""
        try:
            document = pypdfium2.PdfDocument(self.content)
        except pypdfium2.PdfiumError as error:
            raise Unreadable(
                _("The PDF is damaged, cut before its end, or protected by a password.")
            ) from error
        try:
            return [_page_text(document[number]) for number in range(min(len(document), MOST_PAGES))]
        finally:
            document.close()


def _page_text(page: Any) -> str:
    text_page = page.get_textpage()
    try:
        return str(text_page.get_text_range()).replace("\r\n", "\n")
    finally:
        text_page.close()
        page.close()


def decode(content: bytes) -> str:
    """Text in UTF-8 or UTF-16, else in what Windows (1252) or its console (850) writes."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return content.decode("utf-16", errors="replace")
    if content[1:200:2].count(0) > len(content[1:200:2]) // 2:
        return content.decode("utf-16-le", errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode(_code_page(content), errors="replace")


def _code_page(content: bytes) -> str:
    """Accented letters lie low in code page 850 and high in 1252."""
    declared = re.match(
        rb"\s*<\?xml[^>]*encoding=[\"'](iso-8859-1|latin-?1|windows-1252)", content, re.IGNORECASE
    )
    low = sum(0x80 <= byte <= 0xA5 or byte == 0xFF for byte in content[:HEAD])
    high = sum(0xC0 <= byte <= 0xFE for byte in content[:HEAD])
    return "cp850" if low > high and not declared else "cp1252"


def load_json(text: str) -> Any:
    """JSON as tools write it: raw control characters, and lshw's missing or trailing commas, are forgiven."""
    for attempt in (str, _with_commas_mended):
        try:
            return json.loads(attempt(text), strict=False, parse_constant=lambda _constant: None)
        except RecursionError as error:
            raise Unreadable(_("The file is nested too deeply.")) from error
        except ValueError:
            continue
    raise Unreadable(_("The JSON is damaged or cut before its end."))


def _with_commas_mended(text: str) -> str:
    mended = re.sub(r",(\s*[\]}])", r"\1", re.sub(r"\}(\s*)\{", r"},\1{", text.strip().rstrip(",")))
    return f"[{mended}]" if mended.startswith("{") and "},\n" in mended else mended


def load_yaml(text: str) -> Any:
    """YAML without aliases (they multiply) and of a reasonable size and depth."""
    if len(text) > LARGEST_YAML:
        raise Unreadable(_("The YAML is larger than 2 MB."))
    depth = 0
    try:
        for event in yaml.parse(text, Loader=yaml.CSafeLoader):
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if isinstance(event, yaml.AliasEvent) or depth > DEEPEST:
                raise Unreadable(_("The YAML holds aliases or is nested too deeply: refused for safety."))
        return yaml.load(text, Loader=yaml.CSafeLoader)
    except (yaml.YAMLError, ValueError) as error:
        raise Unreadable(_("The YAML is damaged or cut before its end.")) from error
