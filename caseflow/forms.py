"""One form an act: what the act needs to be told, checked before `perform` is asked."""

import uuid
from collections.abc import Callable
from datetime import date
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from caseflow.choices import OUTCOMES_OF_CLASS, ServiceWay
from caseflow.models import Case, Proposal, Service
from caseflow.texts import FIELDS
from offices.actors import Actor
from offices.models import Office, Posting, Region, User
from petitions.choices import Klass
from petitions.fields import TreeChoice
from petitions.forms import DateInput
from petitions.models import Topic
from petitions.services import files as stored
from petitions.services.inputs import Part
from petitions.services.matters import AMENDABLE

LONG = 20_000
ITEMS = 5


def long_text(label: Any, *, required: bool = True, rows: int = 4, help_text: Any = "") -> forms.CharField:
    return forms.CharField(label=label, required=required, max_length=LONG, help_text=help_text,
                           widget=forms.Textarea(attrs={"rows": rows}))  # fmt: skip


class ActForm(forms.Form):
    """Key and version of every act; `facts()` gives `perform` what it needs."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    key = forms.CharField(max_length=64, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, files: Any = None, *, case: Case, actor: Actor, **more: Any) -> None:
        typed = more.pop("initial", None) or {}
        initial = {"version": case.version, "key": uuid.uuid4().hex}
        super().__init__(data, files, initial=initial, **more)
        self.case, self.actor = case, actor
        self.prepare()
        self.initial |= typed  # what somebody typed before wins over what the form proposes

    def prepare(self) -> None:
        """Fill the choices for this case and actor."""

    def facts(self) -> dict[str, Any]:
        """The typed values, ids instead of rows."""
        found = {}
        for name, value in self.cleaned_data.items():
            if name in {"version", "key"} or value in (None, ""):
                continue
            found[name] = value.pk if hasattr(value, "pk") else value
        return found


class PlainForm(ActForm):
    """Nothing to tell but the confirmation."""


class ReasonForm(ActForm):
    reason = long_text(gettext_lazy("reason"))


class TextForm(ActForm):
    text = long_text(gettext_lazy("what was found or done"), rows=6)


class FilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class EvidenceForm(TextForm):
    """What was found, with the files that show it; stored at once and kept in the form when another field is wrong."""

    files = forms.FileField(label=gettext_lazy("files"), required=False, widget=FilesInput(attrs={"multiple": True}))
    kept_files = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any = None, files: Any = None, **more: Any) -> None:
        self.problems: list[str] = []
        if data is not None:
            data = data.copy()
            kept = stored.unpack(data.get("kept_files", ""))
            for upload in files.getlist("files")[:50] if files else []:
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
        return {"text": self.cleaned_data["text"], "files": self.kept}


class OfficeField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Office) -> str:
        return f"{obj} · {obj.region}"


class TransferForm(ActForm):
    target = OfficeField(Office.objects.none(), label=gettext_lazy("to the office"))
    reason = long_text(
        gettext_lazy("reason"), help_text=gettext_lazy("By the duty catalogue, or why this office instead.")
    )

    def prepare(self) -> None:
        rows = Office.objects.visible_to(self.actor).in_force(self.actor.day).exclude(pk=self.case.office_id)
        self.fields["target"].queryset = rows.select_related("region").order_by("region__path", "name")
        proposal = Proposal.objects.filter(matter=self.case.matter_id, kind="office").order_by("-pk").first()
        if proposal and not self.is_bound:
            self.initial["target"] = proposal.value.get("office")
            self.initial["reason"] = proposal.reason.get("basis", "")

    def facts(self) -> dict[str, Any]:
        found = super().facts()
        proposal = Proposal.objects.filter(matter=self.case.matter_id, kind="office").order_by("-pk").first()
        if proposal and proposal.value.get("office") == found.get("target"):
            found["duty"] = proposal.value.get("duty")
        return found


class AssignForm(TransferForm):
    report_due_on = forms.DateField(label=gettext_lazy("report due on"), widget=DateInput)


class PassDownForm(TransferForm):
    def prepare(self) -> None:
        super().prepare()
        rows = Office.objects.visible_to(self.actor).in_force(self.actor.day).below(self.case.office_id)
        self.fields["target"].queryset = rows.exclude(pk=self.case.office_id).select_related("region")


class DirectForm(ActForm):
    organ = forms.CharField(label=gettext_lazy("the organ to turn to"), max_length=120)
    organ_address = forms.CharField(label=gettext_lazy("its address and telephone"), max_length=200)
    reason = long_text(gettext_lazy("why it is neither yours nor your system's"))


class ObjectForm(ActForm):
    reason = long_text(gettext_lazy("detailed reasons"))
    suggested = OfficeField(Office.objects.none(), label=gettext_lazy("office that should have it"), required=False)

    def prepare(self) -> None:
        rows = Office.objects.visible_to(self.actor).in_force(self.actor.day).exclude(pk=self.case.office_id)
        self.fields["suggested"].queryset = rows.select_related("region").order_by("region__path", "name")


class ExtensionForm(ActForm):
    days = forms.IntegerField(
        label=gettext_lazy("days"), validators=[MinValueValidator(1), MaxValueValidator(30)], initial=30
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
            self.fields["remedy"].required = True
        last = self.case.opinions.order_by("-draft_no").first()
        if last and not self.is_bound:
            self.initial |= last.opened
            for n, item in enumerate(last.items.all(), start=1):
                self.initial |= {f"request_{n}": item.request, f"outcome_{n}": item.outcome, f"answer_{n}": item.answer}
        elif not self.is_bound:
            self.initial["request_1"] = self.case.matter.opened_title
            if self.case.matter.klass == "C":
                self.initial["remedy"] = self.default_remedy()

    def default_remedy(self) -> str:
        above = self.case.office.superior
        body = above.name if above else _("the superior of this office")
        return _("Whoever does not agree may ask %(body)s for review within 30 days of receipt.") % {"body": body}

    def rows(self) -> list[list[forms.BoundField]]:
        return [[self[f"request_{n}"], self[f"outcome_{n}"], self[f"answer_{n}"]] for n in range(1, ITEMS + 1)]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
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
            {"request": d[f"request_{n}"], "outcome": d[f"outcome_{n}"], "answer": d[f"answer_{n}"]}
            for n in range(1, ITEMS + 1) if d.get(f"outcome_{n}")
        ]  # fmt: skip
        return {"findings": d["findings"], "basis": d["basis"], "remedy": d.get("remedy", ""), "items": items}


class SendForm(ActForm):
    """A way of sending for each petitioner."""

    def prepare(self) -> None:
        from caseflow.services.load import states_of

        state = states_of([self.case], self.actor.day)[self.case.pk]
        self.people = list(self.case.petition.petitioners.model.objects.filter(pk__in=state.petitioners))
        for person in self.people:
            name = person.opened["name"] or _("anonymous")
            self.fields[f"way_{person.pk}"] = forms.ChoiceField(
                label=_("to %(name)s") % {"name": name}, choices=ServiceWay.choices,
                initial=ServiceWay.POST if person.pk in state.reachable else ServiceWay.COLLECTION,
            )  # fmt: skip

    def facts(self) -> dict[str, Any]:
        return {"ways": {p.pk: self.cleaned_data[f"way_{p.pk}"] for p in self.people}}


class ReceiptForm(ActForm):
    petitioner = forms.ChoiceField(label=gettext_lazy("petitioner"))
    received_on = forms.DateField(label=gettext_lazy("received on"), widget=DateInput)
    is_refused = forms.BooleanField(label=gettext_lazy("receipt refused"), required=False)
    witness = forms.CharField(label=gettext_lazy("witness"), max_length=60, required=False)
    note = forms.CharField(label=gettext_lazy("proof: slip, registered mail number"), max_length=200, required=False)

    def prepare(self) -> None:
        rows = Service.objects.filter(notice__case=self.case, received_on=None, sent_on__isnull=False)
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


class HandlerForm(ActForm):
    handler = forms.ModelChoiceField(User.objects.none(), label=gettext_lazy("handler"))
    reason = long_text(gettext_lazy("reason"), required=False, rows=2)

    def prepare(self) -> None:
        users = Posting.objects.in_force(self.actor.day).filter(office=self.case.office_id).values("user")
        self.fields["handler"].queryset = User.objects.filter(pk__in=users, is_active=True)


class VoidForm(ReasonForm):
    second = forms.ModelChoiceField(User.objects.none(), label=gettext_lazy("second person who confirms"))

    def prepare(self) -> None:
        users = (
            Posting.objects.in_force(self.actor.day).filter(office=self.case.office_id).exclude(user=self.actor.user_id)
        )
        self.fields["second"].queryset = User.objects.filter(pk__in=users.values("user"), is_active=True)


class CaseNumberForm(ActForm):
    """Another case, by its petition's number, in the actor's sight."""

    number = forms.CharField(label=gettext_lazy("number of the other petition"), max_length=40)
    reason = long_text(gettext_lazy("why it is the same matter"))
    elsewhere = False  # whether the case meant is one that another office handles

    def clean_number(self) -> str:
        number = self.cleaned_data["number"].strip().upper()
        rows = Case.objects.visible_to(self.actor).filter(petition__number=number).exclude(pk=self.case.pk)
        mine = Q(office=self.case.office_id)
        here = rows.filter(~mine & Q(closed_at=None) if self.elsewhere else mine).order_by("closed_at", "-pk")
        self.other = here.first() or rows.order_by("-pk").first()
        if self.other is None:
            raise forms.ValidationError(_("No case with this number is in your sight: please compare with the slip."))
        return number

    def facts(self) -> dict[str, Any]:
        return {"pending": self.other.pk, "reason": self.cleaned_data["reason"]}


class DuplicateForm(CaseNumberForm):
    elsewhere = True


class LinkForm(CaseNumberForm):
    def facts(self) -> dict[str, Any]:
        return {"to_matter": self.other.matter_id, "reason": self.cleaned_data["reason"]}


class SplitForm(ActForm):
    """Up to four parts of the text, each a matter of its own; the first stays."""

    PARTS = 4

    def prepare(self) -> None:
        for n in range(1, self.PARTS + 1):
            self.fields[f"title_{n}"] = forms.CharField(
                label=_("part %(n)s: title") % {"n": n}, max_length=300, required=n < 3
            )
            self.fields[f"klass_{n}"] = forms.ChoiceField(
                label=_("class"), choices=Klass.choices, required=n < 3, initial="C"
            )
            self.fields[f"topic_{n}"] = TreeChoice(
                Topic.objects.in_force(self.actor.day).order_by("code"), label=_("topic"), required=False
            )
            self.fields[f"text_{n}"] = long_text(_("its text"), required=n < 3)
        self.initial |= {"title_1": self.case.matter.opened_title, "text_1": self.case.petition.opened["text"]}

    def parts(self) -> list[list[forms.BoundField]]:
        return [[self[f"{name}_{n}"] for name in ("title", "klass", "topic", "text")] for n in range(1, self.PARTS + 1)]

    def facts(self) -> dict[str, Any]:
        d = self.cleaned_data
        parts = []
        for n in range(1, self.PARTS + 1):
            if d.get(f"title_{n}") and d.get(f"text_{n}"):
                topic = d.get(f"topic_{n}")
                parts.append(
                    Part(d[f"klass_{n}"] or "C", d[f"title_{n}"], d[f"text_{n}"], None, topic.pk if topic else None,
                         d[f"klass_{n}"] == "B" or bool(topic and topic.confidential))
                )  # fmt: skip
        return {"parts": parts}


class AmendForm(ActForm):
    field = forms.ChoiceField(label=gettext_lazy("what is amended"), choices=[(n, FIELDS.get(n, n)) for n in AMENDABLE])
    day = forms.DateField(label=gettext_lazy("new day"), widget=DateInput, required=False)
    region = TreeChoice(Region.objects.none(), label=gettext_lazy("new place"), required=False)
    topic = TreeChoice(Topic.objects.none(), label=gettext_lazy("new topic"), required=False)
    count = forms.IntegerField(
        label=gettext_lazy("new number"),
        required=False,
        validators=[MinValueValidator(0), MaxValueValidator(9_999_999)],
    )
    reason = long_text(gettext_lazy("reason"))

    def prepare(self) -> None:
        self.fields["region"].queryset = Region.objects.order_by("path")
        self.fields["topic"].queryset = Topic.objects.in_force(self.actor.day).order_by("code")

    WHERE = {"received_on": "day", "written_on": "day", "postmark_on": "day", "region": "region", "topic": "topic",
             "visitors": "count", "concerned": "count"}  # fmt: skip

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        where = self.WHERE.get(data.get("field", ""))
        value = data.get(where or "")
        if where and value is None:
            self.add_error(where, _("Give the new value here."))
        if isinstance(value, date) and value > self.actor.day:
            self.add_error("day", _("This day is still to come."))
        return data

    def facts(self) -> dict[str, Any]:
        d = self.cleaned_data
        value = d[self.WHERE[d["field"]]]
        return {"field": d["field"], "value": value.pk if hasattr(value, "pk") else value, "reason": d["reason"]}


FORMS: dict[str, Callable[..., ActForm]] = {
    "forward": TransferForm, "assign": AssignForm, "keep": PlainForm, "report_head": ReasonForm, "pass_down": PassDownForm,
    "direct": DirectForm, "object": ObjectForm, "confirm_objection": ReasonForm, "reject_objection": ReasonForm,
    "accept": PlainForm, "refuse_duplicate": DuplicateForm, "investigate": EvidenceForm, "ask_extension": ExtensionForm,
    "extend": ExtensionForm, "decline_extension": ReasonForm, "take_back_extension": ReasonForm, "draft": OpinionForm,
    "return_for_work": ReasonForm, "clear": PlainForm, "decide": PlainForm, "send": SendForm, "record_receipt": ReceiptForm,
    "report_back": ReportForm, "close": PlainForm, "correct": ReasonForm, "reassign": HandlerForm, "complain": TextForm,
    "amend": AmendForm, "void": VoidForm, "split": SplitForm, "link": LinkForm, "unlink": ReasonForm, "join": CaseNumberForm,
}  # fmt: skip

PRIMARY = {"registered": "forward", "received": "accept", "accepted": "draft", "in_clearance": "clear", "decided": "send",
           "served": "record_receipt", "objected": "confirm_objection"}  # fmt: skip
