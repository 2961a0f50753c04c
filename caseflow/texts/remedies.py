"""Names and sentences of review, recheck, hearing, conclusion, withdrawal and help."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from caseflow.choices import HelpSort, RefusalGround, RemedyResult
from caseflow.texts.days import day

Facts = Mapping[str, Any]

ACTS = {
    "ask_review": gettext_lazy("Record a request for review"), "ask_recheck": gettext_lazy("Record a request for recheck"),
    "pass_request_on": gettext_lazy("Pass the request on"), "accept_request": gettext_lazy("Accept the request"),
    "refuse_request": gettext_lazy("Refuse the request"), "call_hearing": gettext_lazy("Call a hearing"),
    "hold_hearing": gettext_lazy("Record a hearing"), "conclude": gettext_lazy("Conclude the matter"),
    "refuse_reacceptance": gettext_lazy("Refuse to accept again"), "new_facts": gettext_lazy("Open a new matter for what is new"),
    "withdraw": gettext_lazy("Record a withdrawal"), "revoke_withdrawal": gettext_lazy("Revoke the withdrawal"),
    "help": gettext_lazy("Note help given"), "revoked": gettext_lazy("The answer fell"),
    "replaced": gettext_lazy("The answer was changed above"),
}  # fmt: skip

TERMS = {
    "RQ": gettext_lazy("Decide on the request"), "WD": gettext_lazy("Petitioner may revoke the withdrawal"),
    "XD": gettext_lazy("Ask after an excused delay"),
}  # fmt: skip

REFUSALS = {
    "not_a_claim": gettext_lazy("Only the opinion on a claim is reviewed; suggestions and accusations are answered by other ways."),
    "own_name_only": gettext_lazy("Everybody does this in her own name alone."),
    "no_petitioner_of_it": gettext_lazy("This person is no petitioner of the matter."),
    "no_opinion": gettext_lazy("There is no opinion in force that could be reviewed."),
    "asked_already": gettext_lazy("She has asked for this already; the request is being dealt with."),
    "postmark_later": gettext_lazy("The postmark lies after the day the letter arrived."),
    "choose_body": gettext_lazy("Name the body that is to review: the petitioner chooses."),
    "name_outside_body": gettext_lazy("No office of this desk reviews it: name the body outside and its address, and she is told where to go."),
    "no_reviewing_body": gettext_lazy("This office does not review that opinion."),
    "is_right_body": gettext_lazy("This office is the one to decide on the request."),
    "pass_it_on": gettext_lazy("Your office does not review this opinion. The request is in time: pass it on to the body that does."),
    "recused": gettext_lazy("You took part in what is complained of; a colleague has to do this."),
    "handler_recused": gettext_lazy("This person took part in what is complained of."),
    "pending_review": gettext_lazy("Another request about the same opinion is being decided; its answer goes to all petitioners."),
    "asked_late": gettext_lazy("She asked on %(asked_on)s, her right ended on %(due_on)s: give the reason that excuses the delay, or refuse."),
    "excuse_late": gettext_lazy("After the obstacle had ended she could ask until %(due_on)s."),
    "ground_false": gettext_lazy("The record does not bear this ground out."),
    "no_result": gettext_lazy("Say whether the opinion is upheld, changed or to be done again."),
    "no_ground": gettext_lazy("To change an opinion or to order redo needs one of the grounds."),
    "redo_office": gettext_lazy("Say which office is to do it again."),
    "redo_day": gettext_lazy("The day for redo lies ahead, at the latest %(latest)s."),
    "redo_has_case": gettext_lazy("The first office has an open case of this matter; it ends before redo can be ordered there."),
    "compare_first": gettext_lazy("After redo somebody compares the new opinion with the old one, in writing."),
    "same_opinion": gettext_lazy("After redo the opinion may not be basically the same on the same facts."),
    "hearing_to_come": gettext_lazy("A hearing is called before it is held."),
    "hearing_days": gettext_lazy("A hearing is recorded when it is over: first day, last day, today; at most sixty days."),
    "hearing_early": gettext_lazy("The hearing lies before the case was accepted."),
    "no_last_word": gettext_lazy("Only a recheck that upheld or changed ends a matter."),
    "no_death_rule": gettext_lazy("No local rule here lets a petitioner's death end the matter: it goes on."),
    "others_go_on": gettext_lazy("The matter has other petitioners, or none is known: it goes on."),
    "death_unproven": gettext_lazy("Say that nobody takes the matter on, and how both were found out."),
    "matter_open": gettext_lazy("A case of this matter is still open."),
    "receipt_unproven": gettext_lazy("It is not proven that the petitioner received the last opinion."),
    "not_concluded_matter": gettext_lazy("The matter is not concluded. Compare and link the petition first."),
    "not_party": gettext_lazy("A petitioner of this petition had no part in the recheck: it is accepted."),
    "not_carried_out": gettext_lazy("%(n)s supported requests are not carried out: the petition is accepted."),
    "something_new": gettext_lazy("With new facts or reasons it is a new matter."),
    "accusation_stays": gettext_lazy("An accusation is not withdrawn."),
    "complained_of": gettext_lazy("Your office is the one complained of: another office takes the signed paper, or she uses her query code."),
    "withdrawn_already": gettext_lazy("This petitioner has withdrawn already."),
    "nothing_withdrawn": gettext_lazy("Nothing was withdrawn."),
    "revocation_late": gettext_lazy("The days to revoke the withdrawal are over; she may petition again."),
    "remedy_open": gettext_lazy("A review or recheck of this matter is open."),
    "ordered_day": gettext_lazy("The day was ordered by the review: it is not extended."),
}  # fmt: skip

FIELDS = {
    "ground": gettext_lazy("legal ground"), "place": gettext_lazy("where it is held"), "members": gettext_lazy("members of the hearing"),
    "first_on": gettext_lazy("first day of the hearing"), "last_on": gettext_lazy("last day of the hearing"), "minutes": gettext_lazy("minutes"),
    "would_be_new": gettext_lazy("what would count as new"), "sort": gettext_lazy("kind of help"),
    "body": gettext_lazy("body that is to review"), "result": gettext_lazy("result"),
}  # fmt: skip


def _label(choices: Any, value: Any) -> str:
    return str(choices(value).label) if value in choices.values else ""


def _decided(f: Facts, office: str) -> str:
    told = [_("Result: %(result)s.") % {"result": _label(RemedyResult, f["result"])}] if f.get("result") else []
    if f.get("redo_due_on"):
        told.append(_("To be done again by %(day)s.") % {"day": day(f["redo_due_on"])})
    return " ".join([*told, *([f["compared"]] if f.get("compared") else [])])


def _held(f: Facts, office: str) -> str:
    told = _("Hearing from %(first)s to %(last)s at %(place)s, with %(members)s.") % {
        "first": day(f.get("first_on")), "last": day(f.get("last_on")), "place": f.get("place", ""), "members": f.get("members", "")}  # fmt: skip
    if f.get("new_due_on"):
        told += " " + _("These days are not counted: due %(new)s instead of %(old)s.") % {
            "new": day(f["new_due_on"]), "old": day(f.get("old_due_on"))}  # fmt: skip
    return told


SENTENCES: Mapping[str, Callable[[Facts, str], str]] = {
    "ask_review": lambda f, office: _("Review was asked for on %(day)s.") % {"day": day(f.get("asked_on"))},
    "ask_recheck": lambda f, office: _("Recheck was asked for on %(day)s.") % {"day": day(f.get("asked_on"))},
    "pass_request_on": lambda f, office: _("Passed on to %(office)s; it is in time.") % {"office": office},
    "refuse_request": lambda f, office: _label(RefusalGround, f.get("ground")),
    "decide": _decided,
    "call_hearing": lambda f, office: _("A hearing was called for %(day)s at %(place)s.") % {
        "day": day(f.get("first_on")), "place": f.get("place", "")},
    "hold_hearing": _held,
    "conclude": lambda f, office: _("By the local rules: %(rule)s.") % {"rule": f["rule"]} if f.get("rule") else "",
    "refuse_reacceptance": lambda f, office: _("Same facts and same reasons as in %(number)s of %(day)s.") % {
        "number": f.get("recheck_number", ""), "day": day(f.get("recheck_on"))},
    "help": lambda f, office: _label(HelpSort, f.get("sort")),
}  # fmt: skip
