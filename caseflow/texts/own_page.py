"""What the petitioner is told, in plain words: where it is, what comes next, what she may do. Every state has its words."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy

ACTS = {"hand_in": gettext_lazy("Add what the petitioner handed in")}
TERMS = {"EV": gettext_lazy("Petitioner may evaluate")}
REFUSALS = {
    "only_own_receipt": gettext_lazy("You can only say that you yourself received your own paper, today."),
    "receipt_by_post": gettext_lazy("This paper went another way: its slip proves the receipt."),
    "enough_today": gettext_lazy("You have sent this %(n)s times today. Please go on tomorrow, or ask at the counter or by telephone."),
    "online_not_agreed": gettext_lazy("This petitioner has not agreed to papers on her page: choose another way."),
}  # fmt: skip
FIELDS: dict[str, Any] = {}

_joined = (gettext_lazy("Your petition is on the same matter as an earlier one and was joined to it."),
           gettext_lazy("Both are handled together, and the one answer goes to everybody, also to you."))  # fmt: skip
_passed = (
    gettext_lazy("It was passed on to the office in charge."),
    gettext_lazy("That office goes on with it and tells you."),
)
_void = (gettext_lazy("This registration was void: it had been entered twice, or was no petition."),
         gettext_lazy("If you think this is wrong, please turn to the office below."))  # fmt: skip
_route = (gettext_lazy("Another procedure of law is open for it."),
          gettext_lazy("The notice names the organ, the law and the last day; please turn there in time."))  # fmt: skip
_duplicate = (gettext_lazy("It is not taken up a second time: the same matter is being handled in its term."),
              gettext_lazy("The notice says where and until when. If that day passes without an answer, you may petition again."))  # fmt: skip
_again = (gettext_lazy("It is not taken up again: the same facts and reasons were answered, reviewed and rechecked."),
          gettext_lazy("New facts or new reasons make a new petition; help stays open to you."))  # fmt: skip
_referred = (
    gettext_lazy("It was handed to the organ that is competent."),
    gettext_lazy("That organ informs you by its own rules."),
)
_withdrawn = (
    gettext_lazy("You withdrew it."),
    gettext_lazy("The confirmation says until when you can take that back."),
)
_work = (
    gettext_lazy("It is accepted and being handled."),
    gettext_lazy("The office looks into it and answers in writing."),
)
_drafted = (
    gettext_lazy("The answer is written and being checked."),
    gettext_lazy("When it is decided it is sent to you."),
)
_decided = (gettext_lazy("The answer is decided."), gettext_lazy("It will be sent to you now."))
_sent = (gettext_lazy("The answer was sent to you."), gettext_lazy("If you agree, there is nothing you have to do."))
_ended = (
    gettext_lazy("It is finished; the answer was sent to you."),
    gettext_lazy("The papers stay here for you to read."),
)
_refused = (
    gettext_lazy("Your request was refused."),
    gettext_lazy("The notice gives the reason, and where you can complain."),
)

# (kind, state): what it is now, and what comes next where no clock tells a day. A test walks all states.
WORDS: Mapping[tuple[str, str], tuple[Any, Any]] = {
    ("desk", "registered"): (gettext_lazy("Your petition is registered and is being looked after."),
                             gettext_lazy("The office in charge is found, and you are told.")),
    ("desk", "passed_on"): _passed, ("desk", "closed"): _ended, ("desk", "refused"): _duplicate, ("desk", "joined"): _joined,
    ("desk", "voided"): _void, ("desk", "routed_out"): _route, ("desk", "not_reaccepted"): _again, ("desk", "referred"): _referred,
    ("handling", "received"): (gettext_lazy("The office below has received it and examines it."),
                               gettext_lazy("You are told in writing whether it is accepted.")),
    ("handling", "accepted"): _work, ("handling", "in_clearance"): _drafted, ("handling", "decided"): _decided,
    ("handling", "served"): _sent, ("handling", "closed"): _ended, ("handling", "passed_down"): _passed,
    ("handling", "objected"): (gettext_lazy("The office says that another one is in charge; this is being checked."),
                               gettext_lazy("You are told which office goes on with it.")),
    ("handling", "in_own_procedure"): (gettext_lazy("The office handles it by the procedure that a special law sets."),
                                       gettext_lazy("It answers you by that law.")),
    ("handling", "returned"): (gettext_lazy("The office was not in charge and gave it back."),
                               gettext_lazy("It is passed on anew, and you are told to whom.")),
    ("handling", "directed"): (gettext_lazy("Another organ is in charge."), gettext_lazy("The notice names it and its address; please turn there.")),
    ("handling", "routed_out"): _route, ("handling", "refused"): _duplicate, ("handling", "not_reaccepted"): _again,
    ("handling", "joined"): _joined, ("handling", "withdrawn"): _withdrawn, ("handling", "referred"): _referred,
    ("handling", "settled"): (gettext_lazy("You and the other side came to an agreement."),
                              gettext_lazy("If it is not kept on its day, tell the office: the handling goes on.")),
    ("handling", "voided"): _void,
    ("review", "requested"): (gettext_lazy("Your request for review was received."), gettext_lazy("You are told whether it is accepted.")),
    ("review", "accepted"): (gettext_lazy("The answer is being reviewed by the office above."), gettext_lazy("You get a written opinion on the review.")),
    ("review", "in_clearance"): _drafted, ("review", "decided"): _decided, ("review", "refused"): _refused, ("review", "withdrawn"): _withdrawn,
    ("review", "served"): (gettext_lazy("The opinion on your review was sent to you."), gettext_lazy("If you agree, there is nothing you have to do.")),
    ("review", "closed"): (gettext_lazy("The review is finished; its opinion was sent to you."), gettext_lazy("The papers stay here for you to read.")),
    ("recheck", "requested"): (gettext_lazy("Your request for a recheck was received."), gettext_lazy("You are told whether it is accepted.")),
    ("recheck", "accepted"): (gettext_lazy("The review is being rechecked by the office above."), gettext_lazy("You get a written opinion; it is the last one.")),
    ("recheck", "in_clearance"): _drafted, ("recheck", "decided"): _decided, ("recheck", "refused"): _refused, ("recheck", "withdrawn"): _withdrawn,
    ("recheck", "served"): (gettext_lazy("The opinion on your recheck was sent to you. It is the last one."),
                            gettext_lazy("New facts or new reasons make a new petition; help stays open to you.")),
    ("recheck", "closed"): (gettext_lazy("The recheck is finished. Its opinion is the last one."),
                            gettext_lazy("New facts or new reasons make a new petition; help stays open to you.")),
}  # fmt: skip

# What a running term means to her: the law's number of days, and the day.
NEXT: Mapping[str, Any] = {
    "C1": gettext_lazy("Within %(n)s days of receipt it is passed on to the office in charge: by %(day)s."),
    "C2": gettext_lazy("Within %(n)s days of receipt you are told in writing whether it is accepted and how it goes on: by %(day)s."),
    "C3": gettext_lazy("Within %(n)s days the office tells you in writing whether it accepts it and how it goes on: by %(day)s."),
    "R1": gettext_lazy("Within %(n)s working days it is passed on again: by %(day)s."),
    "C6": gettext_lazy("Within %(n)s days of acceptance you get a written answer: by %(day)s."),
    "A6": gettext_lazy("Within %(n)s days of acceptance you get a reply to your suggestion: by %(day)s."),
    "S1": gettext_lazy("By the law of that procedure you get the answer by %(day)s."),
    "TD": gettext_lazy("This organ informs you by its own rules; the desk looks after it by %(day)s."),
    "C9": gettext_lazy("Within %(n)s days of your request the review is decided: by %(day)s."),
    "C11": gettext_lazy("Within %(n)s days of your request the recheck is decided: by %(day)s."),
}  # fmt: skip
EXTENDED = gettext_lazy(
    "Within %(n)s days of acceptance, extended by %(more)s days, you get a written answer: by %(day)s."
)

RIGHTS: Mapping[str, Any] = {
    "C8": gettext_lazy("If you do not agree with the answer you may ask for review until %(day)s: %(n)s days from the day you received it."),
    "C10": gettext_lazy("If you do not agree with the review you may ask for a recheck until %(day)s: %(n)s days from the day you received it."),
}  # fmt: skip
RIGHTS_OVER: Mapping[str, Any] = {
    "C8": gettext_lazy("The time to ask for review ended on %(day)s."),
    "C10": gettext_lazy("The time to ask for a recheck ended on %(day)s."),
}  # fmt: skip

# Acts that are hers: the button, and what happens then.
OWN_ACTS: Mapping[str, tuple[Any, Any]] = {
    "hand_in": (gettext_lazy("Hand in more evidence"), gettext_lazy("Whoever handles your petition is told at once. What you handed in stays with it.")),
    "complain": (gettext_lazy("Complain that a day has passed"),
                 gettext_lazy("The office above the one in charge is told, and looks into it. Your petition goes on.")),
    "record_receipt": (gettext_lazy("I have received it"), gettext_lazy("Your time to ask for review begins today.")),
    "ask_review": (gettext_lazy("Ask for review"), gettext_lazy("The office above looks at the answer anew. It costs nothing.")),
    "ask_recheck": (gettext_lazy("Ask for a recheck"), gettext_lazy("The office above the reviewing one looks at it for the last time.")),
    "ask_recusal": (gettext_lazy("Ask for another handler"), gettext_lazy("The head of the office decides, and you are told.")),
    "resume": (gettext_lazy("The agreement was not kept"), gettext_lazy("The office goes on with your petition where it stopped.")),
    "revoke_withdrawal": (gettext_lazy("Take the withdrawal back"), gettext_lazy("Your petition goes on with the days that were left.")),
    "withdraw": (gettext_lazy("Withdraw the petition"), gettext_lazy("It ends for you. You get a confirmation that says until when you can take this back.")),
}  # fmt: skip
