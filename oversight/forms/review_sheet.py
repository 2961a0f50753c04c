"""The forms of one office's sheet, each with the act it does; a row of the sheet is named by `row`."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy, pgettext_lazy

from caseflow.forms.base import long_text
from offices.actors import Actor
from oversight.models import ReviewedOffice
from oversight.models.review import ConsequenceKind, FindingKind, ObjectionResult
from oversight.review_refusals import problem_text
from oversight.scoring import Problem
from oversight.services import review_sheet as service
from petitions.forms import DateInput


class SheetForm(forms.Form):
    """`act` and `row` come back with the form; `done` is told when it was done."""

    act = ""
    button: Any = ""
    done: Any = gettext_lazy("Kept.")
    row = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any = None, *, row: int | None = None, **more: Any) -> None:
        super().__init__(data, auto_id=f"{self.act}_{row or 0}_%s", initial={"row": row}, **more)
        self.at_row = row

    def do(self, sheet: ReviewedOffice, actor: Actor, at: datetime, today: date) -> None:
        raise NotImplementedError

    def refuse(self, problems: list[Problem]) -> None:
        for problem in problems:
            self.add_error(problem.where if problem.where in self.fields else None, problem_text(problem))


class ReportForm(SheetForm):
    act, button, done = "report", gettext_lazy("Hand in the self-report"), gettext_lazy("The self-report is handed in. A newer one may follow until the day.")  # fmt: skip
    text = long_text(gettext_lazy("self-report: what was done for the targets, what fell short, why, what comes next"), rows=8)  # fmt: skip

    def do(self, sheet: ReviewedOffice, actor: Actor, at: datetime, today: date) -> None:
        service.report(sheet, self.cleaned_data["text"], actor, at, today)


class FindForm(SheetForm):
    act, button, done = "find", gettext_lazy("Add the finding"), gettext_lazy("The finding is added. It counts when the review is scored.")  # fmt: skip
    kind = forms.ChoiceField(label=gettext_lazy("kind"), choices=FindingKind.choices)
    points = forms.DecimalField(
        label=gettext_lazy("points"), max_digits=5, decimal_places=2, min_value=0, max_value=100, initial=0, required=False
    )  # fmt: skip
    text = long_text(gettext_lazy("what was found, and on what it rests"), rows=3)
    source = forms.CharField(label=gettext_lazy("inspection or file it comes from"), max_length=200, required=False)

    def do(self, sheet: ReviewedOffice, actor: Actor, at: datetime, today: date) -> None:
        d = self.cleaned_data
        service.find(sheet, d["kind"], d["points"] or service.NO_POINTS, d["text"], d["source"], actor, at)


class WithdrawForm(SheetForm):
    act, button, done = "withdraw", gettext_lazy("Withdraw this finding"), gettext_lazy("The finding stays with your reason and counts no more. Score again.")  # fmt: skip
    text = long_text(gettext_lazy("why it does not hold"), rows=2)

    def do(self, sheet: ReviewedOffice, actor: Actor, at: datetime, today: date) -> None:
        service.withdraw(sheet, self.cleaned_data["row"] or 0, self.cleaned_data["text"], actor, at)


class CorrectForm(SheetForm):
    act, button, done = "correct", gettext_lazy("Write what differs beside the frozen figures"), gettext_lazy("What differs stands beside the frozen figures.")  # fmt: skip
    text = long_text(gettext_lazy("reason: what was entered late or corrected"), rows=2)

    def do(self, sheet: ReviewedOffice, actor: Actor, at: datetime, today: date) -> None:
        service.correct(sheet, self.cleaned_data["text"], actor, at, today)


class ObjectForm(SheetForm):
    act, button, done = "object", gettext_lazy("Object"), gettext_lazy("The objection is with the overseeing office.")
    text = long_text(gettext_lazy("what is objected to, and why"), rows=5)

    def do(self, sheet: ReviewedOffice, actor: Actor, at: datetime, today: date) -> None:
        service.object_to(sheet, self.cleaned_data["text"], actor, at, today)


class AnswerForm(SheetForm):
    act, button, done = "answer", gettext_lazy("Answer the objection"), gettext_lazy("Answered. What it changes is done by its own act: withdraw, correct, score again.")  # fmt: skip
    result = forms.ChoiceField(label=gettext_lazy("result"), choices=ObjectionResult.choices)
    text = long_text(gettext_lazy("answer with reasons"), rows=4)

    def do(self, sheet: ReviewedOffice, actor: Actor, at: datetime, today: date) -> None:
        d = self.cleaned_data
        service.answer(sheet, d["row"] or 0, d["result"], d["text"], actor, at)


class OrderForm(SheetForm):
    act, button, done = "order", gettext_lazy("Order it"), gettext_lazy("Ordered. The office sees it on its sheet.")
    kind = forms.ChoiceField(label=gettext_lazy("kind"), choices=ConsequenceKind.choices)
    due_on = forms.DateField(
        label=pgettext_lazy("review", "until"), widget=DateInput, required=False,
        help_text=gettext_lazy("Not for a commendation or criticism."),
    )  # fmt: skip
    text = long_text(gettext_lazy("reason"), rows=3)

    def do(self, sheet: ReviewedOffice, actor: Actor, at: datetime, today: date) -> None:
        d = self.cleaned_data
        service.order(sheet, d["kind"], d["text"], d["due_on"], actor, at, today)


class FollowUpForm(SheetForm):
    act, button, done = "follow_up", gettext_lazy("Tell what was done"), gettext_lazy("Told. The overseeing office verifies it.")  # fmt: skip
    text = long_text(gettext_lazy("what was done"), rows=3)

    def do(self, sheet: ReviewedOffice, actor: Actor, at: datetime, today: date) -> None:
        service.follow_up(sheet, self.cleaned_data["row"] or 0, self.cleaned_data["text"], actor, at)


class VerifyForm(SheetForm):
    act, button, done = "verify", gettext_lazy("Enter what was seen"), gettext_lazy("Entered.")
    holds = forms.ChoiceField(
        label=gettext_lazy("result"),
        choices=[("yes", gettext_lazy("it is done")), ("no", gettext_lazy("it goes back to the office"))],
    )
    text = long_text(gettext_lazy("what was seen"), rows=2)

    def do(self, sheet: ReviewedOffice, actor: Actor, at: datetime, today: date) -> None:
        d = self.cleaned_data
        service.verify(sheet, d["row"] or 0, d["text"], d["holds"] == "yes", actor, at)


FORMS: dict[str, Callable[..., SheetForm]] = {
    f.act: f for f in (ReportForm, FindForm, WithdrawForm, CorrectForm, ObjectForm, AnswerForm, OrderForm, FollowUpForm, VerifyForm)
}  # fmt: skip
