"""What the routing says: principles, ends and steps of an explanation."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy

from offices.models import Level

PRINCIPLES = {
    "in_charge": gettext_lazy("whoever is in charge is responsible"), "territorial": gettext_lazy("by territory"),
    "level": gettext_lazy("by level"),
}  # fmt: skip
ENDS = {  # why the routing proposes nobody, as a place in a table
    "gap": gettext_lazy("nobody (gap)"), "tie": gettext_lazy("several alike (tie)"), "no_place": gettext_lazy("no place known"),
    "no_topic": gettext_lazy("no topic known"),
}  # fmt: skip
STEPS = {
    "found": gettext_lazy("%(office)s is in charge of “%(topic)s” (%(level)s)."),
    "higher_level": gettext_lazy("%(office)s has the duty too, for a higher level."),
    "farther": gettext_lazy("%(office)s has the duty too, from farther away."),
    "elsewhere": gettext_lazy("%(office)s has the duty for other places."),
    "no_duty": gettext_lazy("No row for “%(topic)s” fits the place."),
    "gap": gettext_lazy("The duty catalogue names nobody for this topic and place."),
    "tie": gettext_lazy("Several offices have the same duty; a person decides: %(offices)s."),
    "successor": gettext_lazy("%(office)s has ended; %(successor)s took its place."),
    "office_ended": gettext_lazy("%(office)s has ended and nobody took its place."),
    "duty_out_of_force": gettext_lazy("The row of %(office)s is not in force on that day."),
    "accused": gettext_lazy("%(office)s is complained of."),
    "litigation": gettext_lazy("Litigation goes to %(office)s."),
    "no_political_legal": gettext_lazy("No political-legal organ is known for this place."),
    "no_place": gettext_lazy("No place is known yet."), "no_topic": gettext_lazy("No topic is known yet."),
    "accusation_not_routed": gettext_lazy("Accusations are passed on by a person, in confidence."),
}  # fmt: skip


def end_name(code: str) -> str:
    """Why nobody is proposed, in a few words."""
    return str(ENDS.get(code, STEPS.get(code, code)))


def step_text(step: Mapping[str, Any], offices: Mapping[int, str], topics: Mapping[str, str]) -> str:
    """One step of a kept explanation (`reason_of`) in a sentence; names by office id and topic code."""
    level = step.get("level")
    return str(STEPS.get(step["code"], step["code"])) % {
        "office": offices.get(step.get("office", 0), "—"), "successor": offices.get(step.get("successor", 0), "—"),
        "offices": "、".join(offices.get(o, "—") for o in step.get("offices", ())),
        "topic": topics.get(step.get("topic", ""), step.get("topic", "")),
        "level": Level(level).label if level in Level.values else "",
    }  # fmt: skip
