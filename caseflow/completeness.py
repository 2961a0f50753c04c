"""Twenty-two checks of completeness over registration, acceptance, handling and review. Pure: a table a lawyer can read.

A check tells what should be there before an act. It blocks only where the law makes it mandatory; elsewhere the person
who acts is shown what is missing, decides, and the office's count remembers it.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from caseflow.statute import Article

Facts = Mapping[str, Any]
ENCLOSURE = re.compile(r"附件|附[:：]|随信附|见附|后附")
BODY = re.compile(
    r"[局委厅部院会办署社]|政府|机关|公司|中心|街道|[乡镇]|[Oo]ffice|[Gg]overnment|[Bb]ureau|[Cc]ommittee"
)
DESK, HANDLING, REVIEWS = ("desk",), ("handling",), ("review", "recheck")
ANSWERING = (*HANDLING, *REVIEWS)


@dataclass(frozen=True)
class Record:
    """What the checks look at of one case, on the day of an act."""

    kind: str
    on: date
    has_place: bool = True
    has_topic: bool = True
    reachable: bool = True
    is_anonymous: bool = False
    channel: str = "letter"
    is_joint: bool = False
    representatives: int = 0
    text: str = ""
    files: int = 0
    evidence: int = 0  # files added while handling
    investigations: int = 0
    hearings: int = 0
    minutes: int = 0
    due: Mapping[str, date] = field(default_factory=dict)  # running duties by term
    papers: frozenset[str] = frozenset()
    handler: int | None = None
    declared: frozenset[int] = frozenset()
    drafted: bool = False
    items: tuple[tuple[str, str, str], ...] = ()  # request, outcome, answer
    basis: str = ""
    remedy: str = ""
    klass: str = "C"
    extended: bool = False
    parts_open: int = 0
    report_owed: bool = False
    unproven: int = 0  # petitioners whose receipt is not recorded
    handlers_below: frozenset[int] = frozenset()  # who handled what is reviewed
    own_rules: bool = False


# True: there. False: missing. None: does not apply, or cannot be told before something is typed.
Test = Callable[[Record, Facts], bool | None]


@dataclass(frozen=True)
class Check:
    """One thing that should be there: by which article, at which acts it is shown, and whether it stops them."""

    code: str
    article: Article
    kinds: tuple[str, ...]
    acts: tuple[str, ...]
    test: Test
    blocks: bool = False


def art(number: int, paragraph: int | None = None, item: int | None = None) -> Article:
    return Article(number, paragraph, item)


def _in_time(*terms: str) -> Test:
    def test(record: Record, facts: Facts) -> bool | None:
        days = [record.due[t] for t in terms if t in record.due]
        return all(record.on <= day for day in days) if days else None

    return test


def _destination(record: Record, facts: Facts) -> bool | None:
    """By the duty catalogue, or with a reason that says more than a word."""
    if "target" not in facts:
        return None
    return bool(facts.get("duty")) or len(str(facts.get("reason") or "").strip()) >= 4


def _identity(record: Record, facts: Facts) -> bool | None:
    """Where no notice can reach her, the record says that she wished no name (Art. 23 ¶1 waives the notice)."""
    return None if record.reachable else record.is_anonymous


def _representatives(record: Record, facts: Facts) -> bool | None:
    return 1 <= record.representatives <= 5 if record.channel == "visit" and record.is_joint else None


def _attachments(record: Record, facts: Facts) -> bool | None:
    return record.files > 0 if ENCLOSURE.search(record.text) else None


def _notice(record: Record, facts: Facts) -> bool | None:
    if not record.reachable or record.own_rules:
        return None
    return bool(record.papers & {"acceptance", "simplified", "review_acceptance", "correction"})


def _declared(record: Record, facts: Facts) -> bool | None:
    """Said at acceptance by whoever takes the case, or since."""
    if facts.get("no_interest"):
        return True
    return record.handler is not None and record.handler in record.declared


def _minutes(record: Record, facts: Facts) -> bool | None:
    return record.minutes >= record.hearings if record.hearings else None


def _items(record: Record, facts: Facts) -> bool | None:
    return bool(record.items) and all(all(part for part in item) for item in record.items) if record.drafted else None


def _basis(record: Record, facts: Facts) -> bool | None:
    return bool(record.basis.strip()) if record.drafted else None


def _remedy(record: Record, facts: Facts) -> bool | None:
    """The last recheck has none; a suggestion neither."""
    text = str(facts["remedy"]) if facts.get("remedy") else record.remedy if record.drafted else None
    return None if text is None or record.klass != "C" or record.kind == "recheck" else bool(BODY.search(text))


def _extension(record: Record, facts: Facts) -> bool | None:
    return "extension" in record.papers if record.extended and record.reachable else None


def _parts(record: Record, facts: Facts) -> bool | None:
    return record.parts_open == 0


def _report(record: Record, facts: Facts) -> bool | None:
    return not record.report_owed


def _services(record: Record, facts: Facts) -> bool | None:
    return record.unproven == 0


def _apart(record: Record, facts: Facts) -> bool | None:
    return None if record.handler is None else record.handler not in record.handlers_below


FIRST = ("forward", "assign", "keep")
TABLE: tuple[Check, ...] = (
    # registration and passing on
    Check("place", art(22, 1), DESK, FIRST, lambda r, f: r.has_place),
    Check("topic", art(22, 1), DESK, FIRST, lambda r, f: r.has_topic),
    Check("identity_waiver", art(19, 1), (*DESK, *HANDLING), (*FIRST, "accept"), _identity),
    Check("representatives", art(20, 3), DESK, FIRST, _representatives),
    Check("attachments", art(19, 1), (*DESK, *HANDLING), (*FIRST, "accept"), _attachments),
    Check("destination", art(22, 1, 2), (*DESK, *HANDLING), ("forward", "assign", "pass_down"), _destination),
    Check("passed_on_in_time", art(22, 1), DESK, (*FIRST, "ask_decision"), _in_time("C1", "R1")),
    # acceptance
    Check("told_in_time", art(23), HANDLING, ("accept", "direct", "pass_down"), _in_time("C2", "C3")),
    Check("notice_given", art(44, None, 3), HANDLING, ("draft", "decide"), _notice),
    # handling
    Check("handler_declared", art(28, 3), ANSWERING, ("accept", "draft"), _declared),
    Check("investigated", art(31, None, 6), HANDLING, ("draft", "decide"), lambda r, f: r.investigations > 0),
    Check("evidence", art(32, 1), ANSWERING, ("decide",), lambda r, f: r.evidence > 0),
    Check("hearing_minutes", art(31, None, 6), ANSWERING, ("draft", "decide"), _minutes),
    Check("requests_answered", art(32, 1), ANSWERING, ("decide",), _items, blocks=True),
    Check("basis_cited", art(32, 1), ANSWERING, ("decide",), _basis, blocks=True),
    Check("remedy_names_body", art(35), (*HANDLING, "review"), ("draft", "decide"), _remedy),
    Check("extension_told", art(34), HANDLING, ("decide", "send"), _extension),
    Check("answered_in_time", art(34), ANSWERING, ("send",), _in_time("C6", "A6", "C9", "C11")),
    Check("parts_in", art(24, 1), HANDLING, ("decide",), _parts, blocks=True),
    # afterwards, and review
    Check("report_in", art(22, 1, 3), HANDLING, ("close",), _report, blocks=True),
    Check("receipts_recorded", art(35), ANSWERING, ("close",), _services),
    Check("reviewer_apart", art(28, 3), REVIEWS, ("draft", "decide"), _apart),
)  # fmt: skip
BY_CODE: Mapping[str, Check] = {check.code: check for check in TABLE}
ACTS: frozenset[str] = frozenset(act for check in TABLE for act in check.acts)


def missing(record: Record, act: str, facts: Facts) -> tuple[Check, ...]:
    """What should be there before the act and is not."""
    return tuple(c for c in TABLE if act in c.acts and record.kind in c.kinds and c.test(record, facts) is False)
