"""Names of the acts that take an old record over."""

from django.utils.translation import gettext_lazy

ACTS = {
    "take_over_refused": gettext_lazy("Taken over: refused"), "take_over_routed_out": gettext_lazy("Taken over: routed out"),
    "take_over_not_reaccepted": gettext_lazy("Taken over: not accepted again"),
}  # fmt: skip
