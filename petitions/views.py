"""Register a petition, its drafts, its receipt and its files."""

import re
import uuid
from typing import Any

import segno
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from offices.roles import Capability
from offices.views.errors import sent_again
from petitions.choices import ReadKind
from petitions.forms import PersonForm, PersonFormSet, RegistrationForm, checked_registration
from petitions.kept import keep_and_login, take_kept
from petitions.models import Attachment, Draft, Extract, Petition, Petitioner
from petitions.reading import asked_why
from petitions.sealing import unseal
from petitions.services import files
from petitions.services.drafts import drop_draft, read_draft, save_draft
from petitions.services.inputs import StoredFile
from petitions.services.register import register

FORM = "register"
JUST = "just_registered"  # session: numbers whose receipt this clerk may print, whatever their class


def _forms(request: HttpRequest, data: QueryDict | None) -> tuple[RegistrationForm, Any]:
    today = timezone.localdate()
    PersonForm.today = today
    if data is not None:
        data = _counted(data)
        return RegistrationForm(data, today=today), PersonFormSet(data, prefix="persons")
    form = RegistrationForm(today=today, initial={"received_on": today, "key": uuid.uuid4().hex, "visitors": 1})
    return form, PersonFormSet(prefix="persons")


def _counted(data: QueryDict) -> QueryDict:
    """A forged or lost count of persons is counted anew from the fields, so that nobody typed in is lost."""
    if not data.get("persons-TOTAL_FORMS", "").isdigit() or not data.get("persons-INITIAL_FORMS", "").isdigit():
        places = {int(m.group(1)) for m in (re.match(r"persons-(\d{1,3})-", name) for name in data) if m}
        data = data.copy()
        data["persons-TOTAL_FORMS"], data["persons-INITIAL_FORMS"] = str(max(places, default=0) + 1), "0"
    return data


@sent_again
def register_view(request: HttpRequest) -> HttpResponse:
    """The counter's page. A POST after the login expired is kept and offered after it."""
    if not request.user.is_authenticated:
        return keep_and_login(request)
    if not request.actor.may(Capability.REGISTER):
        raise PermissionDenied
    if request.method == "POST":
        return _post(request)
    data = _kept(request)
    if data is not None and "persons-TOTAL_FORMS" in data:
        form, persons = _forms(request, data)
        form._errors, persons._errors = {}, [{} for _f in persons.forms]  # type: ignore[attr-defined]
        form.is_bound = True
        return _page(request, form, persons, files.unpack(data.get("kept_files", "")), unchecked=True)
    form, persons = _forms(request, None)
    return _page(request, form, persons, [])


def _kept(request: HttpRequest) -> QueryDict | None:
    if (kept := take_kept(request)) is not None:
        return kept
    if request.GET.get("draft"):
        draft = get_object_or_404(Draft.objects.visible_to(request.actor), form=FORM, key=request.GET["draft"][:64])
        return read_draft(draft)
    return None


def _post(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    kept, problems = _take_files(request)
    data = _counted(request.POST).copy()
    data["kept_files"] = files.pack(kept)
    if "add_person" in data:
        data["persons-TOTAL_FORMS"] = str(min(int(data.get("persons-TOTAL_FORMS") or 1) + 1, 200))
        form, persons = _forms(request, data)
        form._errors, persons._errors = {}, [{} for _f in persons.forms]  # type: ignore[attr-defined]
        return _page(request, form, persons, kept, unchecked=True)
    save_draft(request.actor.user_id, FORM, data.get("key", ""), data, now)
    if "save_draft" in data:
        messages.success(request, _("The draft is kept."))
        return redirect("petitions:drafts")
    form, persons = _forms(request, data)
    for problem in problems:
        form.add_error(None, problem)
    given = checked_registration(form, persons, kept, request.actor.office_id, now)
    if given is not None:
        petition = register(given, request.actor, now, key=f"{request.actor.user_id}:{form.cleaned_data['key']}"[:64])
        drop_draft(request.actor.user_id, FORM, form.cleaned_data["key"])
        request.session[JUST] = [str(petition.uid), *request.session.get(JUST, [])][:20]
        messages.success(request, _("Registered as %(number)s.") % {"number": petition.number})
        return redirect("petitions:receipt", uid=petition.uid)
    return _page(request, form, persons, kept, status=422)


def _take_files(request: HttpRequest) -> tuple[list[StoredFile], list[str]]:
    """Store what was uploaded at once, so that a form with errors keeps its files."""
    kept, problems = files.unpack(request.POST.get("kept_files", "")), []
    for upload in request.FILES.getlist("files")[:50]:
        try:
            stored = files.store(upload, upload.name, upload.size)
        except files.BadFile as problem:
            problems.append(str(problem))
        else:
            if stored not in kept:
                kept.append(stored)
    return kept, problems


def _page(request: HttpRequest, form: RegistrationForm, persons: Any, kept: list[StoredFile], *, status: int = 200,
          unchecked: bool = False) -> HttpResponse:  # fmt: skip
    context = {"form": form, "persons": persons, "kept": kept, "unchecked": unchecked}
    return render(request, "petitions/register.html", context, status=status)


@require_POST
@login_required
def draft(request: HttpRequest) -> JsonResponse:
    """Keep what is being typed (every few seconds)."""
    if not request.actor.may(Capability.REGISTER):
        raise PermissionDenied
    now = timezone.now()
    saved = save_draft(request.actor.user_id, FORM, request.POST.get("key", ""), request.POST, now)
    if saved is None:
        return JsonResponse({"note": ""}, status=422)
    return JsonResponse({"note": _("Draft kept at %(time)s") % {"time": timezone.localtime(now).strftime("%H:%M")}})


@login_required
def drafts(request: HttpRequest) -> HttpResponse:
    """One's own drafts; they go 30 days after their last change."""
    rows = []
    for found in Draft.objects.visible_to(request.actor).filter(form=FORM):
        data = read_draft(found)
        rows.append(
            {
                "key": found.key,
                "changed_at": found.changed_at,
                "summary": data.get("summary") or data.get("text", "")[:60],
            }
        )
    return render(request, "petitions/drafts.html", {"rows": rows})


@require_POST
@login_required
def drop(request: HttpRequest) -> HttpResponse:
    drop_draft(request.actor.user_id, FORM, request.POST.get("key", ""))
    messages.success(request, _("The draft is gone."))
    return redirect("petitions:drafts")


@login_required
def receipt(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """The receipt for the petitioner: number, query code, QR, what comes next. It tells nothing of the class."""
    actor = request.actor
    if str(uid) in request.session.get(JUST, []) and actor.may(Capability.REGISTER):
        petition = get_object_or_404(Petition.objects.for_receipt(actor), uid=uid)
    else:
        petition = get_object_or_404(Petition.objects.visible_to(actor), uid=uid, office_id=actor.office_id)
        if (page := asked_why(request, petition, petition.confidential, ReadKind.PAGE)) is not None:
            return page
    slips = []
    for person in Petitioner.objects.of_petition(petition):
        code = unseal(person.code)
        url = request.build_absolute_uri(reverse("home")) + f"query/?n={petition.number}"
        qr = segno.make(url, error="m").svg_inline(omitsize=True, svgclass="qr", lineclass=None)
        slips.append({"person": person, "name": person.opened["name"], "code": f"{code[:5]} {code[5:]}", "qr": qr})
    context = {"petition": petition, "slips": slips}
    return render(request, "petitions/receipt.html", context)


@login_required
def attachment(request: HttpRequest, uid: uuid.UUID) -> FileResponse | HttpResponse:
    """A file, to whoever sees its petition or matter; always as a download, never run."""
    rows = Attachment.objects.visible_to(request.actor).select_related("petition", "matter")
    row = get_object_or_404(rows, uid=uid)
    if (page := _why_this_file(request, row)) is not None:
        return page
    path = files.path_of(row.sha256)
    if not path.exists():
        raise Http404
    response = FileResponse(
        path.open("rb"), as_attachment=True, filename=row.opened_name, content_type=row.content_type
    )
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _why_this_file(request: HttpRequest, row: Attachment) -> HttpResponse | None:
    petition = row.petition
    if petition is None:
        link = (
            Extract.objects.filter(matter=row.matter_id, until=None).select_related("petition").order_by("pk").first()
        )
        petition = link.petition if link else None
    secret = row.sealed is not None or bool(row.matter and row.matter.confidential)
    return asked_why(request, petition, secret, ReadKind.FILE) if petition is not None else None
