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
    UPHELD = "upheld", _("upheld")  # of a review or recheck
    CHANGED = "changed", _("changed in review")
    REDO = "redo", _("to be done again")
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
    REFER = "refer", _("referred")
    DISPUTE = "dispute", _("named after a dispute")
    ASK = "ask", _("asked for by the petitioner")
    REDO = "redo", _("to be done again")
    REVOKE = "revoke", _("withdrawal revoked")
    RESUME = "resume", _("settlement not performed")


class Procedure(models.TextChoices):
    ORDINARY = "ordinary", _("ordinary procedure")
    SIMPLIFIED = "simplified", _("simplified procedure")
    OWN = "own", _("own procedure")


class SimpleGround(models.TextChoices):
    """Who qualifies for the simplified procedure; all on a first petition."""

    CLEAR = "clear", _("facts and responsibility are clear, little is disputed, easy to solve")
    INFORMATION = "information", _("a question, a suggestion or thanks that can be answered at once")
    DAILY_LIFE = "daily_life", _("daily life or work, urgent: to be handled at once")
    PROMISED = "promised", _("there is a clear promise or conclusion already")


class RouteUnit(models.TextChoices):
    DAYS = "days", _("days")
    WORKING_DAYS = "working_days", _("working days")
    MONTHS = "months", _("months")
    YEARS = "years", _("years")


class RouteOwner(models.TextChoices):
    PETITIONER = "petitioner", _("time for the petitioner to go there")
    ORGAN = "organ", _("time for the organ to decide")


class SettlementKind(models.TextChoices):
    MEDIATION = "mediation", _("agreement by mediation")
    SETTLEMENT = "settlement", _("agreement of the parties")


class ExecutionState(models.TextChoices):
    PENDING = "pending", _("to be carried out")
    PARTLY = "partly", _("partly carried out")
    REFUSED = "refused", _("refused")
    DONE = "done", _("carried out")
    REVOKED = "revoked", _("revoked")


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
    REFERRAL = "referral", _("notice on the petition")  # a name that tells nothing of the class
    RECEIPT = "receipt", _("receipt of the petition")
    OBJECTION = "objection", _("objection to the transfer")
    SERVICE_RECORD = "service_record", _("record of service")
    PROPOSAL = "proposal", _("report for a decision")
    DISPUTE = "dispute", _("notice of the decision on competence")
    ROUTE = "route", _("procedural notice")
    OWN_PROCEDURE = "own_procedure", _("notice of an own procedure")
    OWN_ANSWER = "own_answer", _("answer from the own procedure")
    SETTLEMENT = "settlement", _("settlement agreement")
    RESUMED = "resumed", _("notice that handling goes on")
    RECLASSIFIED = "reclassified", _("notice of another class")
    SIMPLIFIED = "simplified", _("notice of the procedure")
    ASK_RECEIPT = "ask_receipt", _("receipt of the request")
    ASK_OUTSIDE = "ask_outside", _("where to ask")
    ASK_PASSED = "ask_passed", _("request passed on")
    ASK_ACCEPTED = "ask_accepted", _("request accepted")
    ASK_REFUSED = "ask_refused", _("request refused")
    REVIEW = "review", _("review opinion")
    RECHECK = "recheck", _("recheck opinion")
    HEARING = "hearing", _("notice of hearing")
    MINUTES = "minutes", _("minutes of hearing")
    NOT_REACCEPTED = "not_reaccepted", _("notice of no acceptance again")
    WITHDRAWAL = "withdrawal", _("confirmation of withdrawal")
    REVOCATION = "revocation", _("notice that the withdrawal is revoked")


class RemedyResult(models.TextChoices):
    UPHOLD = "uphold", _("uphold")
    CHANGE = "change", _("change the opinion")
    REDO = "redo", _("order redo")


class RedoGround(models.TextChoices):
    """The closed list of the companion rules (复查复核 办法): why an opinion is changed or done again."""

    FACTS = "facts", _("main facts unclear, evidence not enough")
    BASIS = "basis", _("wrong legal basis")
    PROCEDURE = "procedure", _("legal procedure not kept")
    POWER = "power", _("power exceeded or abused")
    UNFIT = "unfit", _("result plainly unfit")


class RedoAt(models.TextChoices):
    FIRST = "first", _("the office that handled it first")
    REVIEW = "review", _("the body that reviewed it")


class RefusalGround(models.TextChoices):
    """The closed list on which a request for review or recheck is refused."""

    NO_OPINION = "no_opinion", _("no opinion that could be reviewed")
    LATE = "late", _("late, without an excuse")
    PENDING = "pending", _("a request about the same opinion is pending")


class HelpSort(models.TextChoices):
    SOCIAL = "social", _("social assistance")
    JUDICIAL = "judicial", _("judicial assistance")
    EXPLANATION = "explanation", _("explanation")
    VISIT = "visit", _("visit to her")


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
    DISPUTE = "dispute", _("a dispute of competence to decide")
    PART = "part", _("your part of a case is asked for")
    PART_IN = "part_in", _("a part was handed in")
    PART_LATE = "part_late", _("a part is late")
    RECUSAL = "recusal", _("a handler stepped back, or is asked to")
    DECISION = "decision", _("a decision that was asked for is not recorded yet")
    MOVED = "moved", _("a case of an ended office came to you")
    RETALIATION = "retaliation", _("a report to look into")
    EMERGENCY = "emergency", _("an emergency report to acknowledge")
    EMERGENCY_LATE = "emergency_late", _("an emergency report is not acknowledged in time")
    DATA = "data", _("a petitioner asks about her data")
    RECEPTION_BACK = "reception_back", _("a leader's reception was cancelled: tell the petitioner")
    RECEPTION_OWNER = "reception_owner", _("a leader took something back for your office")
    RECEPTION_DONE = "reception_done", _("what a leader took back is reported done: check it")
    RECEPTION_LATE = "reception_late", _("what a leader's reception owes is late")
    CHARGE_LATE = "charge_late", _("a matter in a leader's charge is late")
    ORDER = "order", _("an order of supervision to answer")
    ORDER_ANSWERED = "order_answered", _("an order of supervision was answered")
    ADVICE = "advice", _("a recommendation to answer")
    ADVICE_ANSWERED = "advice_answered", _("a recommendation was answered")


class Grounds(models.TextChoices):
    GRAVE = "grave", _("grave")
    URGENT = "urgent", _("urgent")
    BOTH = "both", _("grave and urgent")


class RecusalKind(models.TextChoices):
    NO_INTEREST = "no_interest", _("declared no interest")
    DECLARED = "declared", _("stepped back")
    ASKED = "asked", _("asked for by the petitioner")
    GRANTED = "granted", _("granted")
    DECLINED = "declined", _("declined")


class SuccessionKind(models.TextChoices):
    MERGED = "merged", _("merged into another office")
    SPLIT = "split", _("split into several offices")
    ABOLISHED = "abolished", _("abolished")


class Finding(models.TextChoices):
    """How an accusation ends. It stands sealed on the event alone, never in a column."""

    FOUNDED = "founded", _("founded; dealt with by the organ’s own rules")
    PARTLY = "partly", _("founded in part")
    UNFOUNDED = "unfounded", _("not founded")
    UNCLEAR = "unclear", _("cannot be established")
    OPENED = "opened", _("taken into a procedure of its own")


class Addressee(models.TextChoices):
    """R22 Art. 25: three for every office, two more for a petition office."""

    GOVERNMENT = "government", _("party committee or government of the own level")
    DEPARTMENT = "department", _("competent department")
    JOINT = "joint", _("office of the joint conference")
    UPPER = "upper", _("upper petition office")
    NATIONAL = "national", _("National Public Complaints and Proposals Administration")


class DataAsked(models.TextChoices):
    SEE = "see", _("to see her data")
    COPY = "copy", _("a copy of her data")
    CORRECT = "correct", _("to correct a field")
    DISPUTE = "dispute", _("disputes a field")


class DataState(models.TextChoices):
    OPEN = "open", _("open")
    GRANTED = "granted", _("granted")
    REFUSED = "refused", _("refused, with reasons")


class Rated(models.TextChoices):
    """Whom she evaluates, each apart (regulation 3.1)."""

    PETITION = "petition", _("the petition office")
    RESPONSIBLE = "responsible", _("the office that answered")


class Rating(models.IntegerChoices):
    """The values of the national exchange table: 0, 1 and 3."""

    SATISFIED = 0, _("satisfied")
    BASICALLY = 1, _("basically satisfied")
    NOT = 3, _("not satisfied")
