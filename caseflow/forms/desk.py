"""Forms of acts at the desk, and of what concerns a registration."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from caseflow.forms.base import ActForm, OfficeField, PlainForm, ReasonForm, long_text, recused_on
from caseflow.models import Case, Proposal
from caseflow.services.sheet import text_of
from caseflow.texts import FIELDS
from offices.models import Office, Posting, Region, User
from petitions.choices import Klass
from petitions.fields import TreeChoice
from petitions.forms import DateInput
from petitions.models import Topic
from petitions.services.inputs import Part
from petitions.services.matters import AMENDABLE, files_of_part


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


class VoidForm(ReasonForm):
    second = forms.ModelChoiceField(User.objects.none(), label=gettext_lazy("second person who confirms"))

    def prepare(self) -> None:
        users = (
            Posting.objects.in_force(self.actor.day).filter(office=self.case.office_id).exclude(user=self.actor.user_id)
        )
        people = User.objects.filter(pk__in=users.values("user"), is_active=True)
        self.fields["second"].queryset = people.exclude(pk__in=recused_on(self.case))


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
        rows = list(files_of_part(self.case.petition, self.case.matter, self.actor))
        self.files_here = {str(f.uid): f.pk for f in rows}
        names = [(str(f.uid), f.opened_name) for f in rows]
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
            self.fields[f"files_{n}"] = forms.MultipleChoiceField(
                label=_("its files"), choices=names, required=False, widget=forms.CheckboxSelectMultiple,
                help_text=_("The office of the part reads those ticked and no others. Where none is ticked for any part, they stay "
                            "with the petition: whoever sees one part sees them, unless another is an accusation that she may not see.") if n == 1 else "",
            )  # fmt: skip
        here = Posting.objects.in_force(self.actor.day).filter(office=self.case.office_id)
        self.fields["second"] = forms.ModelChoiceField(
            User.objects.filter(pk__in=here.exclude(user=self.actor.user_id).values("user"), is_active=True), required=False,
            label=_("second person who checked it"),
            help_text=_("Needed where a part is an accusation: nothing of it may stand in the other parts (Art. 30)."),
        )  # fmt: skip
        self.initial |= {"title_1": self.case.matter.opened_title, "text_1": text_of(self.case)}

    def parts(self) -> list[list[forms.BoundField]]:
        names = ("title", "klass", "topic", "text", "files")
        return [[self[f"{name}_{n}"] for name in names] for n in range(1, self.PARTS + 1)]

    def facts(self) -> dict[str, Any]:
        d = self.cleaned_data
        parts = []
        for n in range(1, self.PARTS + 1):
            if d.get(f"title_{n}") and d.get(f"text_{n}"):
                topic = d.get(f"topic_{n}")
                files = tuple(self.files_here[uid] for uid in d.get(f"files_{n}", ()))
                parts.append(
                    Part(d[f"klass_{n}"] or "C", d[f"title_{n}"], d[f"text_{n}"], None, topic.pk if topic else None,
                         d[f"klass_{n}"] == "B" or bool(topic and topic.confidential), files)
                )  # fmt: skip
        second = d.get("second")
        return {"parts": parts, **({"second": second.pk} if second else {})}


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
    "forward": TransferForm, "assign": AssignForm, "keep": PlainForm, "report_head": ReasonForm, "refuse_duplicate": DuplicateForm, "amend": AmendForm, "void": VoidForm, "split": SplitForm, "link": LinkForm, "unlink": ReasonForm, "join": CaseNumberForm,
}  # fmt: skip
