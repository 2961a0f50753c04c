"""Who may not handle a matter: interest declared, recusal asked for and decided."""

from caseflow.guards import recusal
from caseflow.workflow.rows import ANY_OPEN, DECIDE, REGISTER, STATES, Row, art

KINDS = tuple(STATES)
STAFF = ("handle", "decide", "transfer")

TABLE: tuple[Row, ...] = (
    Row("declare", KINDS, ANY_OPEN, None, STAFF, (art(28, 3),), (), (), None, (recusal.not_declared,), secret=True),
    Row("recuse", KINDS, ANY_OPEN, None, STAFF, (art(28, 3),), (), (), None, (), ("reason",), secret=True),
    Row("ask_recusal", KINDS, ANY_OPEN, None, REGISTER, (art(28, 3),), (), (), None,
        (recusal.handler_named, recusal.not_asked), ("reason",), secret=True, by_petitioner=True),
    Row("decide_recusal", KINDS, ANY_OPEN, None, DECIDE, (art(28, 3),), (), (), None, (recusal.asked,),
        ("answer", "reason"), secret=True),
)  # fmt: skip
