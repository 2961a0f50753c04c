"""Names and sentences of leaders' reception: its acts on the timeline, why one is refused, what it asks for."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from caseflow.texts.days import day

Facts = Mapping[str, Any]

ACTS = {
    "reception_asked": gettext_lazy("On the waiting list of a leader's reception"),
    "reception_booked": gettext_lazy("Booked for a leader's reception"),
    "reception_put_back": gettext_lazy("Back on the waiting list of the reception"),
    "reception_dropped": gettext_lazy("Taken off the list of the reception"),
    "reception_missed": gettext_lazy("Leader's reception not attended"),
    "reception_outcome": gettext_lazy("Received by a leader"),
    "reception_report": gettext_lazy("Report on what was taken back"),
    "reception_extend": gettext_lazy("What was taken back is extended"),
    "reception_finish": gettext_lazy("What was taken back is reported done"),
    "reception_moved": gettext_lazy("The reception goes on at the successor"),
    "reception_verify": gettext_lazy("What was taken back is checked: done"),
    "reception_send_back": gettext_lazy("What was taken back is not done yet"),
    "charge_taken": gettext_lazy("A leader took charge"),
    "charge_passed": gettext_lazy("Another leader took charge"),
    "charge_closed": gettext_lazy("The leader's charge ended"),
}  # fmt: skip

STEPS = {  # what the buttons offer
    "report": gettext_lazy("Report how far it is"),
    "extend": gettext_lazy("Move the promised day, once"),
    "finish": gettext_lazy("Report that it is done"),
    "verify": gettext_lazy("Checked: it is done"),
    "send_back": gettext_lazy("Send it back: not done yet"),
}
OUTCOMES = {
    "solved": gettext_lazy("Solved on the spot."),
    "explained": gettext_lazy("Explained with the text of the policy."),
    "refused": gettext_lazy("Refused, with reasons and the remedy."),
}
RESULTS = {
    "settled": gettext_lazy("The matter is settled."),
    "explained": gettext_lazy("Explained; nothing more is owed."),
    "routed": gettext_lazy("The matter goes its statutory route."),
    "passed": gettext_lazy("Passed to another leader."),
}


def _who(facts: Facts, office: str) -> str:
    """Post and office of a leader, never her name."""
    return " · ".join(part for part in (office, str(facts.get("post", ""))) if part)


def _outcome(facts: Facts, office: str) -> str:
    if facts.get("outcome") == "taken_back":
        told = _("Taken back: %(office)s answers by %(until)s.") % {"office": office, "until": day(facts.get("promised_on"))}  # fmt: skip
    else:
        told = str(OUTCOMES.get(str(facts.get("outcome")), ""))
    received = _("Received on %(day)s.") % {"day": day(facts.get("day"))}
    return f"{received} {told}".strip()


SENTENCES: Mapping[str, Callable[[Facts, str], str]] = {
    "reception_asked": lambda f, office: _("%(office)s sets a day.") % {"office": office},
    "reception_booked": lambda f, office: _("To be received on %(day)s, %(time)s, by %(who)s.") % {
        "day": day(f.get("day")), "time": f.get("time", ""), "who": _who(f, office)},
    "reception_put_back": lambda f, office: (
        _("The reception day %(day)s was cancelled; another day is sought.") if f.get("is_cancelled") else
        _("Not on %(day)s; another day is sought.")) % {"day": day(f.get("day"))},
    "reception_missed": lambda f, office: _("Nobody came on %(day)s; another day may be booked.") % {"day": day(f.get("day"))},
    "reception_outcome": _outcome,
    "reception_extend": lambda f, office: _("From %(old)s to %(new)s.") % {"old": day(f.get("old_day")), "new": day(f.get("new_day"))},
    "reception_moved": lambda f, office: _("Goes on at %(office)s; no day moves.") % {"office": office},
    "charge_taken": lambda f, office: _("%(who)s, until %(until)s.") % {"who": _who(f, office), "until": day(f.get("until"))},
    "charge_passed": lambda f, office: _("%(who)s, until %(until)s.") % {"who": _who(f, office), "until": day(f.get("until"))},
    "charge_closed": lambda f, office: str(RESULTS.get(str(f.get("result")), "")),
}  # fmt: skip

REFUSALS = {
    "reception_day_past": gettext_lazy("This day has passed. Nothing was changed; choose a day that is still to come."),
    "reception_times": gettext_lazy("The reception has to end after it begins, on the same day."),
    "reception_seats": gettext_lazy("Between 1 and %(most)s seats fit into this time."),
    "reception_leader_left": gettext_lazy("The leader is not in office on this day. Choose another leader, or another day."),
    "reception_twice": gettext_lazy("This leader receives at this time already: that day is in the calendar."),
    "reception_cancelled": gettext_lazy("This day is cancelled. Choose another one."),
    "reception_published": gettext_lazy("This day is published already."),
    "reception_not_published": gettext_lazy("This day is not published yet; it is booked afterwards."),
    "reception_fixed": gettext_lazy("What was published stands: leader, day, time and place. Cancel the day with a reason and draft another one."),
    "reception_seats_taken": gettext_lazy("Slot %(n)s is booked: there cannot be fewer seats."),
    "reception_full": gettext_lazy("All seats of this day are booked. Choose another day, or the waiting list."),
    "reception_slot_taken": gettext_lazy("Slot %(slot)s was given to somebody else. What you chose is kept: take another slot."),
    "reception_booked_before": gettext_lazy("This matter is on the list of a reception already: it was not booked a second time."),
    "reception_other_leader": gettext_lazy("This leader cannot receive this matter (Art. 28, 30). Choose another day."),
    "reception_secret": gettext_lazy("A confidential matter is received at your own office alone, by people who may see it."),
    "reception_not_booked": gettext_lazy("This matter is not booked for a day."),
    "reception_early": gettext_lazy("The reception is on %(day)s: how it ended is entered on that day or after it."),
    "reception_outcome": gettext_lazy("Choose one of the four outcomes."),
    "reception_outcome_twice": gettext_lazy("The outcome is entered already; it stays as it is."),
    "reception_promise_past": gettext_lazy("The day that is promised must not lie in the past."),
    "reception_owner": gettext_lazy("This office cannot take the matter back. Choose another one."),
    "reception_not_awaited": gettext_lazy("This is not awaited now: somebody entered something in between. Look at the record."),
    "reception_extended_before": gettext_lazy("The day was moved before; it is moved once."),
    "reception_extension_day": gettext_lazy("The new day lies after the day promised before, and after today."),
    "charge_twice": gettext_lazy("A leader of your office is in charge of this matter already."),
    "charge_closed_before": gettext_lazy("This charge has ended already."),
    "leader_twice": gettext_lazy("This leader is in the list already."),
    "leader_ended": gettext_lazy("This leader's last day is entered already."),
    "leader_period": gettext_lazy("The last day lies before the first."),
    "leader_open": gettext_lazy("%(days)s published days and %(charges)s charges lie after that day: say who takes them over, or cancel the days and end the charges first."),
    "leader_successor": gettext_lazy("The successor has to be in office on all of those days."),
}  # fmt: skip

FIELDS = {
    "done": gettext_lazy("what was done"), "policy": gettext_lazy("the text of the policy, cited"),
    "task": gettext_lazy("what is to be done"), "owner": gettext_lazy("office that takes it back"),
    "promised_on": gettext_lazy("promised by"), "reasons": gettext_lazy("reasons"), "leader": gettext_lazy("leader"),
    "until": gettext_lazy("until"), "aim": gettext_lazy("what is to be reached"), "result": gettext_lazy("result"),
    "name": gettext_lazy("name"), "post": gettext_lazy("post"), "venue": gettext_lazy("venue"),
    "visited": gettext_lazy("town or village visited"),
}  # fmt: skip
