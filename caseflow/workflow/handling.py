"""Acceptance, work, answer and what comes after."""

from caseflow.guards import clearance, desk, handling, joint, own_page, papers, remedies
from caseflow.workflow.rows import (
    ANY_HANDLING,
    CLEAR,
    DECIDE,
    DESK,
    HANDLE,
    HANDLING,
    RECEIVED_CLOCKS,
    REGISTER,
    REMEDIES,
    SERVE,
    Row,
    any_of,
    art,
    open_of,
)

ANSWERING = (HANDLING, *REMEDIES)
EVERY = (DESK, *ANSWERING)
ANSWER = (art(32), art(35), art(36))

TABLE: tuple[Row, ...] = (
    Row("accept", (HANDLING,), ("received",), "accepted", HANDLE, (art(23), art(44, None, 3)), RECEIVED_CLOCKS,
        ("C6",), "acceptance"),
    Row("investigate", ANSWERING, ("received", "accepted", "in_clearance"), None, HANDLE, (art(31, None, 6), art(33)), (), (),
        None, (), ("text",), secret=True),
    Row("ask_extension", (HANDLING,), ("accepted", "in_clearance"), None, HANDLE, (art(34),), (), (), None,
        (handling.extension_open, handling.extension_days, handling.extension_not_asked), ("days", "reason")),
    Row("extend", (HANDLING,), ("accepted", "in_clearance"), None, DECIDE, (art(34),), (), (), "extension",
        (handling.extension_open, handling.extension_days), ("days", "reason")),
    Row("decline_extension", (HANDLING,), ("accepted", "in_clearance"), None, DECIDE, (art(34),), (), (), None,
        (handling.extension_asked,), ("reason",)),
    Row("take_back_extension", (HANDLING,), ("accepted", "in_clearance"), None, DECIDE, (art(34),), (), (), None,
        (handling.extended, handling.first_day_ahead), ("reason",)),
    Row("draft", ANSWERING, ("accepted",), "in_clearance", HANDLE, ANSWER, (), (), None,
        (handling.opinion_complete,), ("items",)),
    Row("return_for_work", ANSWERING, ("in_clearance",), "accepted", CLEAR, ANSWER, (), (), None,
        (clearance.may_return,), ("reason",)),
    Row("clear", ANSWERING, ("in_clearance",), None, CLEAR, ANSWER, (), (), None,
        (clearance.not_cleared, clearance.may_clear)),
    Row("decide", ANSWERING, ("in_clearance",), "decided", DECIDE, ANSWER, (), (), "opinion",
        (clearance.is_cleared, joint.parts_in, remedies.result_given, remedies.compared), shown=True),
    Row("send", ANSWERING, ("decided",), "served", SERVE, (art(34), art(35), art(36, 1)),
        ("C6", "A6", "SO", "S1", "C9", "C11"), (), None, (remedies.room_for_redo, own_page.online_agreed), (), shown=True),
    Row("record_receipt", ANSWERING, ("served", "closed"), None, SERVE, (art(35), art(36, 1)), (), (), None,
        (handling.receipt_awaited, handling.receipt_day, handling.receipt_witness, papers.on_its_way, papers.return_told,
         own_page.own_receipt), ("petitioner", "received_on"), by_petitioner=True),
    Row("report_back", (HANDLING,), ANY_HANDLING, None, HANDLE, (art(22, 1, 3),), ("C5",), (), "report",
        (handling.report_owed, handling.report_ready), ("text",)),
    Row("close", ANSWERING, ("served",), "closed", HANDLE, (art(34), art(35), art(36)), ("WS",), (), None, (handling.report_in,), (),
        by_system=True, shown=True),
    Row("correct", (HANDLING,), ("closed",), None, DECIDE, (), (), (), "correction",
        (handling.not_concluded, desk.no_handling_here, remedies.no_remedy_open), ("reason",)),
    Row("complain", EVERY, open_of(*EVERY), None, REGISTER, (art(40, 1), art(44), art(45)), (), (), None,
        (handling.something_late,), ("text",), where="any", by_petitioner=True),
    Row("lapse", EVERY, any_of(*EVERY), None, (), (art(23, 3), art(35), art(36)), (), (), None,
        (handling.lapsed,), ("clocks",), by_system=True, secret=True),
    Row("mark_late", EVERY, any_of(*EVERY), None, (), (art(40, 1),), (), (), None, (),
        ("clocks",), by_system=True, secret=True),
)  # fmt: skip
