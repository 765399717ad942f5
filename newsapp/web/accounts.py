"""How django-allauth is used here: sign-in, no open sign-up, no letters where there is no mail."""

import time
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.views import EmailView, PasswordChangeView, PasswordResetView
from django.conf import settings
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from newsapp.errors import RuleViolation
from newsapp.web.account_forms import ChangePasswordForm, SetPasswordForm


class MailFailed(RuleViolation):
    """The mail server did not take a letter."""

    status = 503


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are made by an administrator or by invitation, never by whoever comes along."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 - allauth's signature
        """Closed."""
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send one of allauth's letters; without mail there is none, and the pages say so.

        Raises:
            MailFailed: the mail server did not take it.
        """
        if not settings.HAS_MAIL:
            return
        try:
            super().send_mail(template_prefix, email, context)
        except OSError as error:
            raise MailFailed("mail_failed", _("The letter could not be sent. Try again in a few minutes.")) from error


class EmailPage(EmailView):  # type: ignore[misc]
    """A person's addresses."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Whether letters are sent from here decides what the page offers."""
        return {**super().get_context_data(**kwargs), "has_mail": settings.HAS_MAIL}


email = EmailPage.as_view()


class PasswordPage(PasswordChangeView):  # type: ignore[misc]
    """Another password. Who has just come by a one-time link need not know the one that she has forgotten."""

    def get_template_names(self) -> list[str]:
        """The page that asks for the present password, or the one that does not."""
        return ["account/password_set.html" if came_by_link(self.request) else "account/password_change.html"]

    def get_form_class(self) -> type[Any]:
        """The form that asks for the present password, or the one that does not."""
        return SetPasswordForm if came_by_link(self.request) else ChangePasswordForm

    def form_valid(self, form: Any) -> HttpResponse:
        """Set it; what let her in without the old one is spent."""
        answer: HttpResponse = super().form_valid(form)
        self.request.session.pop(BY_LINK, None)
        return answer


password_change = PasswordPage.as_view()

BY_LINK = "signed_in_by_link_at"
"""In a session that a one-time link began: when, in seconds since 1970."""
LINK_COUNTS_SECONDS = 30 * 60
"""For how long such a session may set a password without the old one."""


def sign_in_once(request: HttpRequest, user: Any) -> None:
    """Sign in whom a one-time link was for."""
    login(request, user, backend="django.contrib.auth.backends.ModelBackend")
    request.session[BY_LINK] = int(time.time())


def came_by_link(request: HttpRequest) -> bool:
    """Whether this session was begun by a one-time link, a short while ago."""
    begun: float = request.session.get(BY_LINK, 0)
    return time.time() - begun < LINK_COUNTS_SECONDS


_reset_by_mail = PasswordResetView.as_view()


def password_reset(request: HttpRequest) -> HttpResponse:
    """Ask for a letter that lets one set a new password; without mail, say who can help instead."""
    if not settings.HAS_MAIL:
        return render(request, "account/password_reset_without_mail.html")
    answer: HttpResponse = _reset_by_mail(request)
    return answer
