"""Names and sentences of acts on class and route."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from caseflow.choices import ExecutionState, SimpleGround
from caseflow.texts.days import day
from petitions.choices import Klass

ACTS = {
    "reclassify": gettext_lazy("Reclassify"), "route_out": gettext_lazy("Route out"),
    "start_own": gettext_lazy("Start the own procedure"), "answer_own": gettext_lazy("Answer from the own procedure"),
    "use_simplified": gettext_lazy("Use the simplified procedure"),
    "leave_simplified": gettext_lazy("Leave the simplified procedure"), "settle": gettext_lazy("Settle"),
    "settlement_performed": gettext_lazy("Settlement performed"), "resume": gettext_lazy("Settlement not performed"),
    "carry_out": gettext_lazy("Record the carrying out"), "execution_late": gettext_lazy("Carrying out is late"),
}  # fmt: skip
TERMS = {
    "SF": gettext_lazy("Simplified: pass on"), "SA": gettext_lazy("Simplified: accept"),
    "SO": gettext_lazy("Simplified: answer"), "EX": gettext_lazy("Carry out"),
}  # fmt: skip
REFUSALS = {
    "same_class": gettext_lazy("The matter has this class already."),
    "stays_confidential": gettext_lazy("What was an accusation stays confidential. Split off the claim as a matter of its own."),
    "split_first": gettext_lazy("The petition's whole text also belongs to another matter: split it first, so that the accusation stands alone."),
    "route_is_own": gettext_lazy("This route is an own procedure of the office in charge: start the own procedure instead."),
    "route_of_others": gettext_lazy("This route leads to another organ: route the petitioner there instead."),
    "route_over": gettext_lazy("That route ended on %(last_on)s: the head decides; handle it yourselves otherwise."),
    "not_litigation_visit": gettext_lazy("The desk itself routes out only a visit about litigation; forward the petition instead."),
    "unknown_route": gettext_lazy("This route is not in the table of routes today."),
    "not_simple": gettext_lazy("Only a first petition that is no accusation qualifies for the simplified procedure."),
    "simple_excluded": gettext_lazy("Confirm that nothing stands against the simplified procedure, or use the ordinary one."),
    "not_ordinary": gettext_lazy("The case is not in the ordinary procedure."),
    "not_simplified": gettext_lazy("The case is not in the simplified procedure."),
    "not_a_claim": gettext_lazy("Only a claim can be settled."),
    "perform_day_past": gettext_lazy("The day to perform the agreement must not lie in the past."),
    "no_settlement": gettext_lazy("No agreement waits for its performance."),
    "perform_day_ahead": gettext_lazy("The agreement may be performed until %(perform_on)s; handling goes on after that day."),
    "nothing_to_carry_out": gettext_lazy("No supported request waits to be carried out."),
    "unknown_execution": gettext_lazy("This request does not wait to be carried out."),
}  # fmt: skip
FIELDS = {
    "klass": gettext_lazy("class"), "route": gettext_lazy("statutory route"), "ground": gettext_lazy("ground"),
    "kind": gettext_lazy("kind"), "requests": gettext_lazy("requests"), "parties": gettext_lazy("parties"),
    "agreement": gettext_lazy("agreement"), "perform_on": gettext_lazy("day to perform"),
    "execution": gettext_lazy("request"), "result": gettext_lazy("result"),
}  # fmt: skip

SENTENCES: Mapping[str, Callable[[Mapping[str, Any], str], str]] = {
    "reclassify": lambda f, o: _("Class %(old)s became %(new)s.") % {
        "old": Klass(f["old"]).label if f.get("old") else "—", "new": Klass(f["new"]).label if f.get("new") else "—"},
    "route_out": lambda f, o: _("Routed to %(organ)s by “%(route)s”; last day: %(day)s.") % {
        "organ": f.get("organ", ""), "route": f.get("route_name", ""), "day": day(f.get("last_on"))},
    "start_own": lambda f, o: _("“%(route)s” begins; its limit ends on %(day)s.") % {
        "route": f.get("route_name", ""), "day": day(f.get("last_on"))},
    "use_simplified": lambda f, o: _("Simplified procedure: %(ground)s.") % {
        "ground": SimpleGround(f["ground"]).label if f.get("ground") else ""},
    "settle": lambda f, o: _("Settled; to be performed by %(day)s.") % {"day": day(f.get("perform_on"))},
    "carry_out": lambda f, o: str(ExecutionState(f["result"]).label) if f.get("result") else "",
    "execution_late": lambda f, o: _("A supported request was to be carried out by %(day)s.") % {"day": day(f.get("due_on"))},
}  # fmt: skip
