"""One form an act: what the act needs to be told, checked before `perform` is asked."""

from collections.abc import Callable

from caseflow.forms import between, desk, handling, own_page
from caseflow.forms.base import ActForm

FORMS: dict[str, Callable[..., ActForm]] = {**desk.FORMS, **between.FORMS, **handling.FORMS, **own_page.FORMS}

PRIMARY = {"registered": "forward", "received": "accept", "accepted": "draft", "in_clearance": "clear", "decided": "send",
           "served": "record_receipt", "objected": "confirm_objection"}  # fmt: skip

__all__ = ["FORMS", "PRIMARY", "ActForm"]
