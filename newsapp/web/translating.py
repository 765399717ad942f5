"""Wordings in the language that is active: the reader's in a request, the process's in a command."""

from django.utils import translation
from django.utils.formats import number_format


class ActiveLanguage:
    """A `newsapp.wording.Translator` out of Django's catalogues."""

    def gettext(self, message: str) -> str:
        return translation.gettext(message)

    def ngettext(self, singular: str, plural: str, number: int) -> str:
        return translation.ngettext(singular, plural, number)

    def number(self, value: int) -> str:
        return number_format(value, use_l10n=True, force_grouping=True)
