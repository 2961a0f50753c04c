"""Names and sentences of papers, their wording and their service."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from caseflow.wording import Fault

Facts = Mapping[str, Any]

ACTS = {
    "issue_receipt": gettext_lazy("Issue the receipt as a paper"), "serve_again": gettext_lazy("Serve again"),
    "correct_paper": gettext_lazy("Correct a paper"), "posted": gettext_lazy("Put in the post"),
    "register_no": gettext_lazy("Note the registered-mail number"), "delivered": gettext_lazy("Note the delivery of a paper"),
}  # fmt: skip

REFUSALS = {
    "paper_incomplete": gettext_lazy("The paper (%(paper)s) does not state: %(fields)s. Nothing was issued and no number was used. "
                                     "Fill in what is missing; where the office's own wording leaves it out, the head changes the wording."),
    "paper_unprintable": gettext_lazy("The paper (%(paper)s) could not be set as PDF. Nothing was issued and no number was used. "
                                      "Tell your administrator the number of the petition."),
    "paper_no_room": gettext_lazy("The paper (%(paper)s) could not be stored: the desk has no room for files at present. Nothing was "
                                  "issued and no number was used. Try again later and tell your administrator."),
    "unknown_paper": gettext_lazy("There is no such paper on this case."),
    "corrected_before": gettext_lazy("This paper was corrected before, by %(number)s: correct that one."),
    "nothing_came_back": gettext_lazy("Nothing sent to this petitioner came back."),
    "came_back": gettext_lazy("Her copy came back: serve it again first."),
    "return_reason": gettext_lazy("Say why it came back."),
    "refused_or_back": gettext_lazy("Either receipt was refused, or it came back undelivered: not both."),
    "not_petitioners": gettext_lazy("This paper does not go to a petitioner."),
    "by_the_act": gettext_lazy("An answer is sent and its receipt recorded by the acts on its case, for her time to ask for review depends on it."),
    "not_on_its_way": gettext_lazy("This copy is not on its way any more; somebody noted how it ended."),
}  # fmt: skip

FIELDS = {
    "paper": gettext_lazy("paper"), "wording": gettext_lazy("the text as it should be"), "way": gettext_lazy("way"),
    "paper_issuer": gettext_lazy("the issuer's name"), "paper_number": gettext_lazy("its number"),
    "paper_petition_number": gettext_lazy("the number of the petition"), "paper_matter": gettext_lazy("the matter"),
    "paper_today": gettext_lazy("the date"), "paper_names": gettext_lazy("the petitioner"),
    "paper_contact": gettext_lazy("whom to ask: the office's address or telephone"),
    "paper_query": gettext_lazy("how to look up and rate the handling"), "paper_received_on": gettext_lazy("the day of receipt"),
    "paper_channel": gettext_lazy("how it came"), "paper_next_step": gettext_lazy("what happens next, and when"),
    "paper_target": gettext_lazy("the office it goes to"), "paper_target_contact": gettext_lazy("that office's address or telephone"),
    "paper_basis": gettext_lazy("the legal basis"), "paper_accepted": gettext_lazy("that it is accepted"),
    "paper_due_on": gettext_lazy("the due day"), "paper_rights": gettext_lazy("the petitioner's rights: statement, hearing, recusal"),
    "paper_organ": gettext_lazy("the organ to turn to"), "paper_organ_address": gettext_lazy("that organ's address"),
    "paper_reason": gettext_lazy("the reason"), "paper_other_number": gettext_lazy("the number of the pending petition"),
    "paper_other_office": gettext_lazy("the office that handles it"), "paper_one_answer": gettext_lazy("that one answer goes to all"),
    "paper_approved": gettext_lazy("that the head of the office approved"), "paper_days": gettext_lazy("the days of extension"),
    "paper_requests": gettext_lazy("the requests"), "paper_findings": gettext_lazy("facts and reasons"),
    "paper_outcomes": gettext_lazy("the outcome of each request"), "paper_remedy": gettext_lazy("the remedy"),
    "paper_sender": gettext_lazy("the office that sent it"), "paper_result": gettext_lazy("result and execution"),
    "paper_view": gettext_lazy("the petitioner's view"), "paper_materials": gettext_lazy("the materials handed back"),
    "paper_document": gettext_lazy("the paper served"), "paper_receiver": gettext_lazy("the receiver"),
    "paper_way": gettext_lazy("the way of service"), "paper_place": gettext_lazy("the place of service"),
    "paper_route": gettext_lazy("the statutory route"), "paper_limit": gettext_lazy("the limit"),
    "paper_parties": gettext_lazy("the parties"), "paper_agreement": gettext_lazy("what was agreed"),
    "paper_perform_on": gettext_lazy("the day to perform"), "paper_signatures": gettext_lazy("the signatures"),
    "paper_would_be_new": gettext_lazy("what would count as new"),
    "paper_relation": gettext_lazy("the receiver's relation"), "paper_refused": gettext_lazy("refusal and witness"),
}  # fmt: skip

FAULTS = {
    "field": gettext_lazy("“%(what)s” is not a field of this paper. The fields offered are listed on this page."),
    "tag": gettext_lazy("“{%% %(what)s %%}” is not possible here: only if, else and endif are."),
    "stray": gettext_lazy("A “%(what)s” stands alone: a field is written {{ name }}, a condition {%% if name %%} … {%% endif %%}."),
    "block": gettext_lazy("There is no block “%(what)s”: the blocks are addressee, body, basis and remedy."),
    "twice": gettext_lazy("The block “%(what)s” stands there twice."),
    "empty": gettext_lazy("The block “%(what)s” is missing or empty."),
    "long": gettext_lazy("The wording is longer than %(what)s characters."),
    "deep": gettext_lazy("Conditions stand more than %(what)s deep in one another."),
    "open": gettext_lazy("“{%% %(what)s %%}” has no endif."),
}  # fmt: skip


def fault_text(fault: Fault) -> str:
    """What is wrong with a wording, in a sentence that names it."""
    return str(FAULTS[fault.code]) % {"what": fault.what}


def _day(value: Any) -> str:
    return date_format(date.fromisoformat(value[:10]), "DATE_FORMAT") if value else "—"


def _received(f: Facts, office: str) -> str:
    if f.get("came_back"):
        return _("The answer came back undelivered on %(day)s: %(why)s.") % {
            "day": _day(f.get("received_on")),
            "why": f.get("return_reason", ""),
        }
    return _("The petitioner received the answer on %(day)s.") % {"day": _day(f.get("received_on"))}


def _corrected(f: Facts, office: str) -> str:
    told = f.get("paper") or {}
    return _("%(number)s was corrected by a new paper.") % {"number": told.get("number", "")}


SENTENCES: Mapping[str, Callable[[Facts, str], str]] = {
    "record_receipt": _received, "correct_paper": _corrected,
    "posted": lambda f, office: _("%(papers)s was put in the post.") % {"papers": "、".join(f.get("papers") or [])},
    "register_no": lambda f, office: _("Registered-mail number %(number)s.") % {"number": "、".join(f.get("numbers") or [])},
    "delivered": lambda f, office: _("%(paper)s: %(how)s on %(day)s.") % {
        "paper": f.get("paper", ""), "how": _("came back") if f.get("came_back") else _("received"), "day": _day(f.get("received_on"))},
}  # fmt: skip
