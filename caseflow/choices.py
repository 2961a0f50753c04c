"""Names of states, acts, terms and papers in both languages; the values are those of `workflow.py` and `statute.py`."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class CaseKind(models.TextChoices):
    DESK = "desk", _("desk")
    HANDLING = "handling", _("handling")
    REVIEW = "review", _("review")
    RECHECK = "recheck", _("recheck")


class State(models.TextChoices):
    REGISTERED = "registered", _("registered")
    PASSED_ON = "passed_on", _("passed on")
    RECEIVED = "received", _("received")
    ACCEPTED = "accepted", _("accepted")
    IN_CLEARANCE = "in_clearance", _("in clearance")
    DECIDED = "decided", _("decided")
    SERVED = "served", _("sent to the petitioner")
    PASSED_DOWN = "passed_down", _("passed down")
    OBJECTED = "objected", _("objected")
    IN_OWN_PROCEDURE = "in_own_procedure", _("in its own procedure")
    REQUESTED = "requested", _("requested")
    CLOSED = "closed", _("closed")
    RETURNED = "returned", _("returned")
    DIRECTED = "directed", _("directed elsewhere")
    ROUTED_OUT = "routed_out", _("routed out")
    REFUSED = "refused", _("refused")
    NOT_REACCEPTED = "not_reaccepted", _("not accepted again")
    JOINED = "joined", _("joined")
    SETTLED = "settled", _("settled")
    WITHDRAWN = "withdrawn", _("withdrawn")
    REFERRED = "referred", _("referred")
    VOIDED = "voided", _("voided")


class Outcome(models.TextChoices):
    SUPPORTED = "supported", _("supported")
    EXPLAINED = "explained", _("explained")
    NOT_SUPPORTED = "not_supported", _("not supported")
    ADOPTED = "adopted", _("adopted")
    PARTLY_ADOPTED = "partly_adopted", _("partly adopted")
    NOT_ADOPTED = "not_adopted", _("not adopted")
    NOT_RECORDED = "not_recorded", _("not recorded")  # the import alone; counted apart by every outcome indicator


OUTCOMES_OF_CLASS = {
    "A": (Outcome.ADOPTED, Outcome.PARTLY_ADOPTED, Outcome.NOT_ADOPTED),  # R22 Art. 29
    "B": (),
    "C": (Outcome.SUPPORTED, Outcome.EXPLAINED, Outcome.NOT_SUPPORTED),  # R22 Art. 32
}


class Via(models.TextChoices):
    REGISTER = "register", _("registered here")
    FORWARD = "forward", _("forwarded")
    ASSIGN = "assign", _("assigned")
    KEEP = "keep", _("kept")
    PASS_DOWN = "pass_down", _("passed down")
    CORRECT = "correct", _("own correction")
    LINK = "link", _("linked")
    SPLIT = "split", _("split")


class PaperKind(models.TextChoices):
    TRANSFER = "transfer", _("transfer notice")
    ACCEPTANCE = "acceptance", _("acceptance notice")
    DIRECTION = "direction", _("direction notice")
    REFUSAL = "refusal", _("refusal notice")
    JOINED = "joined", _("notice of joining")
    EXTENSION = "extension", _("extension notice")
    OPINION = "opinion", _("opinion on the petition")
    REPLY = "reply", _("reply to the suggestion")
    RETURN = "return", _("notice of return")
    REPORT = "report", _("closing report")
    CORRECTION = "correction", _("notice of correction")


class ServiceWay(models.TextChoices):
    HAND = "hand", _("handed over")
    POST = "post", _("by post")
    ONLINE = "online", _("online, as agreed")
    COLLECTION = "collection", _("kept for collection")
    OTHER = "other", _("other way")


class ReminderKind(models.TextChoices):
    ARRIVED = "arrived", _("a case arrived")
    SOON = "soon", _("a clock is due soon")
    LATE = "late", _("a clock is late")
    OBJECTED = "objected", _("an objection came")
    RETURNED = "returned", _("a case was returned")
    CLEARANCE = "clearance", _("a draft waits for clearance")
    SENT_BACK = "sent_back", _("a draft came back for work")
    EXTENSION = "extension", _("an extension is asked for")
    DECIDED = "decided", _("an opinion is ready to send")
    COMPLAINT = "complaint", _("a complaint of delay")
    HANDLER = "handler", _("a case was given to you")
    CONFIDENTIAL = "confidential", _("a confidential report")
    EVIDENCE = "evidence", _("the petitioner handed something in")
    CALENDAR = "calendar", _("due days moved by the calendar")
    JOB = "job", _("background work has ended")


class Rated(models.TextChoices):
    """Whom she evaluates, each apart (regulation 3.1)."""

    PETITION = "petition", _("the petition office")
    RESPONSIBLE = "responsible", _("the office that answered")


class Rating(models.IntegerChoices):
    """The values of the national exchange table: 0, 1 and 3."""

    SATISFIED = 0, _("satisfied")
    BASICALLY = 1, _("basically satisfied")
    NOT = 3, _("not satisfied")
