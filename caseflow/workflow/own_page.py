"""What the petitioner brings herself, at the counter or by her query code."""

from caseflow.workflow.rows import FINAL, STATES, Row, art

# also after the end: what comes in then must still reach somebody
ANY = tuple(dict.fromkeys(state for some in (STATES, FINAL) for states in some.values() for state in states))

TABLE: tuple[Row, ...] = (
    Row("hand_in", tuple(STATES), ANY, None, ("register", "handle"), (art(19, 1), art(31, None, 6)), needs=("text",),
        where="any", secret=True, by_petitioner=True),
)  # fmt: skip
