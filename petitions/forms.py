"""The registration form: all that a clerk may know, nothing that must be known but the text."""

import re
from datetime import date, datetime, time
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from offices.fields import OfficeNames
from offices.models import Office, Region
from petitions.choices import CadreLevel, Channel, IdKind, PersonKind, Purpose, Sex
from petitions.fields import OfficeChoice, TreeChoice
from petitions.identity import birth_of, problem_with, sex_of
from petitions.models import Topic
from petitions.sealing import normal_identity, normal_phone
from petitions.services.accused import organ_above
from petitions.services.inputs import Against, Person, Registration, StoredFile

TEXT_LIMIT = 100_000
REPRESENTATIVES = 5  # R22 Art. 20 ¶3
EARLIEST = date(2005, 5, 1)


class DateInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class RegistrationForm(forms.Form):
    channel = forms.ChoiceField(
        choices=Channel.choices, label=gettext_lazy("channel"), widget=forms.RadioSelect, initial="visit"
    )
    purpose = forms.ChoiceField(
        choices=Purpose.choices, label=gettext_lazy("purpose"), widget=forms.RadioSelect, initial="claim",
        help_text=gettext_lazy("An accusation is confidential from the first save."),
    )  # fmt: skip
    received_on = forms.DateField(label=gettext_lazy("received on"), widget=DateInput)
    written_on = forms.DateField(label=gettext_lazy("date of the letter"), widget=DateInput, required=False)
    postmark_on = forms.DateField(label=gettext_lazy("postmark"), widget=DateInput, required=False)
    addressee = forms.CharField(label=gettext_lazy("addressee"), max_length=120, required=False)
    region = TreeChoice(Region.objects.none(), label=gettext_lazy("where the problem arose"), required=False)
    topic = TreeChoice(Topic.objects.none(), label=gettext_lazy("topic"), required=False)
    summary = forms.CharField(
        label=gettext_lazy("summary"),
        max_length=300,
        help_text=gettext_lazy("One line that tells this matter from others."),
    )
    text = forms.CharField(
        label=gettext_lazy("original text"), max_length=TEXT_LIMIT, widget=forms.Textarea(attrs={"rows": 9}),
        help_text=gettext_lazy("As written or told. It cannot be changed afterwards."),
    )  # fmt: skip
    is_oral = forms.BooleanField(label=gettext_lazy("told, and written down here"), required=False)
    read_back = forms.BooleanField(label=gettext_lazy("read back to the petitioner and confirmed"), required=False)
    visitors = forms.IntegerField(
        label=gettext_lazy("number of visitors"),
        required=False,
        validators=[MinValueValidator(1), MaxValueValidator(9999)],
    )
    concerned = forms.IntegerField(
        label=gettext_lazy("number of people concerned"), required=False,
        validators=[MinValueValidator(1), MaxValueValidator(9_999_999)],
    )  # fmt: skip
    is_joint = forms.BooleanField(label=gettext_lazy("a joint petition"), required=False)
    is_anonymous = forms.BooleanField(label=gettext_lazy("anonymous"), required=False)
    with_offices = OfficeNames(
        label=gettext_lazy("received together with"), required=False,
        help_text=gettext_lazy("A joint reception: names or codes of the other offices, with a comma between them. Each sees the petition."),
    )  # fmt: skip
    against_office = OfficeChoice(
        Office.objects.none(), label=gettext_lazy("office complained of"), required=False,
        help_text=gettext_lazy("Where one is named. In an accusation it never sees the matter."),
    )  # fmt: skip
    against_name = forms.CharField(label=gettext_lazy("name of the accused"), max_length=60, required=False,
                                   widget=forms.TextInput(attrs={"autocomplete": "off"}))  # fmt: skip
    against_post = forms.CharField(label=gettext_lazy("post"), max_length=60, required=False)
    against_level = forms.ChoiceField(
        choices=[("", "—"), *CadreLevel.choices], label=gettext_lazy("level of the post"), required=False
    )
    against_unit = forms.CharField(label=gettext_lazy("where that person works"), max_length=120, required=False)
    key = forms.CharField(max_length=64, widget=forms.HiddenInput)
    kept_files = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["region"].queryset = Region.objects.order_by("path")
        self.fields["with_offices"].queryset = Office.objects.in_force(today)
        self.fields["topic"].queryset = Topic.objects.in_force(today).order_by("code")
        self.fields["against_office"].queryset = Office.objects.order_by("region__path", "name")

    ACCUSED = ("against_name", "against_post", "against_level", "against_unit")

    def against(self) -> tuple[Against, ...]:
        """Who is complained of: an office, and in an accusation a person."""
        d = self.cleaned_data
        office = d["against_office"].pk if d["against_office"] else None
        one = Against(office, *(d[name].strip() for name in self.ACCUSED))
        return (one,) if office or one.is_person else ()

    def is_secret(self, data: dict[str, Any]) -> bool:
        return data.get("purpose") == Purpose.ACCUSATION or bool(data.get("topic") and data["topic"].confidential)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("with_offices") and data.get("channel") != Channel.VISIT:
            self.add_error("with_offices", _("Only a visit is received jointly."))
        if data.get("with_offices") and (
            data.get("purpose") == Purpose.ACCUSATION or (data.get("topic") and data["topic"].confidential)
        ):
            self.add_error("with_offices", _("An accusation is received by one office alone (Art. 30)."))
        if not self.is_secret(data):
            for name in self.ACCUSED:
                if data.get(name):
                    self.add_error(
                        name, _("A person is named in an accusation alone; take this out, or change the purpose.")
                    )
        received = data.get("received_on")
        for name in ("received_on", "written_on", "postmark_on"):
            day = data.get(name)
            if day and day > self.today:
                self.add_error(name, _("This day is still to come."))
            elif day and day < EARLIEST:
                self.add_error(name, _("Before 2005-05-01 there is no law to count by; please check the year."))
        if received and data.get("written_on") and data["written_on"] > received:
            self.add_error("written_on", _("A letter cannot be written after it was received."))
        if data.get("is_oral") and not data.get("read_back"):
            self.add_error("read_back", _("Read the record back to the petitioner and let her confirm it (Art. 19)."))
        return data


class PersonForm(forms.Form):
    kind = forms.ChoiceField(
        choices=[c for c in PersonKind.choices if c[0] != PersonKind.ANONYMOUS],
        label=gettext_lazy("kind"),
        required=False,
    )
    name = forms.CharField(label=gettext_lazy("name"), max_length=120, required=False)
    id_kind = forms.ChoiceField(
        choices=[("", "—"), *IdKind.choices], label=gettext_lazy("kind of document"), required=False
    )
    identity = forms.CharField(label=gettext_lazy("document number"), max_length=40, required=False,
                               widget=forms.TextInput(attrs={"autocomplete": "off"}))  # fmt: skip
    phone = forms.CharField(label=gettext_lazy("telephone"), max_length=30, required=False)
    sex = forms.ChoiceField(choices=[("", "—"), *Sex.choices], label=gettext_lazy("sex"), required=False)
    birth_on = forms.DateField(label=gettext_lazy("date of birth"), widget=DateInput, required=False)
    address = forms.CharField(label=gettext_lazy("address"), max_length=200, required=False)
    email = forms.EmailField(label=gettext_lazy("e-mail"), required=False)
    is_representative = forms.BooleanField(label=gettext_lazy("representative"), required=False)
    agrees_online = forms.BooleanField(label=gettext_lazy("agrees to papers on her own page"), required=False)
    today: date = date.max

    def clean_identity(self) -> str:
        value = self.cleaned_data["identity"].strip()
        if value and self.data.get(self.add_prefix("id_kind"), "resident") in {"", "resident"}:
            problem = problem_with(value, self.today)
            messages = {
                "shape": _("A resident identity number has 18 characters; for another document choose its kind."),
                "check": _("The last character does not fit: please compare with the card."),
                "birth": _("Digits 7 to 14 are no date of birth: please compare with the card."),
            }
            if problem:
                raise forms.ValidationError(messages[problem])
        return value

    def clean_phone(self) -> str:
        value = self.cleaned_data["phone"].strip()
        if value and not re.fullmatch(r"\d{5,13}", normal_phone(value)):
            raise forms.ValidationError(_("Please give a telephone number: digits, at most 13."))
        return value

    def person(self) -> Person | None:
        """The person, None for an empty row."""
        d = self.cleaned_data
        if not any(d.get(n) for n in ("name", "identity", "phone", "address", "email")):
            return None
        identity = normal_identity(d["identity"])
        resident = identity if re.fullmatch(r"\d{17}[\dX]", identity) and d["id_kind"] in {"", "resident"} else ""
        return Person(
            name=d["name"].strip(), kind=d["kind"] or PersonKind.PERSON, is_representative=d["is_representative"],
            sex=d["sex"] or (sex_of(resident) if resident else ""),
            birth_on=d["birth_on"] or (birth_of(resident) if resident else None),
            id_kind=d["id_kind"] or ("resident" if identity else ""), identity=identity, phone=d["phone"],
            email=d["email"], address=d["address"].strip(),
            agrees_online=d["agrees_online"],
        )  # fmt: skip


PersonFormSet = forms.formset_factory(PersonForm, extra=0, min_num=1, max_num=200, absolute_max=200)


def checked_registration(
    form: RegistrationForm, persons: Any, files: list[StoredFile], office_id: int, now: datetime
) -> Registration | None:
    """The one check of page and API: the registration, or None with the errors in the forms."""
    if not (form.is_valid() and persons.is_valid()):
        return None
    people = [p for p in (f.person() for f in persons.forms) if p]
    if (problem := representatives_error(form, people)) is not None:
        form.add_error("is_joint", problem)
        return None
    against = form.cleaned_data["against_office"]
    if form.is_secret(form.cleaned_data) and against and against.pk == office_id and not organ_above(office_id, frozenset({office_id}), form.today):  # fmt: skip
        form.add_error("against_office", _("This accuses your own office, and the desk knows no organ above it. Hand the letter, "
                                           "closed, to the discipline organ; do not register it here."))  # fmt: skip
        return None
    return registration_of(form, people, files, office_id, now)


def registration_of(
    form: RegistrationForm, persons: list[Person], files: list[StoredFile], office_id: int, now: datetime
) -> Registration:
    """The checked forms as the service wants them. Today's receipt carries the present time."""
    d = form.cleaned_data
    received = (
        now
        if d["received_on"] == timezone.localdate(now)
        else timezone.make_aware(datetime.combine(d["received_on"], time.min))
    )
    topic: Topic | None = d["topic"]
    return Registration(
        office_id=office_id, channel=d["channel"], received_at=received, purpose=d["purpose"], text=d["text"],
        summary=d["summary"], persons=tuple(persons), written_on=d["written_on"], postmark_on=d["postmark_on"],
        region_id=d["region"].pk if d["region"] else None, topic_id=topic.pk if topic else None,
        topic_confidential=bool(topic and topic.confidential), addressee=d["addressee"], is_oral=d["is_oral"],
        read_back=d["read_back"], visitors=d["visitors"], concerned=d["concerned"],
        is_joint=d["is_joint"] or len(persons) > 1, is_anonymous=d["is_anonymous"], files=tuple(files),
        with_offices=tuple(o.pk for o in d["with_offices"] if o.pk != office_id), accused=form.against(),
    )  # fmt: skip


def representatives_error(form: RegistrationForm, persons: list[Person]) -> str | None:
    """R22 Art. 20 ¶3: a joint visit sends at most five representatives; the people concerned have no limit."""
    data = form.cleaned_data
    joint = data.get("is_joint") or len(persons) > 1
    several = sum(1 for p in persons if p.is_representative) or len(persons)
    if data.get("channel") == Channel.VISIT and joint and several > REPRESENTATIVES:
        return _("On a visit at most five representatives are received (Art. 20). Mark the representatives, "
                 "and give the rest as the number of people concerned.")  # fmt: skip
    return None
