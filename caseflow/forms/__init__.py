"""One form an act: what the act needs to be told, checked before `perform` is asked."""

from collections.abc import Callable

from caseflow.forms import (
    between,
    competence,
    desk,
    handling,
    joint,
    own_page,
    papers,
    recusal,
    remedies,
    routes,
    secrecy,
)
from caseflow.forms.base import ActForm

FORMS: dict[str, Callable[..., ActForm]] = {
    **desk.FORMS, **between.FORMS, **competence.FORMS, **joint.FORMS, **recusal.FORMS, **handling.FORMS, **routes.FORMS, **remedies.FORMS,
    **papers.FORMS, **secrecy.FORMS, **own_page.FORMS,
}  # fmt: skip

PRIMARY = {"requested": "accept_request", "registered": "forward", "received": "accept", "accepted": "draft", "in_clearance": "clear", "decided": "send",
           "served": "record_receipt", "objected": "confirm_objection", "in_own_procedure": "answer_own"}  # fmt: skip

PRIMARY_SECRET = secrecy.PRIMARY

__all__ = ["FORMS", "PRIMARY", "PRIMARY_SECRET", "ActForm"]
