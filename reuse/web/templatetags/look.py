"""The components of the look as template tags, so that their markup is written once."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, Final

from babel import Locale
from babel.dates import format_date, format_datetime, format_time
from django import template
from django.contrib.messages.storage.base import Message
from django.forms import BaseForm, CheckboxInput, CheckboxSelectMultiple, FileInput, RadioSelect, Widget
from django.forms.boundfield import BoundField
from django.template.context import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext

from reuse.web import charts

register = template.Library()

STAGES_ON_THE_WAY: Final = {
    "announced", "received", "triage", "audit", "erasure", "repair", "setup", "quality_check",
    "ready", "reserved", "handed_over", "after_sales",
}  # fmt: skip
MARKS: Final = {"ok", "no", "warn", "ask", "same", "wait", "info"}
MESSAGE_TONES: Final = {"success": ("ok", "ok"), "warning": ("warn", "warn"), "error": ("bad", "no")}
SIGNS: Final = {  # how each language writes 1,234.5 and -1
    "fr": str.maketrans({",": "\u202f", ".": ",", "-": "−"}),
    "en": str.maketrans({"-": "−"}),
}
FIRST: Final = {"fr": "1er"}  # of a month


# Marks, badges, codes


@register.simple_tag
def mark(kind: str) -> SafeString:
    """A shape with a sign; the words that say the same stand beside it."""
    if kind not in MARKS:
        raise ValueError(f"no mark is called {kind!r}")
    return format_html('<span class="mark {}" aria-hidden="true"></span>', kind)


@register.simple_tag
def stage(code: str, label: str) -> SafeString:
    """A badge: the pie says how far, the word says what. A code that is not on the way is an exit."""
    drawing = code if code in STAGES_ON_THE_WAY else "exit"
    return format_html('<span class="stage" data-stage="{}">{}</span>', drawing, label)


@register.filter(name="code")
def grouped(value: str) -> str:
    """Our code as people read it: BCDEFGHJK becomes BCDE-FGHJ-K; anything else stays as it is."""
    text = str(value)
    is_ours = len(text) == 9 and text.isalpha() and text.isupper()
    return f"{text[:4]}-{text[4:8]}-{text[8]}" if is_ours else text


@register.simple_tag
def code(value: str) -> SafeString:
    """An identifier inside a text."""
    return format_html('<span class="code">{}</span>', grouped(value))


@register.simple_tag
def tag(value: str) -> SafeString:
    """Our code at the head of a page, drawn as the label that is tied to the device."""
    return format_html('<span class="tag">{}</span>', grouped(value))


@register.inclusion_tag("web/_message.html")
def message(message: Message) -> dict[str, Any]:
    tone, kind = MESSAGE_TONES.get(message.level_tag, ("", "info"))
    return {"message": message, "tone": tone, "mark": kind}


# Numbers and durations, as the reader's language writes them


@register.filter
def number(value: float | Decimal | None, decimals: int | None = None) -> str:
    """1 234 567,5 in French, 1,234,567.5 in English, a dash when there is no number."""
    if value is None or value == "":
        return "–"
    exact = f"{value:,}" if decimals is None else f"{value:,.{decimals}f}"
    return exact.translate(SIGNS[_language()])


@register.filter
def percent(share: float | Decimal | None, decimals: int = 0) -> str:
    """A share between 0 and 1 as 41 %."""
    if share is None or share == "":
        return "–"
    return gettext("%(number)s%%") % {"number": number(share * 100, decimals)}


@register.filter
def euros(cents: int | None) -> str:
    """180 € or 12,50 €, from integer cents."""
    if cents is None:
        return "–"
    amount = number(Decimal(cents) / 100, 2 if cents % 100 else 0)
    return gettext("€%(amount)s") % {"amount": amount}


@register.filter
def days(count: float | None) -> str:
    """2 j"""
    return "–" if count is None else gettext("%(count)s d") % {"count": number(round(count))}


@register.filter
def duration(length: timedelta | None) -> str:
    """The largest unit alone: 2 j, 3 h or 5 min."""
    if length is None:
        return "–"
    if length >= timedelta(days=1):
        return days(length.days)
    minutes = int(length.total_seconds() // 60)
    if minutes >= 60:
        return gettext("%(count)s h") % {"count": minutes // 60}
    return gettext("%(count)s min") % {"count": minutes}


@register.filter(expects_localtime=True)
def day(on: date | None) -> str:
    """24 nov. 2026"""
    return "–" if on is None else with_first(format_date(on, "d MMM y", _locale()), on)


def with_first(shown: str, on: date) -> str:
    """A day whose text begins with its number, as the language in force writes the first of a month: 1er nov. 2026"""
    first = FIRST.get(_locale().language, "1")
    return f"{first} {shown[2:]}" if on.day == 1 and shown.startswith("1 ") else shown


@register.filter
def month(on: date) -> str:
    """nov."""
    return format_date(on, "MMM", _locale())


@register.filter
def month_year(on: date) -> str:
    """novembre 2026"""
    return format_date(on, "MMMM y", _locale())


@register.filter
def weekday(on: date) -> str:
    """mardi"""
    return format_date(on, "EEEE", _locale())


@register.filter(expects_localtime=True)
def instant(at: datetime | None) -> str:
    """24 nov. 2026, 9 h 58, in the time zone in force."""
    return "–" if at is None else f"{day(at)}, {clock(at)}"


@register.filter(expects_localtime=True)
def clock(at: datetime) -> str:
    """9 h 58"""
    return format_datetime(at, gettext("HH:mm"), locale=_locale())


@register.filter
def hour(at: time) -> str:
    """9 h 30, of a clock anywhere."""
    return format_time(at, gettext("HH:mm"), locale=_locale())


def _locale() -> Locale:
    return Locale.parse("fr" if _language() == "fr" else "en_GB")


def _language() -> str:
    return "fr" if (get_language() or "fr").startswith("fr") else "en"


# Bars, funnels, empty places, lists


@register.inclusion_tag("web/_bar.html")
def bar(
    *values: float, of: float = 100, target: float | None = None, label: str = "", size: str = ""
) -> dict[str, Any]:
    """A bar of one to four parts out of `of`, with a mark at `target`; without a label it is only decoration."""
    return {"bar": charts.bar(values, whole=of, target=target), "label": label, "size": size}


@register.inclusion_tag("web/_funnel.html")
def funnel(steps: Iterable[charts.Step]) -> dict[str, Any]:
    """Steps of a chain, each counted against the first."""
    return {"rows": charts.funnel(list(steps))}


@register.inclusion_tag("web/_empty.html")
def empty_state(title: str, detail: str = "", url: str = "", action: str = "") -> dict[str, str]:
    """What to say, and what to do, where a list would be."""
    return {"title": title, "detail": detail, "url": url, "action": action}


@register.inclusion_tag("web/_pager.html")
def pager(
    previous_url: str | None = "", next_url: str | None = "", summary: str = ""
) -> dict[str, str | None]:
    """Ways to the pages before and after; keyset pages have no number."""
    return {"previous_url": previous_url, "next_url": next_url, "summary": summary}


@register.simple_tag(takes_context=True)
def query(context: Context, **changes: object) -> str:
    """The address's parameters with some replaced; None or an empty text removes one."""
    parameters = context["request"].GET.copy()
    for name, value in changes.items():
        if value is None or value == "":
            parameters.pop(name, None)
        else:
            parameters[name] = str(value)
    return f"?{parameters.urlencode()}"


# Forms


@register.inclusion_tag("web/_field.html")
def field(bound: BoundField, appearance: str = "", label: str = "") -> dict[str, Any]:
    """A field with its label, help and error. Choices are tiles, or side by side with `appearance="seg"`."""
    kind = _kind(bound.field.widget)
    return {
        "field": bound,
        "kind": kind,
        "appearance": appearance or "tiles",
        "label": label or bound.label,
        "options": _options(bound) if kind == "choices" else [],
    }


def _kind(widget: Widget) -> str:
    if widget.is_hidden:
        return "hidden"
    if isinstance(widget, CheckboxInput):
        return "check"
    if isinstance(widget, FileInput):
        return "drop"
    if isinstance(widget, RadioSelect | CheckboxSelectMultiple):
        return "choices"
    return "plain"


def _options(bound: BoundField) -> list[dict[str, Any]]:
    """Each choice; a second line of its label is what is said small below it."""
    options = []
    for option in bound:
        title, _, hint = str(option.choice_label).partition("\n")
        options.append({"input": option.tag(), "title": title, "hint": hint})
    return options


@register.inclusion_tag("web/_form_errors.html")
def form_errors(*forms: BaseForm | list[BaseForm]) -> dict[str, Any]:
    """What must be corrected, each with a link to its field; nothing while all is well. A list stands for its forms."""
    every = [one for form in forms for one in (form if isinstance(form, list) else [form])]
    return {"errors": [error for form in every for error in _errors(form)]}


def _errors(form: BaseForm) -> Iterator[dict[str, str]]:
    for name, texts in form.errors.items():
        bound = form[name] if name in form.fields else None
        for text in texts:
            yield {
                "anchor": (bound.id_for_label or bound.auto_id) if bound else "",
                "label": str(bound.label) if bound else "",
                "text": str(text),
            }
