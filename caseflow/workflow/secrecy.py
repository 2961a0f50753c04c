"""Accusations (class B) by their own rules, and reports of an emergency."""

from caseflow.guards import secrecy
from caseflow.workflow.rows import ANY_OPEN, DESK, FINAL, HANDLING, Row, art

CONFIDENTIAL = ("confidential",)
BOTH = (DESK, HANDLING)
WORK = ("accepted", "decided", "served")
ANY_STATE = tuple(dict.fromkeys((*ANY_OPEN, *FINAL[DESK], *FINAL[HANDLING])))
ANYBODY = ("register", "transfer", "handle", "decide", "oversee")

TABLE: tuple[Row, ...] = (
    Row("refer", BOTH, ("registered", "received", "accepted", "in_clearance"), "referred", CONFIDENTIAL, (art(22, 2), art(23, 4), art(30)),
        ("C1", "R1", "C2", "C3", "C4", "W6", "TD", "C6", "A6"), (), "referral",
        (secrecy.is_accusation, secrecy.one_addressee, secrecy.target_other, secrecy.target_competent), ("reason",), secret=True),
    Row("record_outside_receipt", BOTH, ("referred",), None, CONFIDENTIAL, (art(22, 2), art(30, 1)), ("TD",), (), None,
        (secrecy.receipt_outside,), ("receipt_on", "receipt"), secret=True),
    Row("accept_accusation", (HANDLING,), ("received",), "accepted", CONFIDENTIAL, (art(30, 1),), (), (), None,
        (secrecy.is_accusation, secrecy.not_complained_of), (), secret=True),
    Row("decide_accusation", (HANDLING,), ("accepted", "in_clearance"), "decided", CONFIDENTIAL, (art(30, 1),), (), (), None,
        (secrecy.is_accusation, secrecy.not_complained_of), ("result", "text"), secret=True),
    Row("record_feedback", (HANDLING,), ("decided",), "served", CONFIDENTIAL, (art(30, 1),), (), (), None,
        (secrecy.is_accusation, secrecy.not_complained_of, secrecy.named_reporter), ("told_on", "text"), secret=True),
    Row("close_accusation", (HANDLING,), ("decided", "served"), "closed", CONFIDENTIAL, (art(30, 1),), ("TD",), (), None,
        (secrecy.is_accusation, secrecy.not_complained_of, secrecy.reporter_told), (), secret=True),
    Row("inform_personnel", BOTH, ("registered", *WORK, "passed_on", "referred"), None, CONFIDENTIAL, (art(30, 2),), (), (), None,
        (secrecy.is_accusation, secrecy.one_addressee), ("text",), secret=True),
    Row("name_accused", BOTH, ANY_OPEN, None, CONFIDENTIAL, (art(28, 3), art(30, 3)), (), (), None,
        (secrecy.is_accusation, secrecy.somebody_named, secrecy.not_own_office), ("reason",), secret=True),
    Row("name_office", BOTH, ANY_OPEN, None, ("register", "transfer", "handle"), (art(18, 4), art(28, 3)), (), (), None, (),
        ("against_office", "reason")),
    Row("report_emergency", BOTH, ANY_STATE, None, ANYBODY, (art(25),), needs=("emergency",), where="any", secret=True),
)  # fmt: skip
