"""The forms of the sign-in package, without words that stand twice."""

from typing import Any

from allauth.account import forms
from django.utils.translation import gettext_lazy as _

PASSWORD_RULES = _("At least 10 characters; not only digits, no common word, not like your name.")
"""What `AUTH_PASSWORD_VALIDATORS` ask for, in one sentence."""

_LABELS = {
    "oldpassword": _("The password that you have now"),
    "password1": _("A new password"),
    "password2": _("Once more"),
    "email": _("E-mail address"),
    "password": _("Password"),
}


class _Plain:
    """Labels of ours, and no placeholders that repeat them."""

    fields: dict[str, Any]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label = _LABELS.get(name, field.label)
            if name == "password1":
                field.help_text = PASSWORD_RULES


class AddEmailForm(_Plain, forms.AddEmailForm):  # type: ignore[misc]
    """Another address."""


class ChangePasswordForm(_Plain, forms.ChangePasswordForm):  # type: ignore[misc]
    """Another password."""


class SetPasswordForm(_Plain, forms.SetPasswordForm):  # type: ignore[misc]
    """The first password."""


class ResetPasswordForm(_Plain, forms.ResetPasswordForm):  # type: ignore[misc]
    """Where the letter goes."""


class ResetPasswordKeyForm(_Plain, forms.ResetPasswordKeyForm):  # type: ignore[misc]
    """A new password, by the letter's link."""


class ReauthenticateForm(_Plain, forms.ReauthenticateForm):  # type: ignore[misc]
    """The password once more."""
