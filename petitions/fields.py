"""A row of a tree (place, topic) by typing: name or code, with the browser's own list; no script is needed."""

from typing import Any

from django import forms
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

MOST = 5  # rows named when what was typed fits several


class TreeInput(forms.TextInput):
    """A text field with a datalist of all rows: the code and the name with what is above it."""

    def __init__(self) -> None:
        super().__init__(attrs={"autocomplete": "off"})
        self.options: Any = lambda: []

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        listed = f"{(attrs or {}).get('id') or name}_list"
        field = super().render(name, value, {**(attrs or {}), "list": listed}, renderer)
        options = format_html_join("", '<option value="{}"></option>', ((o,) for o in self.options()))
        return format_html('{}<datalist id="{}">{}</datalist>', field, listed, options)


class TreeChoice(forms.ModelChoiceField):
    """Takes `code name`, a code, a whole name or a part that fits one row; says what else would fit."""

    widget = TreeInput
    beside = "parent"  # what the words of a row show besides

    def __init__(self, queryset: Any, **more: Any) -> None:
        super().__init__(queryset, **more)
        self.widget.options = lambda: [self.words(row) for row in self.queryset.select_related(self.beside)]

    def __deepcopy__(self, memo: Any) -> "TreeChoice":
        copied = super().__deepcopy__(memo)
        copied.widget.options = lambda: [copied.words(row) for row in copied.queryset.select_related(copied.beside)]
        return copied

    def words(self, row: Any) -> str:
        """What the field shows for a row."""
        above = f"（{row.parent}）" if row.parent_id else ""
        return f"{row.code} {row}{above}"

    def is_code(self, text: str) -> bool:
        """Whether the first word may be a code of this tree."""
        return text.isdigit()

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, int):
            value = self.queryset.filter(pk=value).first()
        return self.words(value) if hasattr(value, "code") else value

    def to_python(self, value: Any) -> Any:
        text = str(value or "").replace("\0", "").strip()
        if not text:
            return None
        code, name = text.split()[0], text.split("（")[0].split(" ")[-1]
        if self.is_code(code) and (row := self.queryset.filter(code=code.upper()).first()):
            return row
        for rows in (
            self.queryset.filter(name=name),
            self.queryset.filter(name_en__iexact=text),
            self.queryset.filter(name__contains=name),
        ):
            found = list(rows.select_related(self.beside)[: MOST + 1])
            if len(found) == 1:
                return found[0]
            if found:
                fits = "; ".join(self.words(r) for r in found[:MOST])
                raise forms.ValidationError(_("Several fit, please take one of them: %(rows)s") % {"rows": fits})
        raise forms.ValidationError(
            _("Nothing is called “%(text)s”; take a row of the list, or leave it empty.") % {"text": text[:40]}
        )

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(data) and self.prepare_value(initial) != data


class OfficeChoice(TreeChoice):
    """An office by typing its code, its name or a part of it that fits one alone."""

    beside = "region"

    def words(self, row: Any) -> str:
        return f"{row.code} {row}（{row.region}）"

    def is_code(self, text: str) -> bool:
        return text.isascii() and text.isalnum()
