"""Home, hat, language, account, help."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.contrib.auth.forms import PasswordChangeForm, SetPasswordForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from offices.actors import CHOSEN
from offices.forms import AccountForm
from offices.models import Posting
from offices.nav import ACCOUNT
from offices.roles import Capability
from offices.staff import set_language, user_of_link


@login_required
def home(request: HttpRequest) -> HttpResponse:
    """Everyone's first page: her list; a supervisor's figures; an administrator's settings."""
    actor = request.actor
    if actor.may(Capability.HANDLE) or actor.may(Capability.REGISTER):
        return redirect("caseflow:mine")
    if actor.may(Capability.OVERSEE):
        return redirect("oversight:figures")
    if actor.may(Capability.SYSTEM) or actor.may(Capability.SETTINGS):
        return redirect("settings")
    return redirect("account")


@require_POST
@login_required
def hat(request: HttpRequest) -> HttpResponse:
    """Choose the posting to act in; only one's own, in force today."""
    rows = Posting.objects.visible_to(request.actor).in_force(request.actor.day).filter(user=request.user)
    posting = next((p for p in rows.select_related("office") if str(p.pk) == request.POST.get("posting")), None)
    if posting is None:
        messages.error(request, _("This posting is not yours today. You still act as before."))
    else:
        request.session[CHOSEN] = posting.pk
        messages.success(request, _("You now act as %(posting)s.") % {"posting": posting})
    return redirect("home")


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Switch the language and stay on the page."""
    target = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(target, {request.get_host()}, request.is_secure()):
        target = "/"
    response, chosen = redirect(target), request.POST.get("language")
    if chosen in dict(settings.LANGUAGES):
        _remember(response, str(chosen))
        if request.user.is_authenticated:
            set_language(request.user, str(chosen))
    return response


def _remember(response: HttpResponse, language: str) -> None:
    response.set_cookie(settings.LANGUAGE_COOKIE_NAME, language, max_age=365 * 86400,
                        samesite="Lax", secure=settings.SESSION_COOKIE_SECURE)  # fmt: skip


@login_required
def account(request: HttpRequest) -> HttpResponse:
    """One's own name, mail and habits, and the password."""
    which = request.POST.get("form")
    form = AccountForm(
        request.POST if which == "account" else None, instance=request.user, present=request.LANGUAGE_CODE
    )
    password = PasswordChangeForm(request.user, request.POST if which == "password" else None)
    password.fields["old_password"].widget.attrs.pop("autofocus", None)
    if which == "account" and form.is_valid():
        response = redirect("account")
        _remember(response, form.save().language)
        messages.success(request, _("Saved."))
        return response
    if which == "password" and password.is_valid():
        update_session_auth_hash(request, password.save())
        messages.success(request, _("Your password is changed."))
        return redirect("account")
    bad = request.method == "POST"
    context = {"form": form, "password": password, "links": ACCOUNT}
    return render(request, "offices/account.html", context, status=422 if bad else 200)


def help_page(request: HttpRequest) -> HttpResponse:
    return render(request, "offices/help.html")


def first_password(request: HttpRequest, uid: str, token: str) -> HttpResponse:
    """The one-time link by which a new user sets her password."""
    user = user_of_link(uid, token)
    if user is None:
        return render(request, "errors.html", {
            "title": _("This link is used up"),
            "text": _("A link to set a password works once and for three days. Ask your administrator for a new one."),
            "request_id": request.id,
        }, status=410)  # fmt: skip
    form = SetPasswordForm(user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        form.save()
        login(request, user, backend="offices.auth.DeskBackend")
        return redirect(reverse("home"))
    return render(
        request, "offices/first_password.html", {"form": form}, status=422 if request.method == "POST" else 200
    )
