"""The form of a local pack: its head, a line a term, a choice an option."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from caseflow.models import Pack
from caseflow.models.packs import PackUnit
from caseflow.packs import EXTENDED, LONGEST, OPTIONS, LocalOption, LocalTerm, Problem, codes
from caseflow.services.pack_file import usual_extension
from caseflow.services.packs import Draft
from caseflow.statute import LAWS, Term, Unit
from caseflow.texts import term_name
from caseflow.texts.packs import OPTIONS as OPTION_NAMES
from caseflow.texts.packs import VALUES, problem_text
from offices.actors import Actor
from offices.models import Region
from petitions.fields import TreeChoice
from petitions.forms import DateInput

PARTS = ("length", "unit", "max_extension", "article", "own")


@dataclass(frozen=True)
class TermLine:
    """A term's cells in the form, beside what is national."""

    code: str
    name: str
    national: Term | None
    cells: list[Any]
    errors: list[str]


class PackForm(forms.Form):
    code = forms.RegexField(
        r"^[A-Z0-9]{2,12}$", label=gettext_lazy("code"), help_text=gettext_lazy("2 to 12 capital letters or digits; clocks keep it")
    )  # fmt: skip
    name_zh = forms.CharField(label=gettext_lazy("Chinese name"), max_length=60)
    name_en = forms.CharField(label=gettext_lazy("English name"), max_length=100, required=False)
    region = TreeChoice(
        Region.objects.none(), label=gettext_lazy("region"), help_text=gettext_lazy("It holds there and in all that lies below.")
    )  # fmt: skip
    valid_from = forms.DateField(label=gettext_lazy("first day"), widget=DateInput)
    valid_until = forms.DateField(
        label=gettext_lazy("last day"), widget=DateInput, required=False, help_text=gettext_lazy("Empty: open.")
    )
    source = forms.CharField(label=gettext_lazy("source: the text, its number and date"), max_length=300)
    note = forms.CharField(label=gettext_lazy("note"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2}))  # fmt: skip
    day = forms.DateField(
        label=gettext_lazy("preview for a term that starts on"), widget=DateInput, required=False,
        help_text=gettext_lazy("Empty: the first day."),
    )  # fmt: skip
    HEAD = ("code", "name_zh", "name_en", "region", "valid_from", "valid_until", "source", "note")

    def __init__(self, *args: Any, actor: Actor, changed: Pack | None = None, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["region"].queryset = Region.objects.set_by(actor).order_by("path")
        self.fields["valid_from"].initial = actor.day
        for code in codes():
            self._term_fields(code)
        for option in OPTIONS.values():
            self.fields[f"o_{option.name}"] = forms.ChoiceField(
                label=OPTION_NAMES[option.name], required=False,
                choices=[("", _("says nothing: %(value)s") % {"value": VALUES[option.default]}), *[(v, VALUES[v]) for v in option.values]],
            )  # fmt: skip
            self.fields[f"o_{option.name}_article"] = forms.CharField(
                label=_("article"), max_length=100, required=False
            )
        if changed is not None:
            self._begin_with(changed)

    def _term_fields(self, code: str) -> None:
        labels = {
            "length": _("length"), "unit": _("unit"), "max_extension": _("longest extension"), "article": _("article"),
            "own": _("the desk's own"),
        }  # fmt: skip
        fields: dict[str, forms.Field] = {
            "length": forms.IntegerField(min_value=1, max_value=LONGEST),
            "unit": forms.ChoiceField(choices=PackUnit.choices, initial=_usual_unit(code)),
            "max_extension": forms.IntegerField(min_value=0, max_value=LONGEST),
            "article": forms.CharField(max_length=100),
            "own": forms.BooleanField(),
        }
        for part, field in fields.items():
            if part == "max_extension" and code != EXTENDED:
                continue
            field.required, field.label = False, f"{code} {labels[part]}"
            kind = {"unit": "form-select", "own": "form-check-input"}.get(part, "form-control")
            field.widget.attrs |= {"aria-label": field.label, "class": kind}
            self.fields[f"t_{code}_{part}"] = field

    def _begin_with(self, pack: Pack) -> None:
        """The rows of the version that is changed; code and region stay."""
        for name in self.HEAD:
            if name not in {"valid_from", "valid_until"}:
                self.initial[name] = getattr(pack, name)
        self.initial["region"] = pack.region_id
        for row in pack.terms.all():
            self.initial |= {f"t_{row.code}_{part}": getattr(row, part) for part in PARTS}
        for option in pack.options.all():
            self.initial |= {f"o_{option.name}": option.value, f"o_{option.name}_article": option.article}
        for name in ("code", "region"):
            self.fields[name].disabled = True

    def draft(self) -> Draft:
        """What was written, as the service wants it."""
        data = self.cleaned_data
        head = {name: data[name] for name in self.HEAD}
        return Draft(**head, terms=[*self._terms()], options=[*self._options()])

    def _terms(self) -> Iterator[LocalTerm]:
        for code in codes():
            length, unit, extension, article, own = (self.cleaned_data.get(f"t_{code}_{part}") for part in PARTS)
            if length:
                extension = usual_extension(code) if extension is None else extension
                yield LocalTerm(code, length, Unit(unit or _usual_unit(code)), extension, article or "", bool(own))

    def _options(self) -> Iterator[LocalOption]:
        for name in OPTIONS:
            if value := self.cleaned_data.get(f"o_{name}"):
                yield LocalOption(name, value, self.cleaned_data.get(f"o_{name}_article") or "")

    def refuse(self, problems: list[Problem]) -> None:
        """Each problem at its own field."""
        for problem in problems:
            places = (f"t_{problem.where}_length", f"o_{problem.where}", problem.where)
            place = next((p for p in places if p in self.fields), None)
            self.add_error(place, problem_text(problem.code, problem.limit, problem.where))

    def head(self) -> list[Any]:
        return [self[name] for name in self.HEAD]

    def term_lines(self) -> list[TermLine]:
        """The table of terms."""
        found = []
        for code in codes():
            names = [f"t_{code}_{part}" for part in PARTS]
            cells = [self[name] if name in self.fields else "" for name in names]
            errors = [str(e) for cell in cells if cell for e in cell.errors]
            found.append(TermLine(code, term_name(code), LAWS["R22"].terms.get(code), cells, errors))
        return found

    def option_lines(self) -> list[tuple[Any, Any]]:
        return [(self[f"o_{name}"], self[f"o_{name}_article"]) for name in OPTIONS]


def _usual_unit(code: str) -> str:
    term = LAWS["R22"].terms.get(code)
    return str(term.unit) if term else str(Unit.WORKING_DAYS)
