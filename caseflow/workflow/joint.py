"""Several offices on one case: a lead with co-handlers' parts, and a visit received together."""

from caseflow.guards import joint
from caseflow.workflow.rows import DESK, HANDLING, Row, art

LEADS = ("transfer", "handle", "decide")
WORK = ("received", "accepted", "in_clearance")

TABLE: tuple[Row, ...] = (
    Row("name_lead", (HANDLING,), ("received", "accepted"), None, LEADS, (art(24, 1),), (), (), None,
        (joint.leads_or_above, joint.first_leads, joint.parts_fit), ("parts",), where="any"),
    Row("hand_in_part", (HANDLING,), WORK, None, ("handle", "decide"), (art(24, 1),), (), (), None,
        (joint.part_here,), ("text",), where="any"),
    Row("take_back_part", (HANDLING,), WORK, None, LEADS, (art(24, 1),), (), (), None,
        (joint.leads_or_above, joint.part_of), ("part_office", "reason"), where="any"),
    Row("receive_jointly", (DESK, HANDLING), ("registered", "received"), None, ("register", "transfer"), (art(18, 3),),
        (), (), None, (joint.is_visit, joint.offices_fit), ("offices", "text")),
)  # fmt: skip
