"""What a new token is told."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from offices.models import Posting

DAYS = [(30, _("30 days")), (90, _("90 days")), (365, _("a year"))]


class TokenForm(forms.Form):
    name = forms.CharField(label=_("what it is for"), max_length=60)
    posting = forms.ModelChoiceField(
        Posting.objects.none(), label=_("acts as"), empty_label=None,
        help_text=_("The program sees and does what this posting does, and nothing else."),
    )  # fmt: skip
    days = forms.TypedChoiceField(label=_("valid for"), choices=DAYS, coerce=int, initial=90)

    def __init__(self, data: Any = None, *, postings: list[Posting], chosen: int | None) -> None:
        super().__init__(data, initial={"posting": chosen})
        field: Any = self.fields["posting"]
        field.queryset = Posting.objects.filter(pk__in=[p.pk for p in postings]).select_related("office")
