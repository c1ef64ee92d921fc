"""Text kept in data rows as a map of languages: `{"fr": …, "en": …}`."""

from collections.abc import Mapping

from django.utils.translation import get_language


def in_language(text: Mapping[str, str]) -> str:
    """The text in the reader's language; else French; else whatever there is."""
    language = (get_language() or "fr").split("-")[0]
    return text.get(language) or text.get("fr") or next(iter(text.values()), "")
