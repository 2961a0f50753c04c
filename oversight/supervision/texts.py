"""Sentences of supervision: facts, sub-codes, refusals, events, papers. Rendered in the reader's language."""

from collections.abc import Callable, Mapping
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from caseflow.texts import article_text, term_name
from caseflow.texts.days import day
from oversight.supervision.choices import AdviceKind, KindChoice, ReplyChoice
from oversight.supervision.rules import (
    GROUNDS,
    Fact,
    Kind,
)

Facts = Mapping[str, Any]

# R05 Art. 36, kept as sub-codes of R22 Art. 40 ¶1
ITEMS: Mapping[int, Any] = {
    1: gettext_lazy("not done by the set day without good reason"),
    2: gettext_lazy("result not reported or told as the rules say"),
    3: gettext_lazy("handled against the set procedure"),
    4: gettext_lazy("passed to and fro, dealt with for form’s sake, delayed"),
    5: gettext_lazy("the opinion is not carried out"),
    6: gettext_lazy("other circumstances that call for supervision"),
}
ACTS = {
    "supervise": gettext_lazy("Order of supervision"), "order_answer": gettext_lazy("Answer to the order of supervision"),
    "order_verify": gettext_lazy("Answer to the order verified"), "order_send_back": gettext_lazy("Answer to the order sent back"),
    "order_extend": gettext_lazy("Day of the order extended"), "order_withdraw": gettext_lazy("Order of supervision withdrawn"),
    "order_list": gettext_lazy("Put under listed supervision"), "order_delist": gettext_lazy("Taken off listed supervision"),
    "recommend": gettext_lazy("Recommendation"), "recommend_reply": gettext_lazy("Reply to the recommendation"),
}  # fmt: skip
REFUSALS = {
    "order_state": gettext_lazy("The order is past this step; look at where it stands now."),
    "not_issuer": gettext_lazy("Only the office that issued the order does this."),
    "order_extended": gettext_lazy("The day was extended before; that is done once."),
    "successor_answers": gettext_lazy("The case has gone to another office, which answers this order."),
    "not_addressed": gettext_lazy("The order is addressed to another office."),
    "not_above": gettext_lazy("Listed supervision is for an office above the one addressed and above the one that issued the order."),
    "listed_before": gettext_lazy("The order is under listed supervision already."),
    "not_listed": gettext_lazy("The order is not under listed supervision."),
    "other_listed": gettext_lazy("Another office put the order on its list, and takes it off."),
    "confidential_order": gettext_lazy("A confidential matter is not supervised by an order that others read."),
    "accused_addressed": gettext_lazy("That office is accused in this matter, or follows or is headed by whoever is. Choose another addressee."),
    "order_not_below": gettext_lazy("The case does not lie at an office below yours."),
    "order_day_past": gettext_lazy("The day must lie ahead."),
    "order_day_earlier": gettext_lazy("The new day must not be before %(due_on)s."),
    "no_kind": gettext_lazy("Choose at least one reason for supervision."),
    "ordered_before": gettext_lazy("The open order %(number)s covers this already. Nothing was issued; follow that order."),
    "order_closed_case": gettext_lazy("The case has ended: an order is possible only where it was closed but not done, is not carried out, or owes its report."),
    "no_candidate": gettext_lazy("What led here is no longer so, or was decided about; look at the case again. Nothing was issued."),
    "own_addressee": gettext_lazy("This is your own office; choose another addressee."),
    "advice_needs_case": gettext_lazy("Name the case or order it rests on."),
    "blamed_addressed": gettext_lazy("It goes to the organ with power over the office meant, never to that office."),
    "reply_reason": gettext_lazy("Say why it is not adopted, or in part only."),
    "replied_before": gettext_lazy("It was answered before."),
    "not_addressee": gettext_lazy("Only the addressee answers; for an organ outside this desk the issuing office enters the reply."),
    "no_reply_yet": gettext_lazy("There is no reply yet to follow up."),
    "followed_before": gettext_lazy("What came of it is noted already."),
    "reply_future": gettext_lazy("The day of the reply lies between the day of issue and today."),
}  # fmt: skip
FIELDS = {
    "asked": gettext_lazy("What is ordered"), "subject": gettext_lazy("subject"), "reply": gettext_lazy("reply"),
    "reply_text": gettext_lazy("what was done"), "follow_up": gettext_lazy("what came of it"),
}  # fmt: skip


def kind_name(kind: str) -> str:
    return str(KindChoice(kind).label) if kind in KindChoice.values else kind


def basis_of(kind: str) -> str:
    """The article that has the kind supervised, and the item of 2005."""
    ground = GROUNDS[Kind(kind)]
    return _("%(article)s; item %(item)s of 2005: %(words)s") % {
        "article": article_text(ground.article), "item": ground.item, "words": ITEMS[ground.item],
    }  # fmt: skip


def fact_text(fact: Fact | Mapping[str, Any]) -> str:
    """A fact in a sentence, as the queue, the order's page and its paper print it."""
    told = fact.told() if isinstance(fact, Fact) else dict(fact)
    words = _FACTS.get(str(told.get("code", "")))
    if words is None:
        return ""
    number = int(told.get("number", 0))
    return str(words) % {
        "day": day(told.get("day")), "n": number, "term": term_name(str(told.get("term", ""))),
        "limit": settings.SUPERVISION_DAYS["idle"],
    }  # fmt: skip


_FACTS: Mapping[str, Any] = {
    "clock": gettext_lazy("“%(term)s” ended on %(day)s and is not done."),
    "no_notice": gettext_lazy("The petitioner had to be told by %(day)s; no notice was issued."),
    "returned": gettext_lazy("Returned between offices %(n)s times, the last time on %(day)s."),
    "no_answer": gettext_lazy("Closed on %(day)s without an answer to the petitioner."),
    "not_served": gettext_lazy("Closed on %(day)s though the answer was not sent to every petitioner."),
    "open_task": gettext_lazy("Closed though what was to be carried out by %(day)s is still open."),
    "refused": gettext_lazy("On %(day)s it was reported that a supported request will not be carried out."),
    "task": gettext_lazy("A supported request was to be carried out by %(day)s; nothing tells that it was."),
    "idle": gettext_lazy("Last act on %(day)s; nothing done for %(n)s days (this desk’s own limit: %(limit)s days)."),
    "complaint": gettext_lazy("The petitioner complained of delay on %(day)s."),
}


def _kinds(facts: Facts) -> str:
    return "、".join(kind_name(kind) for kind in facts.get("kinds") or ())


SENTENCES: Mapping[str, Callable[[Facts, str], str]] = {
    "supervise": lambda f, office: _("%(number)s to %(office)s (%(kinds)s), to be answered by %(day)s.") % {
        "number": f.get("order", ""), "office": office, "kinds": _kinds(f), "day": day(f.get("due_on"))},
    "order_answer": lambda f, office: _("%(number)s was answered.") % {"number": f.get("order", "")},
    "order_verify": lambda f, office: _("The answer to %(number)s was verified; the order has ended.") % {"number": f.get("order", "")},
    "order_send_back": lambda f, office: _("The answer to %(number)s was sent back, new day %(day)s.") % {
        "number": f.get("order", ""), "day": day(f.get("new_due_on"))},
    "order_extend": lambda f, office: _("%(number)s is to be answered by %(new)s instead of %(old)s.") % {
        "number": f.get("order", ""), "old": day(f.get("old_due_on")), "new": day(f.get("new_due_on"))},
    "order_withdraw": lambda f, office: _("%(number)s was withdrawn.") % {"number": f.get("order", "")},
    "order_list": lambda f, office: _("%(number)s was put under listed supervision (Art. 39).") % {"number": f.get("order", "")},
    "order_delist": lambda f, office: _("%(number)s was taken off listed supervision.") % {"number": f.get("order", "")},
    "recommend": lambda f, office: _("%(number)s to %(office)s: %(kind)s.") % {
        "number": f.get("recommendation", ""), "office": office or f.get("organ", ""),
        "kind": AdviceKind(f["kind"]).label if f.get("kind") in AdviceKind.values else ""},
    "recommend_reply": lambda f, office: _("%(number)s: %(reply)s.") % {
        "number": f.get("recommendation", ""), "reply": ReplyChoice(f["reply"]).label if f.get("reply") in ReplyChoice.values else ""},
}  # fmt: skip
