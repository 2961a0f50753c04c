"""Words of the cases' pages."""

from django import template
from django.utils.translation import gettext_lazy as _

from caseflow.texts import act_name

register = template.Library()

REASONS = {
    "first_day": _("the first day is not counted"), "counted": _("counted"), "make_up": _("a make-up working day"),
    "weekend": _("weekend"), "holiday": _("holiday"), "excluded": _("hearing, not counted"),
    "rolled": _("the next working day"), "workday": _("working day"),
}  # fmt: skip


@register.simple_tag
def act_label(act: str) -> str:
    return act_name(act)


@register.simple_tag
def day_reason(code: str) -> str:
    """Why a day was counted or skipped, in words."""
    return str(REASONS.get(code, code))
