"""Names and sentences of what offices do among themselves."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

Facts = Mapping[str, Any]

ACTS = {
    "ask_decision": gettext_lazy("Ask for a decision"), "record_decision": gettext_lazy("Record the decision"),
    "raise_dispute": gettext_lazy("Raise a dispute of competence"), "decide_dispute": gettext_lazy("Decide the dispute"),
    "named": gettext_lazy("Another office was named"), "succeed": gettext_lazy("Move to the successor"),
    "join_at_successor": gettext_lazy("Joined at the successor"), "handler_left": gettext_lazy("The handler stepped back from the matter"),
    "name_lead": gettext_lazy("Ask other offices for parts"), "hand_in_part": gettext_lazy("Hand in the part"),
    "take_back_part": gettext_lazy("Take a part back"), "part_late": gettext_lazy("A part became late"),
    "part_moved": gettext_lazy("A part moved to the successor"),
    "receive_jointly": gettext_lazy("Record a joint reception"), "declare": gettext_lazy("Declare no interest"),
    "recuse": gettext_lazy("Step back"), "ask_recusal": gettext_lazy("Petitioner asks for another handler"),
    "decide_recusal": gettext_lazy("Decide on the handler"),
}  # fmt: skip

REFUSALS = {
    "decision_awaited": gettext_lazy("A decision is asked for: record it first, then pass the matter on."),
    "no_decision_awaited": gettext_lazy("No decision is awaited."),
    "decision_day": gettext_lazy("The day of the decision lies between the receipt and today."),
    "dispute_open": gettext_lazy("The offices dispute who is in charge: the decision comes first, or accept the case."),
    "no_dispute": gettext_lazy("No dispute is open."),
    "party_is_own": gettext_lazy("Name the other offices; your own is there already."),
    "consultation_day": gettext_lazy("The offices consult first: the day lies between the receipt and today."),
    "no_decider": gettext_lazy("No office stands above all of these; ask the administrator to enter the joint conference."),
    "not_decider": gettext_lazy("Another office decides this dispute."),
    "office_in_force": gettext_lazy("The office of this case has not ended."),
    "not_superior_of_ended": gettext_lazy("An office above the ended one decides where the case goes on."),
    "not_a_successor": gettext_lazy("That office is not among the successors."),
    "successor_kind": gettext_lazy("What waits at a petition office's desk goes to a petition office."),
    "not_the_lead": gettext_lazy("Only the lead or a petition office above it may do this."),
    "first_leads": gettext_lazy("By %(rule)s the office that first received the matter leads: it asks for the parts, or the superior decides."),
    "part_is_lead": gettext_lazy("The lead has no part of its own: it answers for the whole."),
    "part_twice": gettext_lazy("That office is asked for a part already."),
    "part_day_past": gettext_lazy("The day for a part must not lie in the past."),
    "no_part_here": gettext_lazy("Your office is not asked for a part."),
    "no_part_open": gettext_lazy("No part of that office is open."),
    "part_missing": gettext_lazy("Not all parts are in (%(n)s open): wait for them, or take them back with a reason."),
    "not_a_visit": gettext_lazy("Only a visit is received jointly."),
    "recused": gettext_lazy("You stepped back from this matter, or had to: somebody else acts."),
    "handler_recused": gettext_lazy("That person stepped back from this matter, or had to. Choose somebody else."),
    "declared_before": gettext_lazy("You declared it before."),
    "not_handler": gettext_lazy("Only the handler declares it."),
    "no_handler": gettext_lazy("The case has no handler yet."),
    "recusal_asked_before": gettext_lazy("It is asked for already; the head decides."),
    "no_recusal_asked": gettext_lazy("Nobody asked for another handler."),
    "own_recusal": gettext_lazy("It is about yourself: somebody else decides."),
    "not_your_step": gettext_lazy("The draft waits for the step “%(step)s”."),
    "own_draft": gettext_lazy("You drafted it: somebody else checks."),
    "step_missing": gettext_lazy("The step “%(step)s” has not cleared the draft yet."),
    "incomplete": gettext_lazy("The law makes this mandatory: %(checks)s."),
}  # fmt: skip

FIELDS = {
    "grounds": gettext_lazy("grounds"), "decided_by": gettext_lazy("who decided"), "decided_on": gettext_lazy("day of the decision"),
    "parties": gettext_lazy("the other offices"), "consulted_on": gettext_lazy("day of the consultation"),
    "parts": gettext_lazy("at least one part"), "part_office": gettext_lazy("office"), "offices": gettext_lazy("offices"),
    "answer": gettext_lazy("decision"), "no_interest": gettext_lazy("no direct interest"),
}  # fmt: skip

CHECKS = {
    "place": gettext_lazy("where the problem arose"), "topic": gettext_lazy("the topic"),
    "identity_waiver": gettext_lazy("name and address, or the note that she wishes none"),
    "representatives": gettext_lazy("the representatives of a joint visit, one to five"),
    "attachments": gettext_lazy("the enclosure that the text speaks of"),
    "destination": gettext_lazy("the right office: by the duty catalogue, or with a full reason"),
    "passed_on_in_time": gettext_lazy("passed on within the term"),
    "told_in_time": gettext_lazy("the petitioner told within fifteen days"),
    "notice_given": gettext_lazy("the acceptance notice"),
    "handler_declared": gettext_lazy("the handler's declaration of no interest"),
    "investigated": gettext_lazy("a record of hearing the petitioner or looking into the facts"),
    "evidence": gettext_lazy("files that show the facts found"),
    "hearing_minutes": gettext_lazy("the minutes of the hearing"),
    "requests_answered": gettext_lazy("an outcome and an answer for every request"),
    "basis_cited": gettext_lazy("the legal basis"),
    "remedy_names_body": gettext_lazy("the body to turn to, by name"),
    "extension_told": gettext_lazy("the extension told to the petitioner"),
    "answered_in_time": gettext_lazy("the answer within its term"),
    "parts_in": gettext_lazy("the parts of the other offices"),
    "report_in": gettext_lazy("the closing report to the sender"),
    "receipts_recorded": gettext_lazy("the receipt of each petitioner"),
    "reviewer_apart": gettext_lazy("a reviewer who did not handle it before"),
}  # fmt: skip

SENTENCES: Mapping[str, Callable[[Facts, str], str]] = {
    "record_decision": lambda f, office: _("%(by)s decided on %(day)s.") % {"by": f.get("decided_by", ""), "day": f.get("decided_on", "—")},
    "raise_dispute": lambda f, office: _("Consulted on %(day)s without agreement; %(office)s decides.") % {
        "day": f.get("consulted_on", "—"), "office": office},
    "decide_dispute": lambda f, office: _("%(office)s is in charge (decided on %(day)s).") % {
        "office": office, "day": f.get("decided_on", "—")},
    "succeed": lambda f, office: _("Goes on at %(office)s; no day moves.") % {"office": office},
    "join_at_successor": lambda f, office: _("Two offices became one: joined to %(number)s, one answer goes to all; no day moves.") % {
        "number": (f.get("pending") or {}).get("number", "")},
    "name_lead": lambda f, office: _("%(n)s offices are asked for their parts, the first by %(day)s.") % {
        "n": len(f.get("parts") or ()), "day": min((p["due_on"] for p in f.get("parts") or ()), default="—")},
    "hand_in_part": lambda f, office: _("The part of %(office)s is in.") % {"office": office},
    "take_back_part": lambda f, office: _("The part of %(office)s is not asked for any more.") % {"office": office},
    "part_late": lambda f, office: _("The part of %(office)s was due on %(day)s.") % {"office": office, "day": f.get("due_on", "—")},
    "receive_jointly": lambda f, office: _("Received together with %(n)s other offices.") % {"n": len(f.get("offices") or ())},
    "clear": lambda f, office: _("Step “%(step)s” is cleared.") % {"step": f["step"]} if f.get("step") else "",
    "return_for_work": lambda f, office: _("Returned at the step “%(step)s”.") % {"step": f["step"]} if f.get("step") else "",
    "decide_recusal": lambda f, office: _("Another handler is named.") if f.get("answer") == "granted" else _("The handler stays."),
}  # fmt: skip


def check_name(code: str) -> str:
    return str(CHECKS.get(code, code))


def decision_cited(facts: Facts) -> str:
    """By which decision an act was done, where one was asked for."""
    decision = facts.get("decision")
    return (
        _("By the decision of %(by)s of %(day)s.") % {"by": decision["by"], "day": decision["on"]} if decision else ""
    )
