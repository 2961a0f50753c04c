"""Forms about who may not handle a matter."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from caseflow.choices import RecusalKind
from caseflow.forms.base import ActForm, PlainForm, long_text


class RecuseForm(ActForm):
    reason = long_text(
        gettext_lazy("your interest in the matter, or your tie to the petitioner"),
        help_text=gettext_lazy(
            "You will not be able to act on this matter any more, and will not be offered for it again."
        ),
    )


class AskRecusalForm(ActForm):
    reason = long_text(gettext_lazy("why the petitioner asks for another handler"))


class DecideRecusalForm(ActForm):
    answer = forms.ChoiceField(
        label=gettext_lazy("decision"),
        choices=[(k.value, k.label) for k in (RecusalKind.GRANTED, RecusalKind.DECLINED)],
    )
    reason = long_text(gettext_lazy("reason"))


class AcceptForm(PlainForm):
    no_interest = forms.BooleanField(
        label=gettext_lazy("I have no direct interest in this matter and no tie to the petitioner (Art. 28)"),
        required=False,
    )

    def facts(self) -> dict[str, Any]:
        return {"no_interest": True} if self.cleaned_data.get("no_interest") else {}


FORMS: dict[str, Callable[..., ActForm]] = {
    "declare": PlainForm, "recuse": RecuseForm, "ask_recusal": AskRecusalForm, "decide_recusal": DecideRecusalForm,
}  # fmt: skip
