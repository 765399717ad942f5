"""What whoever opens an invitation sees, and how she accepts it."""

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from newsapp.access import account_of
from newsapp.errors import NotVisible, RuleViolation
from newsapp.queries.invitations import OpenInvitation, find_invitation
from newsapp.services.invitations import accept_invitation, sign_up_by_invitation
from newsapp.web.account_forms import PASSWORD_RULES
from newsapp.web.limits import hold_back
from newsapp.web.names import isolated
from newsapp.web.roles import ROLES

BACKEND = "django.contrib.auth.backends.ModelBackend"


class SignUpForm(forms.Form):
    """A new account; what may stand in it, `newsapp.services.people.create_user` says."""

    name = forms.CharField(
        label=gettext_lazy("Your name"),
        required=False,
        max_length=150,
        help_text=gettext_lazy("As the others in the project should read it."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    username = forms.CharField(
        label=gettext_lazy("Username"),
        max_length=150,
        help_text=gettext_lazy(
            "To sign in with, and the name of your highlights in exports. Letters, digits and @ . + - _"
        ),
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
    )
    email = forms.EmailField(
        label=gettext_lazy("E-mail address"), required=False, widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )
    password = forms.CharField(
        label=gettext_lazy("Password"),
        strip=False,
        max_length=4_096,
        help_text=PASSWORD_RULES,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: object, invitation: OpenInvitation, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        email = self.fields["email"]
        if invitation.email:
            email.initial, email.disabled = invitation.email, True
            email.help_text = _("The invitation was sent there.")
        elif settings.HAS_MAIL:
            email.required = True
            email.help_text = _("For a new password, should you forget it.")
        else:
            email.help_text = _("May stay empty: no mail is sent from here.")


@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, secret: str) -> HttpResponse:
    """Look at an invitation; only a button accepts it, since programs that check mail for harm open every link.

    The address itself is the secret: it is kept by no cache (as every page here), and the policy `same-origin` sends it
    to no other site. A stricter one would take the Origin from the form that is posted here, and fail its CSRF check.
    """
    try:
        return _accepted(request, secret) if request.method == "POST" else _shown(request, secret)
    except NotVisible as refusal:
        return render(request, "newsapp/invitation_gone.html", {"message": refusal.message}, status=refusal.status)


def _shown(request: HttpRequest, secret: str) -> HttpResponse:
    found = find_invitation(secret=secret, user=request.user)
    if request.user.is_authenticated and found.nothing_new:
        return _onward(found.slug, found.team_slug)
    return _page(request, found, SignUpForm(invitation=found))


def _page(
    request: HttpRequest,
    found: OpenInvitation,
    form: SignUpForm,
    refusal: RuleViolation | None = None,
) -> HttpResponse:
    role = next((role for role in ROLES if role.key == found.role), None)
    context = {"invitation": found, "role": role, "form": form, "refusal": refusal, "here": request.path}
    status = refusal.status if refusal else 422 if form.is_bound and not form.is_valid() else 200
    return render(request, "newsapp/invitation.html", context, status=status)


def _onward(slug: str, team_slug: str) -> HttpResponse:
    return redirect("project", slug=slug) if slug else redirect("team", team=team_slug)


def _accepted(request: HttpRequest, secret: str) -> HttpResponse:
    hold_back(request, action="open_link")
    found = find_invitation(secret=secret, user=request.user)
    if request.user.is_authenticated:
        accept_invitation(secret=secret, user=account_of(request.user))
    else:
        form = SignUpForm(request.POST, invitation=found)
        if not form.is_valid():
            return _page(request, found, form)
        try:
            user, _project = sign_up_by_invitation(secret=secret, **form.cleaned_data)
        except NotVisible:
            raise
        except RuleViolation as refusal:
            if refusal.path not in form.fields:
                return _page(request, found, form, refusal)
            form.add_error(refusal.path, refusal.message)
            return _page(request, found, form)
        login(request, user, backend=BACKEND)
    messages.success(request, _("Welcome to “%(place)s”.") % {"place": isolated(found.project or found.team)})
    return _onward(found.slug, found.team_slug)
