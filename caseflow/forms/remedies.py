"""Forms of review, recheck, hearing, conclusion, withdrawal and help."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from caseflow.choices import HelpSort, RedoAt, RedoGround, RefusalGround, RemedyResult
from caseflow.forms.base import ActForm, OfficeField, long_text
from caseflow.forms.handling import EvidenceForm
from caseflow.models import RemedyRequest, Withdrawal
from caseflow.services.bodies import bodies_of
from caseflow.services.calendars import rules_for_region
from caseflow.services.load import states_of
from offices.models import Office
from petitions.forms import DateInput
from petitions.models import Petitioner


class PersonField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Petitioner) -> str:
        return obj.opened["name"] or _("anonymous")


class PersonForm(ActForm):
    """An act of one petitioner: who it is. She herself is not asked."""

    petitioner = PersonField(Petitioner.objects.none(), label=gettext_lazy("petitioner"))

    def prepare(self) -> None:
        if self.actor.petitioner_id is not None:
            del self.fields["petitioner"]
            return
        people = Petitioner.objects.filter(pk__in=self.people()).order_by("petition_id", "position")
        self.fields["petitioner"].queryset = people
        if len(people) == 1:
            self.initial["petitioner"] = people[0].pk

    def people(self) -> list[int]:
        return list(states_of([self.case], self.actor.day)[self.case.pk].petitioners)


class AskForm(PersonForm):
    """A request for review or recheck: whose, when it came, to which body, what it says (R22 Art. 35, 36 ¶1)."""

    received_on = forms.DateField(label=gettext_lazy("handed in or arrived on"), widget=DateInput)
    postmark_on = forms.DateField(
        label=gettext_lazy("postmark"), widget=DateInput, required=False,
        help_text=gettext_lazy("Time in the post is not counted: the postmark decides whether it is in time."),
    )  # fmt: skip
    body = OfficeField(Office.objects.none(), label=gettext_lazy("body that is to review"), required=False)
    organ = forms.CharField(label=gettext_lazy("a body outside this desk"), max_length=120, required=False)
    organ_address = forms.CharField(label=gettext_lazy("its address and telephone"), max_length=200, required=False)
    text = long_text(gettext_lazy("what she asks for, and why"), rows=6)

    def prepare(self) -> None:
        super().prepare()
        bodies = bodies_of(self.case, self.actor.day)
        allowed = set(bodies)
        if self.actor.office_id and self.actor.office_id != self.case.office_id:
            allowed.add(self.actor.office_id)  # what was handed to us, to be passed on
        field = self.fields["body"]
        field.queryset = Office.objects.filter(pk__in=allowed).select_related("region")
        field.required = len(bodies) > 1
        if len(bodies) == 1:
            self.initial["body"] = bodies[0]
        elif len(bodies) > 1:
            field.help_text = _("Her choice: the government of the same level, or the department above.")
        if bodies:
            del self.fields["organ"], self.fields["organ_address"]
        if self.actor.petitioner_id is not None:
            del self.fields["received_on"], self.fields["postmark_on"]
        else:
            self.initial["received_on"] = self.actor.day


class PassRequestForm(ActForm):
    target = OfficeField(Office.objects.none(), label=gettext_lazy("to the body that reviews"))
    reason = long_text(gettext_lazy("reason"), rows=2)

    def prepare(self) -> None:
        request = RemedyRequest.objects.filter(case=self.case).select_related("of").first()
        bodies = bodies_of(request.of, self.actor.day) if request else ()
        self.fields["target"].queryset = Office.objects.filter(pk__in=bodies).select_related("region")
        if len(bodies) == 1:
            self.initial["target"] = bodies[0]


class AcceptRequestForm(ActForm):
    """In time nothing is asked; a late request is accepted where the delay is excused."""

    excuse = long_text(gettext_lazy("why the delay is excused"), required=False, rows=2, help_text=gettext_lazy(
        "Only where she asked after her thirty days; within ten days after the obstacle ended."))  # fmt: skip
    obstacle_ended_on = forms.DateField(label=gettext_lazy("the obstacle ended on"), widget=DateInput, required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if bool(data.get("excuse")) != bool(data.get("obstacle_ended_on")):
            self.add_error("obstacle_ended_on", _("Give the reason and the day together, or neither."))
        return data


class RefuseRequestForm(ActForm):
    ground = forms.ChoiceField(label=gettext_lazy("legal ground"), choices=RefusalGround.choices)
    reason = long_text(gettext_lazy("reasons; the petitioner reads them"))


class DecideForm(ActForm):
    """The head's decision; of a review its result, and after redo the written comparison."""

    def prepare(self) -> None:
        if self.case.kind in ("review", "recheck"):
            self._result()
        if self.case.via == "redo":
            self.fields["compared"] = long_text(
                _("how it differs from the opinion that fell, or which facts are new"), rows=4
            )
            self.fields["is_same"] = forms.BooleanField(
                label=_("it is basically the same on the same facts"), required=False
            )

    def _result(self) -> None:
        self.fields["result"] = forms.ChoiceField(label=_("result"), choices=RemedyResult.choices)
        grounds = [("", "—"), *RedoGround.choices]
        self.fields["ground"] = forms.ChoiceField(
            label=_("legal ground"), choices=grounds, required=False, help_text=_("Needed to change or to order redo.")
        )
        places = [c for c in RedoAt.choices if c[0] == "first" or self.case.kind == "recheck"]
        self.fields["redo_at"] = forms.ChoiceField(
            label=_("to be done again by"), choices=[("", "—"), *places], required=False
        )
        self.fields["redo_due_on"] = forms.DateField(
            label=_("to be done by"), widget=DateInput, required=False,
            help_text=_("For redo: at most sixty days for handling, thirty for a review (a setting of this desk)."),
        )  # fmt: skip


class CallHearingForm(ActForm):
    place = forms.CharField(label=gettext_lazy("where it is held"), max_length=200)
    members = forms.CharField(label=gettext_lazy("members of the hearing"), max_length=300)
    first_on = forms.DateField(label=gettext_lazy("first day of the hearing"), widget=DateInput)
    text = long_text(gettext_lazy("what is heard, and at what time"), required=False, rows=3)


class HearingForm(EvidenceForm):
    """A hearing that was held, with its minutes; the days are those that are not counted in a recheck."""

    place = forms.CharField(label=gettext_lazy("where it is held"), max_length=200)
    members = forms.CharField(label=gettext_lazy("members of the hearing"), max_length=300)
    first_on = forms.DateField(label=gettext_lazy("first day of the hearing"), widget=DateInput)
    last_on = forms.DateField(label=gettext_lazy("last day of the hearing"), widget=DateInput)
    minutes = long_text(gettext_lazy("minutes"), rows=8)
    text = None
    field_order = ["place", "members", "first_on", "last_on", "minutes", "files"]

    def facts(self) -> dict[str, Any]:
        names = ("place", "members", "first_on", "last_on", "minutes")
        return {**{n: self.cleaned_data[n] for n in names}, "files": self.kept}


class ConcludeForm(ActForm):
    """Nothing to tell after a recheck; where local rules let a death end the matter: that nobody takes it on, and how it is known."""

    def prepare(self) -> None:
        if not states_of([self.case], self.actor.day)[self.case.pk].death_ends:
            return
        self.fields["died_on"] = forms.DateField(
            label=_("the petitioner died on"), widget=DateInput, required=self.case.is_open,
            help_text=_("By the local rules (%(rule)s) her death ends the matter where nobody takes it on.") % {"rule": self.rule},
        )  # fmt: skip
        self.fields["nobody"] = forms.BooleanField(label=_("nobody takes the matter on"), required=False)
        self.fields["text"] = long_text(_("how both were found out"), required=False)

    @property
    def rule(self) -> str:
        return rules_for_region(self.case.office.region_id).cited("death_ends", self.actor.day)


class NotAgainForm(ActForm):
    """R22 Art. 36 ¶3: a person compared facts and reasons, in writing; the petitioner is told what would count as new."""

    reason = long_text(
        gettext_lazy("the comparison: facts and reasons of the petition beside those of the recheck"), rows=6
    )
    same_facts = forms.BooleanField(label=gettext_lazy("the facts are the same"), required=False)
    same_reasons = forms.BooleanField(label=gettext_lazy("the reasons are the same"), required=False)
    would_be_new = long_text(gettext_lazy("what would count as new; she is told"), rows=3)

    def facts(self) -> dict[str, Any]:
        names = ("reason", "same_facts", "same_reasons", "would_be_new")
        return {n: self.cleaned_data[n] for n in names}


class NewFactsForm(ActForm):
    text = long_text(gettext_lazy("what is new: facts or reasons that the recheck did not know"), rows=5)


class WithdrawForm(PersonForm):
    reason = long_text(gettext_lazy("her words, as far as she gives any"), required=False, rows=3)

    def people(self) -> list[int]:
        state = states_of([self.case], self.actor.day)[self.case.pk]
        return [state.asked.petitioner] if state.asked else [p for p in state.petitioners if p not in state.withdrew]


class RevokeForm(PersonForm):
    def people(self) -> list[int]:
        rows = Withdrawal.objects.filter(case=self.case, revoked_on=None)
        return list(rows.values_list("petitioner", flat=True))


class HelpForm(ActForm):
    sort = forms.ChoiceField(label=gettext_lazy("kind of help"), choices=HelpSort.choices)
    text = long_text(gettext_lazy("what was done; the petitioner can read it"), rows=5)


FORMS: dict[str, Callable[..., ActForm]] = {
    "ask_review": AskForm, "ask_recheck": AskForm, "pass_request_on": PassRequestForm, "accept_request": AcceptRequestForm,
    "refuse_request": RefuseRequestForm, "decide": DecideForm, "call_hearing": CallHearingForm, "hold_hearing": HearingForm,
    "conclude": ConcludeForm, "refuse_reacceptance": NotAgainForm, "new_facts": NewFactsForm, "withdraw": WithdrawForm,
    "revoke_withdrawal": RevokeForm, "help": HelpForm,
}  # fmt: skip
