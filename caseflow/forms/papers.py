"""Forms of the acts on papers and their service."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from caseflow.choices import ServiceWay
from caseflow.forms.base import ActForm, PlainForm, long_text
from caseflow.forms.handling import register_field
from caseflow.services.paper_layout import sheet_of
from petitions.models import Petitioner


class ServeAgainForm(ActForm):
    """Another attempt for a petitioner whose copy came back."""

    petitioner = forms.ChoiceField(label=gettext_lazy("petitioner"))
    way = forms.ChoiceField(label=gettext_lazy("way"), choices=ServiceWay.choices, initial=ServiceWay.POST)
    place = forms.CharField(label=gettext_lazy("place of service"), max_length=200, required=False)
    note = forms.CharField(label=gettext_lazy("note"), max_length=200, required=False)

    def prepare(self) -> None:
        from caseflow.services.load import states_of

        back = states_of([self.case], self.actor.day)[self.case.pk].came_back
        people = Petitioner.objects.filter(pk__in=back).order_by("pk")
        self.fields["petitioner"].choices = [(p.pk, p.opened["name"] or _("anonymous")) for p in people]
        self.fields["register_no"] = register_field(required=False)

    def facts(self) -> dict[str, Any]:
        return {**super().facts(), "petitioner": int(self.cleaned_data["petitioner"])}


class CorrectPaperForm(ActForm):
    """The paper, why it is wrong, and the right words; the desk puts head, number, contact and date around them."""

    paper = forms.ChoiceField(label=gettext_lazy("paper"))
    reason = long_text(gettext_lazy("what was wrong; it stands in the new paper"), rows=2)
    wording = long_text(gettext_lazy("the text as it should be"), rows=12)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        if not self.is_bound and "wording" not in self.initial:
            self.initial["wording"] = self._words(str(self.initial.get("paper") or ""))

    def prepare(self) -> None:
        self.rows_here = list(self.case.notices.filter(corrections=None).order_by("-pk"))
        self.fields["paper"].choices = [(str(n.uid), f"{n.get_kind_display()} · {n.number}") for n in self.rows_here]

    def _words(self, uid: str) -> str:
        found = next((n for n in self.rows_here if str(n.uid) == uid), self.rows_here[0] if self.rows_here else None)
        return "\n".join(line for _style, line in sheet_of(found.opened)["body"]) if found else ""


FORMS: dict[str, Callable[..., ActForm]] = {
    "issue_receipt": PlainForm, "serve_again": ServeAgainForm, "correct_paper": CorrectPaperForm,
}  # fmt: skip
