"""Forms of acts of the handling: acceptance, work, answer and after."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from caseflow.choices import OUTCOMES_OF_CLASS, ServiceWay
from caseflow.forms.base import ActForm, PlainForm, ReasonForm, TextForm, long_text
from caseflow.forms.recusal import AcceptForm
from caseflow.models import Service
from caseflow.packs import LONGEST
from caseflow.services.bodies import bodies_of
from caseflow.services.calendars import rules_for_region
from caseflow.services.papers import ANSWERS
from caseflow.services.timeline import unit_name
from offices.models import Office
from petitions.forms import DateInput
from petitions.services import files as stored

ITEMS = 5


class FilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class KeepsFiles(ActForm):
    """A form with files: stored at once, and kept in the form when another field is wrong."""

    files = forms.FileField(label=gettext_lazy("files"), required=False, widget=FilesInput(attrs={"multiple": True}))
    kept_files = forms.CharField(widget=forms.HiddenInput, required=False)
    most = 50  # files at once

    def __init__(self, data: Any = None, files: Any = None, **more: Any) -> None:
        self.problems: list[str] = []
        if data is not None:
            data = data.copy()
            kept = stored.unpack(data.get("kept_files", ""))
            for upload in files.getlist("files")[: self.most] if files else []:
                try:
                    kept.append(stored.store(upload, upload.name, upload.size))
                except stored.BadFile as problem:
                    self.problems.append(str(problem))
            data["kept_files"], self.kept = stored.pack(kept), kept
        super().__init__(data, None, **more)

    def clean(self) -> dict[str, Any]:
        for problem in self.problems:
            self.add_error("files", problem)
        return super().clean() or {}

    def facts(self) -> dict[str, Any]:
        given = {n: v for n, v in super().facts().items() if n not in {"files", "kept_files"}}
        return {**given, "files": self.kept}


class EvidenceForm(KeepsFiles, TextForm):
    """What was found, with the files that show it."""


class ExtensionForm(ActForm):
    days = forms.IntegerField(
        label=gettext_lazy("days"), validators=[MinValueValidator(1), MaxValueValidator(LONGEST)], initial=30
    )
    reason = long_text(gettext_lazy("why the matter is complex; the petitioner is told"))

    def prepare(self) -> None:
        if self.case.extension_asked and not self.is_bound:
            self.initial["days"] = self.case.extension_asked


class OpinionForm(ActForm):
    """Facts, requests with their outcomes, basis, remedy (R22 Art. 32, 35)."""

    findings = long_text(gettext_lazy("facts and reasons"), rows=6)
    basis = long_text(gettext_lazy("legal basis"), rows=2)
    remedy = long_text(gettext_lazy("remedy: where to ask for review, and until when"), rows=2, required=False)

    def prepare(self) -> None:
        allowed = OUTCOMES_OF_CLASS.get(self.case.matter.klass, ())
        choices = [("", "—"), *[(o.value, o.label) for o in allowed]]
        for n in range(1, ITEMS + 1):
            self.fields[f"request_{n}"] = forms.CharField(
                label=_("request %(n)s") % {"n": n}, max_length=500, required=n == 1
            )
            self.fields[f"outcome_{n}"] = forms.ChoiceField(label=_("outcome"), choices=choices, required=n == 1)
            self.fields[f"answer_{n}"] = long_text(_("answer"), required=n == 1, rows=2)
            if self.case.matter.klass == "C":
                self.fields[f"until_{n}"] = forms.DateField(
                    label=_("to be carried out by"), required=False, widget=DateInput
                )
        if self.case.kind == "recheck":
            del self.fields["remedy"]  # R22 Art. 36 ¶3: the last word
        elif self.case.matter.klass == "C":
            self.fields["remedy"].required = True
        last = self.case.opinions.order_by("-draft_no").first()
        if last and not self.is_bound:
            self.initial |= last.opened
            for n, item in enumerate(last.items.all(), start=1):
                self.initial |= {
                    f"request_{n}": item.request,
                    f"outcome_{n}": item.outcome,
                    f"answer_{n}": item.answer,
                    f"until_{n}": item.carry_out_on,
                }
        elif not self.is_bound:
            self.initial["request_1"] = self.case.matter.opened_title
            if self.case.matter.klass == "C":
                self.initial["remedy"] = self.default_remedy()

    def default_remedy(self) -> str:
        """Her next step, from the tree of offices and the term in force; in Chinese, as the paper is."""
        with translation.override("zh-hans"):
            words = _("Whoever does not agree may ask %(body)s for review within %(days)s %(unit)s of receipt.")
            if self.case.kind == "review":
                words = _("Whoever does not agree may ask %(body)s for a recheck within %(days)s %(unit)s of receipt.")
            bodies = bodies_of(self.case, self.actor.day)  # R22 Art. 35, 36 ¶1: her choice where there are two
            names = dict(Office.objects.filter(pk__in=bodies).values_list("pk", "name"))
            body = _(" or ").join(names[pk] for pk in bodies) or _("the superior of this office")
            rules = rules_for_region(self.case.office.region_id)
            right = rules.term("C10" if self.case.kind == "review" else "C8", self.actor.day)  # or a longer local one
            return words % {"body": body, "days": right.length, "unit": unit_name(right.unit)} if right else ""

    def rows(self) -> list[list[forms.BoundField]]:
        names = [n for n in ("request", "outcome", "answer", "until") if f"{n}_1" in self.fields]
        return [[self[f"{name}_{n}"] for name in names] for n in range(1, ITEMS + 1)]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for n in range(1, ITEMS + 1):
            until = data.get(f"until_{n}")
            if until and until <= self.actor.day:
                self.add_error(f"until_{n}", _("The day to carry it out must lie ahead."))
        for n in range(2, ITEMS + 1):
            given = [data.get(f"{name}_{n}") for name in ("request", "outcome", "answer")]
            if any(given) and not all(given):
                self.add_error(
                    f"request_{n}", _("Give the request, its outcome and the answer, or leave all three empty.")
                )
        return data

    def facts(self) -> dict[str, Any]:
        d = self.cleaned_data
        items = [
            {"request": d[f"request_{n}"], "outcome": d[f"outcome_{n}"], "answer": d[f"answer_{n}"], "carry_out_on": d.get(f"until_{n}")}
            for n in range(1, ITEMS + 1) if d.get(f"outcome_{n}")
        ]  # fmt: skip
        return {"findings": d["findings"], "basis": d["basis"], "remedy": d.get("remedy", ""), "items": items}


def register_field(*, required: bool) -> forms.CharField:
    return forms.RegexField(
        r"^[0-9A-Za-z\- ]{5,30}$", label=_("registered-mail number"), required=required, max_length=30,
        error_messages={"invalid": _("Digits and letters, at least five.")},
    )  # fmt: skip


class SendForm(ActForm):
    """A way of sending for each petitioner, with the number of a registered letter where it is known."""

    def prepare(self) -> None:
        from caseflow.services.load import states_of

        state = states_of([self.case], self.actor.day)[self.case.pk]
        self.people = list(self.case.petition.petitioners.model.objects.filter(pk__in=state.petitioners))
        for person in self.people:
            name = person.opened["name"] or _("anonymous")
            self.fields[f"way_{person.pk}"] = forms.ChoiceField(
                label=_("to %(name)s") % {"name": name}, initial=ServiceWay.ONLINE if person.pk in state.agreed
                else ServiceWay.POST if person.pk in state.reachable else ServiceWay.COLLECTION,
                choices=[c for c in ServiceWay.choices if c[0] != ServiceWay.ONLINE or person.pk in state.agreed],
            )  # fmt: skip
            self.fields[f"register_{person.pk}"] = register_field(required=False)

    def facts(self) -> dict[str, Any]:
        d = self.cleaned_data
        registers = {p.pk: d[f"register_{p.pk}"] for p in self.people if d.get(f"register_{p.pk}")}
        return {"ways": {p.pk: d[f"way_{p.pk}"] for p in self.people}, "registers": registers}


class ReceiptForm(KeepsFiles):
    """How an attempt to serve ended: received, refused before a witness, or come back. A photo of the slip proves it."""

    petitioner = forms.ChoiceField(label=gettext_lazy("petitioner"))
    received_on = forms.DateField(label=gettext_lazy("received on"), widget=DateInput)
    receiver = forms.CharField(label=gettext_lazy("who received it"), max_length=60, required=False)
    relation = forms.CharField(
        label=gettext_lazy("receiver's relation to the petitioner"), max_length=60, required=False
    )
    place = forms.CharField(label=gettext_lazy("place of service"), max_length=200, required=False)
    is_refused = forms.BooleanField(label=gettext_lazy("receipt refused"), required=False)
    witness = forms.CharField(label=gettext_lazy("witness"), max_length=60, required=False)
    came_back = forms.BooleanField(
        label=gettext_lazy("it came back undelivered"), required=False, help_text=gettext_lazy("The day above is then the day it came back; her time to ask for review does not begin.")
    )  # fmt: skip
    return_reason = forms.CharField(label=gettext_lazy("why it came back"), max_length=200, required=False)
    note = forms.CharField(label=gettext_lazy("proof: slip, registered mail number"), max_length=200, required=False)
    files = forms.FileField(
        label=gettext_lazy("photo of the slip"), required=False, widget=FilesInput(attrs={"multiple": True})
    )
    field_order = [
        "petitioner",
        "received_on",
        "receiver",
        "relation",
        "place",
        "is_refused",
        "witness",
        "came_back",
        "return_reason",
        "note",
        "files",
    ]

    def prepare(self) -> None:
        rows = Service.objects.filter(
            notice__case=self.case, notice__kind__in=ANSWERS, received_on=None, sent_on__isnull=False
        )
        self.fields["petitioner"].choices = [
            (s.petitioner_id, s.petitioner.opened["name"] or _("anonymous")) for s in rows.select_related("petitioner")
        ]
        self.initial.setdefault("received_on", self.actor.day)

    def facts(self) -> dict[str, Any]:
        return {**super().facts(), "petitioner": int(self.cleaned_data["petitioner"])}


class ReportForm(ActForm):
    text = long_text(gettext_lazy("result and execution"), rows=5)
    view = forms.ChoiceField(label=gettext_lazy("the petitioner's view"), choices=[
        ("无明确意见", gettext_lazy("none expressed")), ("同意", gettext_lazy("agrees")), ("不同意", gettext_lazy("does not agree")),
    ])  # fmt: skip


FORMS: dict[str, Callable[..., ActForm]] = {
    "accept": AcceptForm, "investigate": EvidenceForm, "ask_extension": ExtensionForm, "extend": ExtensionForm, "decline_extension": ReasonForm, "take_back_extension": ReasonForm, "draft": OpinionForm, "return_for_work": ReasonForm, "clear": PlainForm, "decide": PlainForm, "send": SendForm, "record_receipt": ReceiptForm, "report_back": ReportForm, "close": PlainForm, "correct": ReasonForm, "complain": TextForm,
}  # fmt: skip
