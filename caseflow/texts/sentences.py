"""What an event tells, in a sentence."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from caseflow.choices import Via
from caseflow.texts import between, packs, papers, remedies, routes, secrecy
from caseflow.texts.days import day
from caseflow.texts.names import FIELDS, TERMS

Facts = Mapping[str, Any]


def plain(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


def _term(term: str) -> str:
    return str({**TERMS, **packs.TERMS}.get(term, term))


def _terms(facts: Mapping[str, Any]) -> str:
    rows = facts.get("terms") or []
    return "、".join(f"{_term(r['term'])} ({day(r['due_on'])})" for r in rows)


OWN: Mapping[str, Callable[[Facts, str], str]] = {
    "register": lambda f, office: _("Petition %(number)s was registered.") % {"number": f.get("number", "")},
    "open": lambda f, office: _("A case was opened at %(office)s (%(via)s).") % {
        "office": office, "via": Via(f["via"]).label if f.get("via") in Via.values else ""},
    "forward": lambda f, office: _("Forwarded to %(office)s.") % {"office": office},
    "assign": lambda f, office: _("Assigned to %(office)s, report due on %(day)s.") % {"office": office, "day": day(f.get("report_due_on"))},
    "pass_down": lambda f, office: _("Passed down to %(office)s.") % {"office": office},
    "direct": lambda f, office: _("Directed the petitioner to %(organ)s.") % {"organ": f.get("organ", "")},
    "extend": lambda f, office: _("Extended by %(days)s days, from %(old)s to %(new)s.") % {
        "days": f.get("days"), "old": day(f.get("old_due_on")), "new": day(f.get("new_due_on"))},
    "ask_extension": lambda f, office: _("Asked for %(days)s more days.") % {"days": f.get("days")},
    "take_back_extension": lambda f, office: _("The due day is %(new)s again.") % {"new": day(f.get("new_due_on"))},
    "amend": lambda f, office: _("Amended %(field)s: %(old)s → %(new)s.") % {
        "field": FIELDS.get(f.get("field", ""), f.get("field", "")), "old": f.get("old") or "—", "new": f.get("new") or "—"},
    "join": lambda f, office: _("Joined to %(number)s: one answer goes to all.") % {"number": (f.get("pending") or {}).get("number", "")},
    "refuse_duplicate": lambda f, office: _("Refused: %(number)s is pending in its term.") % {"number": (f.get("pending") or {}).get("number", "")},
    "mark_late": lambda f, office: _("Late: %(terms)s.") % {"terms": _terms(f)},
    "mark_soon": lambda f, office: _("Due soon: %(terms)s.") % {"terms": _terms(f)},
    "lapse": lambda f, office: _("Lapsed: %(terms)s.") % {"terms": _terms(f)},
    "calendar": lambda f, office: _("A new holiday notice moved the due day of “%(term)s” from %(old)s to %(new)s.") % {
        "term": _term(f.get("term", "")), "old": day(f.get("old_due_on")), "new": day(f.get("new_due_on"))},
    "petition_added": lambda f, office: _("Petition %(number)s was added to this matter.") % {"number": f.get("number", "")},
    **between.SENTENCES,
    **papers.SENTENCES,
    **routes.SENTENCES,
    **remedies.SENTENCES,
}  # fmt: skip

SENTENCES = {**OWN, **secrecy.SENTENCES}


def sentence(kind: str, facts: Mapping[str, Any], names: Mapping[int, str]) -> str:
    """What an event tells, in a sentence; `names` are offices by id."""
    f = dict(facts)
    office = names.get(f.get("target") or f.get("office") or 0, "")
    parts = [SENTENCES[kind](f, office)] if kind in SENTENCES else []
    parts.append(between.decision_cited(f))
    if f.get("files"):
        parts.append("、".join(f["files"]))
    return " ".join(p for p in [*parts, *(str(f[name]) for name in ("reason", "text", "note") if f.get(name))] if p)
