"""People and their postings: the system administrator's pages. She makes accounts and hands out hats, sees no petition."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from offices.forms import PersonForm, PostingForm
from offices.models import Posting, User
from offices.staff import add_person, add_posting, end_posting, password_link, set_active
from offices.views.settings import only

system = only("system")


def _link(request: HttpRequest, user: User) -> str:
    return request.build_absolute_uri(password_link(user))


@system
def people(request: HttpRequest) -> HttpResponse:
    """Everyone with an account, and a new person with her first posting; her password comes by a link shown once."""
    form, link = PersonForm(request.POST or None, actor=request.actor), None
    if request.method == "POST" and form.is_valid():
        d = form.cleaned_data
        user = add_person(d["username"], d["name"], d["email"], d["office"], d["role"], d["valid_from"])
        link, form = _link(request, user), PersonForm(actor=request.actor)
    rows = (
        User.objects.visible_to(request.actor).prefetch_related("postings__office").order_by("-is_active", "username")
    )
    page = Paginator(rows, 50).get_page(request.GET.get("page"))
    bad = request.method == "POST" and link is None
    return render(
        request, "offices/people.html", {"form": form, "page": page, "link": link}, status=422 if bad else 200
    )


@system
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """One person: postings, one more posting, a new one-time link, the account closed or opened."""
    user, link = get_object_or_404(User.objects.visible_to(request.actor), pk=pk), None
    act = request.POST.get("act", "")
    form = PostingForm(request.POST if act == "posting" else None, actor=request.actor)
    if act == "link" and user.is_active:
        link = _link(request, user)
    elif act == "active":
        _close_or_open(request, user)
        return redirect("person", pk)
    elif act == "posting" and form.is_valid():
        d = form.cleaned_data
        try:
            add_posting(user, d["office"], d["role"], d["valid_from"], d["valid_until"])
        except ValidationError as problem:
            form.add_error(None, problem)
        else:
            messages.success(request, _("The posting is added."))
            return redirect("person", pk)
    postings = (
        Posting.objects.visible_to(request.actor).filter(user=user).select_related("office").order_by("-valid_from")
    )
    context = {"person": user, "rows": postings, "form": form, "link": link}
    return render(request, "offices/person.html", context, status=422 if request.method == "POST" and not link else 200)


def _close_or_open(request: HttpRequest, user: User) -> None:
    try:
        set_active(user, request.POST.get("active") == "1", request.actor.day)
    except ValidationError as problem:
        messages.error(request, " ".join(problem.messages))
    else:
        messages.success(request, _("The account is open.") if user.is_active else _("The account is closed."))


@require_POST
@system
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """Today is the posting's last day."""
    posting = get_object_or_404(Posting.objects.visible_to(request.actor), pk=pk)
    try:
        end_posting(posting, request.actor.day)
    except ValidationError as problem:
        messages.error(request, " ".join(problem.messages))
    else:
        messages.success(request, _("The posting ends today."))
    return redirect("person", posting.user_id)
