"""Forms of leaders' reception. They check shape and choices; the rules stand in `oversight.reception` and the services."""

from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from caseflow.forms.base import OfficeField, long_text
from offices.actors import Actor
from offices.models import Office, Region
from oversight.models import Leader, ReceptionDay, ReceptionItem
from oversight.models.reception import ChargeResult, ReceptionKind, ReceptionOutcome
from oversight.reception import MOST_SEATS, OUTCOME_FACTS
from petitions.fields import TreeChoice
from petitions.forms import DateInput
from petitions.services.accused import barred_from

WAIT = "wait"


class TimeInput(forms.TimeInput):
    input_type = "time"

    def __init__(self) -> None:
        super().__init__(format="%H:%M")


class LeaderField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Leader) -> str:
        return f"{obj.office} · {obj.post} · {obj.name}"


def leaders_of(actor: Actor) -> Any:
    """The leaders whose calendar the actor's own office keeps and who are in office today."""
    rows = Leader.objects.visible_to(actor).in_force(actor.day).filter(keeper=actor.office_id)
    return rows.select_related("office").order_by("office__code", "pk")


class LeaderForm(forms.Form):
    office = OfficeField(Office.objects.none(), label=gettext_lazy("leader's office"))
    name = forms.CharField(label=gettext_lazy("name"), max_length=60)
    post = forms.CharField(label=gettext_lazy("post"), max_length=80, help_text=gettext_lazy("As it is published."))
    valid_from = forms.DateField(label=gettext_lazy("in office from"), widget=DateInput)

    def __init__(self, *args: Any, actor: Actor, **more: Any) -> None:
        super().__init__(*args, **more)
        rows = Office.objects.visible_to(actor).in_force(actor.day).select_related("region")
        self.fields["office"].queryset = rows.order_by("region__path", "name")
        self.initial.setdefault("valid_from", actor.day)
        self.initial.setdefault("office", actor.office_id)


class EndLeaderForm(forms.Form):
    last_day = forms.DateField(label=gettext_lazy("last day in office"), widget=DateInput)
    successor = LeaderField(
        Leader.objects.none(), label=gettext_lazy("who takes over"), required=False,
        help_text=gettext_lazy("Needed where days are published or matters in charge after that day."),
    )  # fmt: skip

    def __init__(self, *args: Any, actor: Actor, leader: Leader, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["successor"].queryset = leaders_of(actor).exclude(pk=leader.pk)
        self.initial.setdefault("last_day", actor.day)


class DayForm(forms.Form):
    leader = LeaderField(Leader.objects.none(), label=gettext_lazy("leader"))
    kind = forms.ChoiceField(
        label=gettext_lazy("kind"), choices=ReceptionKind.choices, widget=forms.RadioSelect, initial="office"
    )
    day = forms.DateField(label=gettext_lazy("day"), widget=DateInput)
    begins_at = forms.TimeField(label=gettext_lazy("from"), widget=TimeInput, initial="09:00")
    ends_at = forms.TimeField(label=gettext_lazy("until"), widget=TimeInput, initial="11:30")
    seats = forms.IntegerField(label=gettext_lazy("seats"), initial=5, help_text=gettext_lazy("The time is cut into as many slots."),
                               validators=[MinValueValidator(1), MaxValueValidator(MOST_SEATS)])  # fmt: skip
    place = forms.CharField(label=gettext_lazy("venue"), max_length=200)
    region = TreeChoice(
        Region.objects.none(), label=gettext_lazy("town or village visited"), required=False,
        help_text=gettext_lazy("Of a visit to the villages: code or name."),
    )  # fmt: skip
    topics = forms.CharField(
        label=gettext_lazy("topics"), max_length=300, required=False,
        help_text=gettext_lazy("What this leader is responsible for; it is published."),
    )  # fmt: skip

    def __init__(self, *args: Any, actor: Actor, row: ReceptionDay | None = None, **more: Any) -> None:
        super().__init__(*args, **more)
        rows = leaders_of(actor)
        if row is not None:
            rows = rows | Leader.objects.visible_to(actor).filter(pk=row.leader_id).select_related("office")
            self.initial |= {name: getattr(row, name) for name in self.fields}
        self.fields["leader"].queryset = rows
        self.fields["region"].queryset = Region.objects.visible_to(actor).order_by("path")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("kind") == ReceptionKind.VISIT and not data.get("region") and "region" not in self.errors:
            self.add_error("region", _("Say which town or village is visited."))
        return data


class CancelForm(forms.Form):
    reason = forms.CharField(label=gettext_lazy("reason"), max_length=300, help_text=gettext_lazy("It is published with the day."))  # fmt: skip


class BookForm(forms.Form):
    """The free slots of the days to come, by day, and the waiting list."""

    place = forms.ChoiceField(
        label=gettext_lazy("slot"),
        error_messages={"invalid_choice": gettext_lazy("This slot is not free any more. Choose another one.")},
    )

    def __init__(self, *args: Any, days: list[tuple[ReceptionDay, list[tuple[int, str]]]], may_wait: bool, **more: Any) -> None:  # fmt: skip
        super().__init__(*args, **more)
        self.days = {str(day.uid): day for day, _slots in days}
        groups: list[tuple[Any, Any]] = [
            (f"{d.day.isoformat()} · {d.leader.office} · {d.place}",
             [(f"{d.uid}/{n}", f"{d.day.isoformat()} {words} · {d.leader.post} {d.leader.name}") for n, words in slots])
            for d, slots in days
        ]  # fmt: skip
        groups += [(WAIT, gettext_lazy("the waiting list of our office"))] if may_wait else []
        self.fields["place"].choices = groups

    def clean_place(self) -> tuple[ReceptionDay, int] | None:
        """(day, slot), or None for the waiting list."""
        uid, _slash, slot = self.cleaned_data["place"].partition("/")
        return None if uid == WAIT else (self.days[uid], int(slot))


class OutcomeForm(forms.Form):
    outcome = forms.ChoiceField(
        label=gettext_lazy("outcome"), choices=ReceptionOutcome.choices, widget=forms.RadioSelect
    )
    done = long_text(gettext_lazy("what was done"), required=False)
    policy = long_text(gettext_lazy("the text of the policy, cited"), required=False,
                       help_text=gettext_lazy("Name, article and words of the provision that was explained."))  # fmt: skip
    task = long_text(gettext_lazy("what is to be done"), required=False)
    owner = OfficeField(Office.objects.none(), label=gettext_lazy("office that takes it back"), required=False)
    promised_on = forms.DateField(label=gettext_lazy("promised by"), widget=DateInput, required=False)
    reasons = long_text(gettext_lazy("reasons"), required=False)
    remedy = long_text(gettext_lazy("remedy: where she may turn, and until when"), required=False)

    def __init__(self, *args: Any, actor: Actor, item: ReceptionItem, **more: Any) -> None:
        super().__init__(*args, **more)
        barred = barred_from(item.matter_id, actor.day).offices if item.case.confidential else frozenset()
        rows = Office.objects.visible_to(actor).in_force(actor.day).exclude(pk__in=barred).select_related("region")
        self.fields["owner"].queryset = rows.order_by("region__path", "name")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for name in OUTCOME_FACTS.get(data.get("outcome", ""), ()):
            if not data.get(name) and name not in self.errors:
                self.add_error(name, _("Needed for this outcome."))
        return data

    def given(self) -> dict[str, Any]:
        """What the chosen outcome owes, ids instead of rows."""
        wanted = OUTCOME_FACTS[self.cleaned_data["outcome"]]
        values = {name: self.cleaned_data[name] for name in wanted}
        return {n: v.pk if isinstance(v, Office) else v for n, v in values.items()}

    @property
    def parts(self) -> list[tuple[str, Any, list[Any]]]:
        """(outcome, its name, its fields), as the page groups them."""
        labels = dict(ReceptionOutcome.choices)
        return [(o, labels[o], [self[name] for name in names]) for o, names in OUTCOME_FACTS.items()]


class StepForm(forms.Form):
    """One step of the follow-up: its words, and where the day is moved the new one."""

    text = long_text(gettext_lazy("text"), rows=3)

    def __init__(self, *args: Any, step: str, **more: Any) -> None:
        super().__init__(*args, prefix=step, **more)
        labels = {
            "report": gettext_lazy("how far it is"), "extend": gettext_lazy("reason"), "finish": gettext_lazy("what was done"),
            "verify": gettext_lazy("how it was checked"), "send_back": gettext_lazy("what is still missing"),
        }  # fmt: skip
        self.fields["text"].label = labels[step]
        if step == "extend":
            self.fields["new_day"] = forms.DateField(label=gettext_lazy("new day"), widget=DateInput)


class ChargeForm(forms.Form):
    leader = LeaderField(Leader.objects.none(), label=gettext_lazy("leader"))
    since = forms.DateField(label=gettext_lazy("since"), widget=DateInput)
    until = forms.DateField(label=gettext_lazy("until"), widget=DateInput)
    aim = long_text(gettext_lazy("what is to be reached"), rows=3)

    def __init__(self, *args: Any, actor: Actor, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["leader"].queryset = leaders_of(actor)
        self.initial.setdefault("since", actor.day)


class CloseChargeForm(forms.Form):
    result = forms.ChoiceField(label=gettext_lazy("result"), choices=ChargeResult.choices, widget=forms.RadioSelect)
    text = long_text(gettext_lazy("what was reached"), rows=3)
