"""Forms of the account and of the settings: regions, offices, people, files."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from offices import importers
from offices.actors import Actor
from offices.models import Office, Region, User
from offices.roles import Role
from offices.staff import check_office, check_period, check_region, check_username


class DateInput(forms.DateInput):
    input_type = "date"

    def __init__(self, **more: Any) -> None:
        super().__init__(format="%Y-%m-%d", **more)


class AccountForm(forms.ModelForm):
    language = forms.ChoiceField(choices=settings.LANGUAGES, label=gettext_lazy("language"))

    class Meta:
        model = User
        fields = ["language", "email", "single_keys", "digest"]

    def __init__(self, *args: Any, present: str, **more: Any) -> None:
        super().__init__(*args, **more)
        self.initial["language"] = self.instance.language or present


class Scoped(forms.ModelForm):
    """A form of reference data: its choices and its checks hang on who fills it in."""

    def __init__(self, *args: Any, actor: Actor, **more: Any) -> None:
        super().__init__(*args, **more)
        self.actor = actor

    def mend(self, check: Any, *values: Any) -> None:
        """Run a check of the services; its errors go to their fields."""
        try:
            check(*values)
        except ValidationError as problem:
            self.add_error(None, problem)


class RegionForm(Scoped):
    class Meta:
        model = Region
        fields = ["code", "name", "name_en", "level", "parent"]
        labels = {"name": gettext_lazy("Chinese name"), "parent": gettext_lazy("the region above")}

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["parent"].queryset = Region.objects.set_by(self.actor).order_by("path")
        if self.instance.pk and self.instance.parent_id:
            mine = Region.objects.filter(pk=self.instance.parent_id)
            self.fields["parent"].queryset = (self.fields["parent"].queryset | mine).order_by("path")
        if self.instance.pk:
            self.fields["code"].disabled = True

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors:
            self.instance.code = data["code"]
            self.mend(check_region, self.instance, data["level"], data.get("parent"), self.actor)
            below = self.instance.pk and self.instance.children.order_by("level").first()
            if below and below.level <= data["level"]:
                self.add_error("level", _("regions of this level lie below it"))
        return data


class OfficeForm(Scoped):
    channel = forms.URLField(
        label=gettext_lazy("address on the network for petitions"),
        max_length=200,
        required=False,
        assume_scheme="https",
    )

    class Meta:
        model = Office
        fields = ["code", "name", "name_en", "kind", "region", "superior", "is_vertical", "address", "phone",
                  "reception_place", "reception_hours", "channel", "soon_days",
                  "valid_from", "valid_until", "successor"]  # fmt: skip
        widgets = {"valid_from": DateInput(), "valid_until": DateInput()}
        labels = {
            "name": gettext_lazy("Chinese name"),
            "superior": gettext_lazy("superior"),
            "successor": gettext_lazy("successor"),
            "region": gettext_lazy("region"),
        }
        help_texts = {
            "code": gettext_lazy("2 to 20 capital letters or digits; begins the numbers of its petitions"),
            "valid_until": gettext_lazy("The last day of an office that ends; what it handled stays readable."),
            "is_vertical": gettext_lazy(
                "Its opinions are reviewed by the organ above alone, not by the government of its level."
            ),
            "successor": gettext_lazy("Takes over what is routed to an ended office."),
        }

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["region"].queryset = Region.objects.set_by(self.actor).order_by("path")
        others = Office.objects.in_force(self.actor.day).exclude(pk=self.instance.pk)
        kept = Office.objects.filter(pk__in=[self.instance.superior_id, self.instance.successor_id])
        for name in ("superior", "successor"):
            self.fields[name].queryset = (others | kept).distinct()
        if self.instance.pk:
            self.fields["code"].disabled = True

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if self.errors:
            return data
        self.instance.code = data["code"]
        self.mend(check_period, data["valid_from"], data.get("valid_until"))
        self.mend(check_office, self.instance, data["region"], data.get("superior"), self.actor)
        successor = data.get("successor")
        if successor and not data.get("valid_until"):
            self.add_error("valid_until", _("An office with a successor has a last day."))
        if (
            successor
            and successor.valid_until
            and data.get("valid_until")
            and successor.valid_until <= data["valid_until"]
        ):
            self.add_error("successor", _("This office ends before it could take over."))
        return data


class PostingForm(forms.Form):
    office = forms.ModelChoiceField(Office.objects.none(), label=gettext_lazy("office"))
    role = forms.ChoiceField(choices=Role.choices, label=gettext_lazy("role"))
    valid_from = forms.DateField(label=gettext_lazy("from"), widget=DateInput())
    valid_until = forms.DateField(label=gettext_lazy("until"), widget=DateInput(), required=False,
                                  help_text=gettext_lazy("The last day; empty: open."))  # fmt: skip

    def __init__(self, *args: Any, actor: Actor, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["office"].queryset = Office.objects.visible_to(actor).in_force(actor.day)
        self.fields["valid_from"].initial = actor.day

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("valid_from"):
            try:
                check_period(data["valid_from"], data.get("valid_until"))
            except ValidationError as problem:
                self.add_error(None, problem)
        return data


class PersonForm(PostingForm):
    username = forms.CharField(label=gettext_lazy("user name"), max_length=60,
                               help_text=gettext_lazy("2 to 60 letters, digits or . @ - _"))  # fmt: skip
    name = forms.CharField(label=gettext_lazy("full name"), max_length=60)
    email = forms.EmailField(label=gettext_lazy("e-mail"), required=False)
    valid_until = None
    field_order = ["username", "name", "email", "office", "role", "valid_from"]

    def clean_username(self) -> str:
        username = self.cleaned_data["username"]
        try:
            check_username(username)
        except ValidationError as problem:
            raise ValidationError(problem.messages) from None
        if User.objects.filter(username=username).exists():
            raise ValidationError(_("This user name is taken."))
        return username


class UploadForm(forms.Form):
    kind = forms.ChoiceField(label=gettext_lazy("what the file holds"))
    file = forms.FileField(label=gettext_lazy("CSV file, UTF-8"))

    def __init__(self, *args: Any, actor: Actor, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["kind"].choices = importers.kinds_for(actor)
