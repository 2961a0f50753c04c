"""Review, recheck and what surrounds them: asking, answering, the hearing, the end of a matter, withdrawing, helping."""

from caseflow.guards import desk, handling, remedies
from caseflow.workflow.rows import (
    DECIDE,
    DESK,
    HANDLE,
    HANDLING,
    RECEIVED_CLOCKS,
    REGISTER,
    REMEDIES,
    REVIEW,
    TRANSFER,
    Row,
    any_of,
    art,
)

BOTH = (art(35), art(36, 1))
WORKED_ON = (HANDLING, *REMEDIES)
ASK = (remedies.own_request, remedies.opinion_in_force, remedies.not_asking, remedies.request_days, remedies.body_chosen,
       handling.not_concluded)  # fmt: skip
BY_DEATH = (
    "received",
    "requested",
    "accepted",
    "in_clearance",
)  # by local rules alone (SD 46, ZJ 25): the case ends with it
REVOCABLE = ("received", "requested", "accepted", "in_clearance", "decided", "withdrawn")

TABLE: tuple[Row, ...] = (
    Row("ask_review", (HANDLING,), ("served", "closed"), "closed", REGISTER, (art(35),), (), (), "ask_receipt",
        (remedies.a_claim, *ASK), ("petitioner", "text"), where="any", by_petitioner=True),
    Row("ask_recheck", (REVIEW,), ("served", "closed"), "closed", REGISTER, (art(36, 1),), (), (), "ask_receipt",
        ASK, ("petitioner", "text"), where="any", by_petitioner=True),
    Row("pass_request_on", REMEDIES, ("requested",), "closed", ("register", "handle"), BOTH, ("RQ",), (), "ask_passed",
        (remedies.wrong_body, remedies.target_reviews), ("target", "reason")),
    Row("accept_request", REMEDIES, ("requested",), "accepted", HANDLE, BOTH, ("RQ",), (), "ask_accepted",
        (remedies.right_body, remedies.still_in_force, remedies.not_pending, remedies.in_time)),
    Row("refuse_request", REMEDIES, ("requested",), "refused", DECIDE, BOTH, ("C9", "C11", "RQ"), (), "ask_refused",
        (remedies.right_body, remedies.ground_holds), ("ground", "reason")),
    Row("call_hearing", WORKED_ON, ("accepted", "in_clearance"), None, HANDLE, (art(31, None, 6),), (), (), "hearing",
        (remedies.hearing_ahead,), ("place", "members", "first_on")),
    Row("hold_hearing", WORKED_ON, ("accepted", "in_clearance"), None, HANDLE, (art(31, None, 6), art(36, 2)), (), (),
        "minutes", (remedies.hearing_held,), ("place", "members", "first_on", "last_on", "minutes")),
    Row("conclude", WORKED_ON, ("closed", "settled", *BY_DEATH), None, DECIDE, (art(36, 3),), (), (), None,
        (handling.not_concluded, remedies.last_word, remedies.at_rest, remedies.receipt_proven, remedies.death_told)),
    Row("refuse_reacceptance", (DESK, HANDLING), ("registered", "received"), "not_reaccepted", ("transfer", "decide"),
        (art(36, 3),), ("C1", *RECEIVED_CLOCKS), (), "not_reaccepted",
        (remedies.of_concluded, remedies.was_party, remedies.carried_out, remedies.nothing_new), ("reason", "would_be_new")),
    Row("new_facts", (DESK, HANDLING), ("registered", "received"), "joined", TRANSFER, (art(36, 3), art(37)),
        ("C1", *RECEIVED_CLOCKS), (), None, (remedies.of_concluded, desk.without_sender), ("text",)),
    Row("withdraw", WORKED_ON, ("received", "requested", "accepted"), "withdrawn", REGISTER, (), (), (), "withdrawal",
        (remedies.no_accusation, remedies.own_request, remedies.elsewhere, remedies.not_withdrawn, remedies.her_request),
        ("petitioner",), where="any", by_petitioner=True),
    Row("revoke_withdrawal", WORKED_ON, REVOCABLE, None, REGISTER, (), (), (), "revocation",
        (remedies.has_withdrawn, remedies.own_request, remedies.elsewhere, remedies.room_here), ("petitioner",), where="any",
        by_petitioner=True),
    Row("help", (DESK, *WORKED_ON), any_of(DESK, *WORKED_ON), None, HANDLE, (art(27), art(32, 2), art(37)),
        needs=("sort", "text"), where="any"),
)  # fmt: skip
