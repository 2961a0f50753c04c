"""Several offices by typing: names or codes with a comma between them; no script, and no list of thousands to scroll."""

import re
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext as _

from offices.models import Office

MOST = 5  # offices named when what was typed fits several
BETWEEN = re.compile(r"[,，、;；\n]")


class OfficeNames(forms.CharField):
    """Takes names, codes, or parts of names that fit one office of `queryset`; gives the offices, each once."""

    def __init__(self, **more: Any) -> None:
        super().__init__(**{"max_length": 600, **more})
        self.queryset: Any = Office.objects.none()

    def clean(self, value: Any) -> list[Office]:
        text = super().clean(value)
        words = list(dict.fromkeys(w.strip() for w in BETWEEN.split(text) if w.strip()))
        rows = list(self.queryset.filter(Q(name__in=words) | Q(code__in=[w.upper() for w in words]))) if words else []
        known = {key: row for row in rows for key in (row.name, row.code)}
        found = [known.get(w) or known.get(w.upper()) or self._part(w) for w in words]
        return list(dict.fromkeys(found))

    def _part(self, word: str) -> Office:
        rows = list(
            self.queryset.filter(Q(name__contains=word) | Q(name_en__icontains=word)).order_by("code")[: MOST + 1]
        )
        if len(rows) == 1:
            return rows[0]
        if rows:
            fits = "; ".join(str(r) for r in rows[:MOST])
            raise forms.ValidationError(_("Several fit, please take one of them: %(rows)s") % {"rows": fits})
        raise forms.ValidationError(_("No office is called “%(name)s”.") % {"name": word[:40]})
