"""Sentences: names of acts and terms, why an act is refused, what an event tells. Rendered in the reader's language."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from caseflow.choices import State, Via
from caseflow.facts import Refusal
from offices.models import Level

ACTS = {
    "register": gettext_lazy("Register"), "open": gettext_lazy("Open the case"), "forward": gettext_lazy("Forward"),
    "assign": gettext_lazy("Assign"), "keep": gettext_lazy("Keep"), "report_head": gettext_lazy("Report to the head"),
    "pass_down": gettext_lazy("Pass down"), "direct": gettext_lazy("Direct elsewhere"), "object": gettext_lazy("Object"),
    "confirm_objection": gettext_lazy("Confirm the objection"), "reject_objection": gettext_lazy("Reject the objection"),
    "accept": gettext_lazy("Accept"), "refuse_duplicate": gettext_lazy("Refuse as duplicate in term"),
    "investigate": gettext_lazy("Record an investigation"), "ask_extension": gettext_lazy("Ask for an extension"),
    "extend": gettext_lazy("Extend"), "decline_extension": gettext_lazy("Decline the extension"),
    "take_back_extension": gettext_lazy("Take the extension back"), "draft": gettext_lazy("Draft the opinion"),
    "return_for_work": gettext_lazy("Return for work"), "clear": gettext_lazy("Clear the draft"),
    "decide": gettext_lazy("Decide"), "send": gettext_lazy("Send the answer"),
    "record_receipt": gettext_lazy("Record the receipt"), "report_back": gettext_lazy("Report back"),
    "close": gettext_lazy("Close"), "correct": gettext_lazy("Correct ourselves"),
    "reassign": gettext_lazy("Reassign the handler"), "complain": gettext_lazy("Record a complaint of delay"),
    "amend": gettext_lazy("Amend the registration"), "void": gettext_lazy("Void the registration"),
    "split": gettext_lazy("Split into matters"), "link": gettext_lazy("Link to the same matter"),
    "unlink": gettext_lazy("Undo the link"), "join": gettext_lazy("Join to the open case"),
    "close_sender": gettext_lazy("Close"), "lapse": gettext_lazy("A term lapsed"),
    "mark_late": gettext_lazy("A term became late"), "mark_soon": gettext_lazy("A term is due soon"),
    "verify_due": gettext_lazy("An objection to verify"), "verified": gettext_lazy("Objection verified"),
    "returned": gettext_lazy("The case came back"), "petition_added": gettext_lazy("A petition was added"),
    "calendar": gettext_lazy("The calendar moved a due day"),
}  # fmt: skip

TERMS = {
    "C1": gettext_lazy("Register and pass on"), "C2": gettext_lazy("Tell the petitioner"),
    "C3": gettext_lazy("Tell the petitioner"), "C4": gettext_lazy("Time to object"), "C5": gettext_lazy("Report back"),
    "C6": gettext_lazy("Answer"), "C8": gettext_lazy("Petitioner may ask for review"), "C9": gettext_lazy("Review"),
    "C10": gettext_lazy("Petitioner may ask for recheck"), "C11": gettext_lazy("Recheck"),
    "C12": gettext_lazy("Answer a recommendation"), "A6": gettext_lazy("Reply to the suggestion"),
    "W6": gettext_lazy("Watch: not yet accepted"), "V1": gettext_lazy("Verify the objection"),
    "R1": gettext_lazy("Pass on again"), "TD": gettext_lazy("Tracking day"), "WS": gettext_lazy("Proof of receipt"),
    "D3": gettext_lazy("Follow up"), "S1": gettext_lazy("Own procedure"), "C7": gettext_lazy("Extended answer"),
}  # fmt: skip

REFUSALS = {
    "wrong_state": gettext_lazy("Not possible while the case is “%(state)s”."),
    "capability": gettext_lazy("Your posting does not allow this."),
    "other_office": gettext_lazy("Another office handles this case."),
    "confidential": gettext_lazy("A confidential matter can only be kept or reported to the head of the petition office."),
    "missing": gettext_lazy("Please fill in: %(fields)s."),
    "unknown_act": gettext_lazy("There is no such act."),
    "target_is_own": gettext_lazy("This is your own office: keep the case instead."),
    "target_ended": gettext_lazy("That office has ended; choose its successor."),
    "target_has_it": gettext_lazy("That office handles this matter already: join the petition there."),
    "target_not_below": gettext_lazy("That office is not subordinate to yours."),
    "returned_twice": gettext_lazy("The matter was returned %(returns)s times: it is assigned with force, not forwarded."),
    "report_day_past": gettext_lazy("The day to report must lie ahead."),
    "handling_here": gettext_lazy("Your office handles this matter already: join the petition to that case."),
    "has_sender": gettext_lazy("The case was sent to you: object, or pass it down."),
    "no_sender": gettext_lazy("Nobody sent this case: direct the petitioner elsewhere instead."),
    "no_objection_term": gettext_lazy("No term to object runs on this case."),
    "objection_late": gettext_lazy("The five working days to object ended on %(due_on)s; only a dispute remains (Art. 24)."),
    "assigned_with_force": gettext_lazy("After two returns this office was named with force; only a dispute remains (Art. 24)."),
    "objected_before": gettext_lazy("This transfer was objected to before."),
    "not_superior": gettext_lazy("Only a superior of the office that handles it may refuse it as a duplicate."),
    "term_over": gettext_lazy("The term of that case is over (%(due_on)s): the petition is accepted again."),
    "same_case": gettext_lazy("This is the same matter already."),
    "not_open_here": gettext_lazy("That case is not open at your office."),
    "join_instead": gettext_lazy("That matter has an open case at your office: join the petition to it."),
    "not_linked": gettext_lazy("This case was not linked."),
    "no_extension_term": gettext_lazy("No sixty-day term runs on this case."),
    "extended_before": gettext_lazy("It was extended before; the law allows it once."),
    "extension_late": gettext_lazy("The term ended on %(due_on)s; an extension must come before its end."),
    "extension_days": gettext_lazy("Between 1 and %(limit)s days."),
    "extension_pending": gettext_lazy("An extension is asked for already; the head decides."),
    "nothing_asked": gettext_lazy("No extension is asked for."),
    "not_extended": gettext_lazy("The term was not extended."),
    "first_day_past": gettext_lazy("The first due day (%(due_on)s) has passed: taking the extension back would make it late."),
    "opinion_incomplete": gettext_lazy("The opinion is not complete (Art. 32): %(fields)s."),
    "outcome_import_only": gettext_lazy("“Not recorded” is for imported records alone."),
    "cleared_before": gettext_lazy("This draft is cleared already."),
    "not_cleared": gettext_lazy("The head has not cleared the draft yet."),
    "no_receipt_awaited": gettext_lazy("No receipt is awaited from this petitioner."),
    "receipt_day": gettext_lazy("The day of receipt lies between the day it was sent and today."),
    "witness": gettext_lazy("A refused receipt needs a witness."),
    "no_report_owed": gettext_lazy("No report is owed."),
    "report_early": gettext_lazy("There is no opinion yet to report on."),
    "report_owed": gettext_lazy("The closing report to the sender is not in yet."),
    "concluded": gettext_lazy("The matter is concluded (Art. 36)."),
    "nothing_late": gettext_lazy("No duty is late on this case."),
    "not_confidential": gettext_lazy("This is not a confidential matter."),
    "before_case": gettext_lazy("The case reached this office on %(day)s; no act on it lies before that day."),
    "future_day": gettext_lazy("This day is still to come."),
    "second_person": gettext_lazy("A second person has to confirm, not yourself."),
    "child_open": gettext_lazy("The office it was sent to has not ended it yet."),
    "not_lapsed": gettext_lazy("This term has not lapsed."),
    "unknown_office": gettext_lazy("There is no such office."),
    "unknown_case": gettext_lazy("There is no such case in your sight."),
    "unknown_matter": gettext_lazy("There is no such matter in your sight."),
    "handler_elsewhere": gettext_lazy("This person has no posting in your office today."),
    "not_amendable": gettext_lazy("This field cannot be amended."),
    "backdated_reason": gettext_lazy("An earlier day needs a reason."),
    "not_by_system": gettext_lazy("Only a person may do this."),
    "only_system": gettext_lazy("The desk does this by itself."),
}  # fmt: skip

FIELDS = {
    "findings": gettext_lazy("facts and reasons"), "basis": gettext_lazy("legal basis"), "remedy": gettext_lazy("remedy"),
    "items": gettext_lazy("each request with its outcome and answer"), "reason": gettext_lazy("reason"),
    "target": gettext_lazy("office"), "report_due_on": gettext_lazy("day to report"), "text": gettext_lazy("text"),
    "days": gettext_lazy("days"), "petitioner": gettext_lazy("petitioner"), "received_on": gettext_lazy("received on"),
    "handler": gettext_lazy("handler"), "organ": gettext_lazy("organ"), "organ_address": gettext_lazy("its address"),
    "pending": gettext_lazy("case"), "second": gettext_lazy("second person"), "matters": gettext_lazy("at least two parts"),
    "to_matter": gettext_lazy("matter"), "field": gettext_lazy("field"), "new": gettext_lazy("new value"),
    "written_on": gettext_lazy("date of the letter"), "postmark_on": gettext_lazy("postmark"),
    "region": gettext_lazy("where the problem arose"), "topic": gettext_lazy("topic"),
    "visitors": gettext_lazy("number of visitors"), "concerned": gettext_lazy("number of people concerned"),
}  # fmt: skip

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


def act_name(act: str) -> str:
    return str(ACTS.get(act, act))


def term_name(term: str) -> str:
    return str(TERMS.get(term, term))


def refusal_text(refusal: Refusal) -> str:
    """The reason in a sentence, with the article where there is one."""
    facts: dict[str, Any] = dict(refusal.facts)
    if "state" in facts:
        facts["state"] = State(facts["state"]).label
    if "fields" in facts:
        facts["fields"] = ", ".join(str(FIELDS.get(name, name)) for name in facts["fields"])
    text = str(REFUSALS.get(refusal.code, refusal.code)) % {k: _plain(v) for k, v in facts.items()}
    return f"{text} ({article_text(refusal.article)})" if refusal.article else text


def article_text(article: Any) -> str:
    """ "Art. 23 ¶3", in Chinese 第23条第3款."""
    text = _("Art. %(number)s") % {"number": article.number}
    if article.paragraph:
        text += _(" ¶%(paragraph)s") % {"paragraph": article.paragraph}
    if article.item:
        text += _(" (%(item)s)") % {"item": article.item}
    return text


def _plain(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


def _day(value: Any) -> str:
    return date_format(date.fromisoformat(value[:10]), "DATE_FORMAT") if value else "—"


def sentence(kind: str, facts: Mapping[str, Any], names: Mapping[int, str]) -> str:
    """What an event tells, in a sentence; `names` are offices by id."""
    f = dict(facts)
    office = names.get(f.get("target") or f.get("office") or 0, "")
    plain = {
        "register": lambda: _("Petition %(number)s was registered.") % {"number": f.get("number", "")},
        "open": lambda: _("A case was opened at %(office)s (%(via)s).") % {
            "office": office, "via": Via(f["via"]).label if f.get("via") in Via.values else ""},
        "forward": lambda: _("Forwarded to %(office)s.") % {"office": office},
        "assign": lambda: _("Assigned to %(office)s, report due on %(day)s.") % {"office": office, "day": _day(f.get("report_due_on"))},
        "pass_down": lambda: _("Passed down to %(office)s.") % {"office": office},
        "direct": lambda: _("Directed the petitioner to %(organ)s.") % {"organ": f.get("organ", "")},
        "extend": lambda: _("Extended by %(days)s days, from %(old)s to %(new)s.") % {
            "days": f.get("days"), "old": _day(f.get("old_due_on")), "new": _day(f.get("new_due_on"))},
        "ask_extension": lambda: _("Asked for %(days)s more days.") % {"days": f.get("days")},
        "take_back_extension": lambda: _("The due day is %(new)s again.") % {"new": _day(f.get("new_due_on"))},
        "record_receipt": lambda: _("The petitioner received the answer on %(day)s.") % {"day": _day(f.get("received_on"))},
        "amend": lambda: _("Amended %(field)s: %(old)s → %(new)s.") % {
            "field": FIELDS.get(f.get("field", ""), f.get("field", "")), "old": f.get("old") or "—", "new": f.get("new") or "—"},
        "join": lambda: _("Joined to %(number)s: one answer goes to all.") % {"number": (f.get("pending") or {}).get("number", "")},
        "refuse_duplicate": lambda: _("Refused: %(number)s is pending in its term.") % {"number": (f.get("pending") or {}).get("number", "")},
        "mark_late": lambda: _("Late: %(terms)s.") % {"terms": _terms(f)},
        "mark_soon": lambda: _("Due soon: %(terms)s.") % {"terms": _terms(f)},
        "lapse": lambda: _("Lapsed: %(terms)s.") % {"terms": _terms(f)},
        "calendar": lambda: _("A new holiday notice moved the due day of “%(term)s” from %(old)s to %(new)s.") % {
            "term": term_name(f.get("term", "")), "old": _day(f.get("old_due_on")), "new": _day(f.get("new_due_on"))},
        "petition_added": lambda: _("Petition %(number)s was added to this matter.") % {"number": f.get("number", "")},
    }  # fmt: skip
    parts = [plain[kind]()] if kind in plain else []
    if f.get("files"):
        parts.append("、".join(f["files"]))
    return " ".join([*parts, *(str(f[name]) for name in ("reason", "text", "note") if f.get(name))])


def _terms(facts: Mapping[str, Any]) -> str:
    rows = facts.get("terms") or []
    return "、".join(f"{term_name(r['term'])} ({_day(r['due_on'])})" for r in rows)
