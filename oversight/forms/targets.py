"""The table of targets that a commitment and a formula share: a line an indicator, empty where it is not used."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from oversight.review_measures import definition, is_target, measures, name_of
from oversight.review_refusals import problem_text
from oversight.review_words import UNITS, formula_of
from oversight.scoring import COUNT, Measure, Problem, Target

PARTS = ("weight", "full", "floor")
NAME = re.compile(r"t_([a-z0-9_]{1,40})_weight")


@dataclass(frozen=True)
class FormLine:
    """A measure's cells with its definition."""

    code: str
    name: str
    formula: str
    citation: str
    unit: str
    better: str
    cells: list[Any]
    errors: list[str]


class TargetsForm(forms.Form):
    """`units`: those that may be used here. `start`: the lines it begins with."""

    HEAD: tuple[str, ...] = ()

    def __init__(self, *args: Any, units: frozenset[str], start: Iterable[Target] = (), **more: Any) -> None:
        super().__init__(*args, **more)
        self.known = measures()
        self.codes = [c for c, m in self.known.items() if is_target(m) and m.unit in units]
        labels = {"weight": _("weight"), "full": _("full points from"), "floor": _("no points from")}
        for code in self.codes:
            for part in PARTS:
                self.fields[f"t_{code}_{part}"] = forms.DecimalField(
                    label=labels[part], required=False, max_digits=6, decimal_places=2, widget=forms.TextInput(
                        attrs={"class": "form-control", "inputmode": "decimal", "size": 6, "aria-label": f"{name_of(code)}: {labels[part]}"}),
                    error_messages={"invalid": problem_text(Problem(code, "number"))},
                )  # fmt: skip
        for target in start:
            for part in PARTS:
                self.initial[f"t_{target.code}_{part}"] = _plain(getattr(target, part))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for code in self.codes:
            given = [data.get(f"t_{code}_{part}") for part in PARTS]
            broken = any(f"t_{code}_{part}" in self.errors for part in PARTS)
            if not broken and any(v is not None for v in given) and None in given:
                self.add_error(f"t_{code}_weight", problem_text(Problem(code, "number")))
        return data

    def targets(self) -> list[Target]:
        """The lines that were filled in; a code that no line has is refused by the rules, not overlooked."""
        found = []
        for code in self.codes:
            weight, full, floor = (self.cleaned_data.get(f"t_{code}_{part}") for part in PARTS)
            if weight is not None and full is not None and floor is not None:
                found.append(Target(code, weight, full, floor, bool(self.known[code].higher_is_better)))
        for name in self.data:
            match = NAME.fullmatch(name)
            if match and match[1] not in self.codes and self.data[name].strip():
                found.append(Target(match[1], *(_number(self.data.get(f"t_{match[1]}_{part}", "")) for part in PARTS)))
        return found

    def refuse(self, problems: Sequence[Problem]) -> None:
        """Each problem at its own field, the rest on top."""
        for problem in problems:
            places = (f"t_{problem.where}_weight", problem.where)
            self.add_error(next((p for p in places if p in self.fields), None), problem_text(problem))

    def head(self) -> list[Any]:
        return [self[name] for name in self.HEAD]

    def lines(self) -> list[FormLine]:
        """The table; what may be no target stands below it (`information`)."""
        found = []
        for code in self.codes:
            cells = [self[f"t_{code}_{part}"] for part in PARTS]
            measure, told = self.known[code], definition(code)
            better = _("higher is better") if measure.higher_is_better else _("lower is better")
            found.append(FormLine(code, name_of(code), formula_of(told), told.citation, str(UNITS[measure.unit]), better, cells,
                                  [str(e) for c in cells for e in c.errors]))  # fmt: skip
        return found

    def information(self) -> list[tuple[str, str]]:
        """What is published but may be no target, and why."""
        return [(name_of(c), str(_why(m))) for c, m in self.known.items() if not is_target(m)]


def _why(measure: Measure) -> Any:
    if measure.unit != COUNT:
        return gettext_lazy("says nothing of how well an office works")
    if measure.higher_is_better is None:
        return gettext_lazy("tells how much was petitioned")
    return gettext_lazy("a plain number, grows with what is petitioned")


def _number(text: str) -> Decimal:
    try:
        return Decimal(text.strip() or "0")
    except InvalidOperation:
        return Decimal(0)


def _plain(value: Decimal) -> str:
    """Without superfluous zeros: 95, 92.5."""
    return f"{value.normalize():f}"
