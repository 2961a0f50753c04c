"""Whole ways dated by the other means: objections, remedies, the simplified procedure, the change of the law, places and
local packs. `python -m tests.caseflow.oracle_ways` writes their tables anew from the cases chosen below; the lengths are
written out here a second time, and `counted` is a plain loop over the calendar library.
"""

import csv
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

from tests.caseflow.oracle import IN_FORCE, counted

FOLDER = Path(__file__).parent
NO_DAYS: frozenset[date] = frozenset()
Row = dict[str, str]


def file_of(name: str) -> Path:
    return FOLDER / f"{name}.csv"


def day(text: str) -> date | None:
    return None if text == "-" else date.fromisoformat(text)


def told(value: date | None) -> str:
    return value.isoformat() if value else ""


def period(text: str) -> frozenset[date]:
    """`2026-03-01..2026-03-05`, one day, or several joined by +."""
    found: set[date] = set()
    for part in text.split("+") if text not in {"-", ""} else []:
        first, _dots, last = part.partition("..")
        start, end = date.fromisoformat(first), date.fromisoformat(last or first)
        found |= {start + timedelta(n) for n in range((end - start).days + 1)}
    return frozenset(found)


def lines(text: str, fields: int) -> Iterator[list[str]]:
    """The chosen cases: so many words, then the reason."""
    for line in text.strip().splitlines():
        yield line.split(" ", fields)


# --- objection: C4 (5 working days), V1 at the sender (3), R1 after the hand-back (5) ------------------------------
# reached, objected, handed back
OBJECTIONS = """
2026-02-11 2026-02-25 2026-02-26 R22 23 ¶3: on the last day, after the Spring Festival
2026-02-11 2026-02-26 - a day too late: the Spring Festival was counted already
2026-09-28 2026-10-10 2026-10-12 on the last day, a make-up Saturday
2026-09-28 2026-10-11 - the Sunday after: too late
2026-04-29 2026-05-09 2026-05-11 on the last day, the make-up Saturday after Labour Day
2026-04-29 2026-04-30 2026-05-06 at once; the sender verifies over Labour Day
2026-09-18 2026-09-24 2026-09-25 a make-up Sunday lets the term end a day earlier
2026-09-18 2026-09-25 - by plain weekdays in time, by the calendar a day late
2026-10-01 2026-10-08 2026-10-09 reached on a day off; the first day at work counts
2026-10-10 2026-10-16 2026-10-19 reached on the make-up Saturday itself, which is not counted
2026-02-13 2026-02-14 2026-02-28 objected on a make-up Saturday, handed back on another
2026-02-13 2026-02-27 2026-03-02 on the last day; two make-up Saturdays around the Spring Festival
2025-01-24 2025-02-07 2025-02-08 on the last day, handed back on a make-up Saturday
2025-01-25 2025-02-08 - reached on the Saturday before a make-up Sunday; a day late, on a make-up Saturday
2025-09-26 2025-10-10 2025-10-11 on the last day after eight days of National Day; handed back on a make-up Saturday
2025-09-28 2025-10-10 2025-10-13 reached on a make-up Sunday
2025-04-25 2025-04-30 2025-05-06 the make-up Sunday 04-27 counts
2025-04-25 2025-05-06 2025-05-07 on the last day after Labour Day
2025-04-25 2025-05-07 - a day late: the make-up Sunday 04-27 counted
2024-02-03 2024-02-08 2024-02-18 reached on the Saturday before a make-up Sunday; handed back on another
2024-02-09 2024-02-22 2024-02-23 over the Spring Festival of 2024, the make-up Sunday 02-18 counts
2024-02-09 2024-02-23 - the make-up Sunday 02-18 counted: a day late
2024-04-26 2024-05-06 2024-05-11 the make-up Sunday 04-28 counts; handed back on a make-up Saturday
2024-09-13 2024-09-20 2024-09-23 the make-up Saturday 09-14 counts
2024-09-29 2024-10-11 2024-10-12 reached on a make-up Sunday, handed back on a make-up Saturday
2023-01-20 2023-02-01 2023-02-02 over the Spring Festival, with make-up days at its end
2023-04-21 2023-04-27 2023-05-04 the make-up Sunday 04-23 counts
2023-06-21 2023-06-29 2023-06-30 the make-up Sunday 06-25 counts
2023-09-28 2023-10-11 2023-10-12 eight days of Mid-Autumn and National Day, two make-up days after
2022-05-01 2022-05-10 2022-05-11 the first day of the right to object
2022-05-06 2022-05-12 2022-05-13 the make-up Saturday 05-07 counts
2022-09-30 2022-10-12 2022-10-13 two make-up days after National Day
2026-12-24 2026-12-31 2027-01-04 the last day of the known calendar
2026-12-29 2027-01-06 2027-01-07 into 2027: provisional
2022-04-30 2022-05-05 - reached under the 2005 law, which has no objection
2018-03-05 2018-03-06 - the 2005 law has no objection
"""


def objections() -> Iterator[Row]:
    for first, objected, back, reason in lines(OBJECTIONS, 3):
        reached, on, returned = day(first), day(objected), day(back)
        assert reached and on
        known = reached >= IN_FORCE
        limit = counted(reached, 5, True)[1] if known else None
        in_time = limit is not None and on <= limit
        yield {
            "reached": first, "objected": objected, "c4": told(limit), "in_time": "yes" if in_time else "no",
            "v1": told(counted(on, 3, True)[1]) if in_time else "", "returned": told(returned),
            "r1": told(counted(returned, 5, True)[1]) if in_time and returned else "", "reason": reason,
        }  # fmt: skip


# --- review and recheck: the right (30 days), the postmark, the excuse (10 days), the duty (30), the hearing -------
# kind, her receipt, request reached, postmark, obstacle ended, hearing days
REMEDIES = """
review 2026-03-02 2026-04-01 - - - R22 35: on the thirtieth day
review 2026-03-02 2026-04-02 - - - a day late
review 2026-03-02 2026-04-03 2026-04-01 - - posted on the last day: time in the post is not counted
review 2026-03-02 2026-04-03 2026-04-02 - - posted a day late
review 2026-03-02 2026-03-30 2026-04-02 - - a postmark later than the arrival harms nobody
review 2026-09-01 2026-10-08 - - - thirty days end on National Day: the first day at work is in time
review 2026-09-01 2026-10-09 2026-10-07 - - posted on a day off within the rolled term
review 2026-09-01 2026-10-09 - - - a day after the rolled term
review 2026-01-08 2026-02-24 - - - thirty days end on a Saturday before the Spring Festival: Monday 02-09 was the last
review 2026-01-29 2026-02-28 - - - ends on the make-up Saturday 02-28: in time, no roll
review 2026-01-29 2026-03-02 - - - the make-up Saturday was the last day
review 2025-12-22 2026-01-21 - - - across the year
review 2026-12-07 2027-01-06 - - - ends in 2027: provisional
review 2022-04-05 2022-05-05 - - - R05 34: received under the 2005 law, asked under the 2022 law, one clock; 05-05 was the first day at work
review 2022-04-05 2022-05-06 - - - the same, a day late
review 2012-03-05 2012-04-04 - - - R05 34: ends on Qingming, rolls to 04-05
review 2012-03-05 2012-04-05 - - - R05 34: on the rolled day
review 2012-03-05 2012-04-06 2012-04-05 - - R05 34: posted on the rolled day
review 2026-03-02 2026-04-20 - 2026-04-10 - ill until 04-10: ten days more, asked on the tenth
review 2026-03-02 2026-04-21 - 2026-04-10 - ill until 04-10: the eleventh day
review 2026-03-02 2026-04-22 2026-04-20 2026-04-10 - ill until 04-10: posted on the tenth day
review 2026-03-02 2026-04-22 - 2026-04-12 - the obstacle ended on a Sunday: the tenth day is a Wednesday
review 2026-03-02 2026-04-23 - 2026-04-12 - the day after that Wednesday
review 2026-03-02 2026-03-30 - 2026-03-10 - the obstacle ended early: the thirty days hold
review 2026-03-02 2026-04-02 - 2026-03-20 - the obstacle ended within the term: ten days from it are over before the thirty
review 2026-08-20 2026-10-08 - 2026-09-24 - ten days after the obstacle end in National Day: roll
review 2026-08-20 2026-10-09 - 2026-09-24 - the day after that
review 2026-03-02 2026-03-16 - - 2026-03-20..2026-03-22 hearing days of a review are counted, unless local rules say otherwise
recheck 2026-03-02 2026-04-01 - - - R22 36 ¶1: on the thirtieth day
recheck 2026-03-02 2026-04-02 - - - a day late
recheck 2026-03-02 2026-04-02 2026-03-31 - - posted in time
recheck 2026-03-02 2026-03-16 - - 2026-03-20..2026-03-22 R22 36 ¶2: three hearing days are not counted
recheck 2026-03-02 2026-03-16 - - 2026-03-20+2026-04-08..2026-04-09 two hearings
recheck 2026-08-24 2026-09-01 - - 2026-09-28..2026-10-02 hearing days over National Day move the nominal day; the roll takes them in
recheck 2026-08-24 2026-09-07 - - 2026-10-08 a hearing on the day that the term rolls to: thirty days were counted before
recheck 2026-05-11 2026-06-08 - - 2026-07-08 a hearing on what would have been the last day
recheck 2026-05-11 2026-06-08 - - 2026-07-09..2026-07-10 hearings after the last day change nothing
recheck 2026-11-02 2026-12-01 - - 2026-12-15..2026-12-17 into 2027: provisional
recheck 2022-04-01 2022-05-05 - - - R05 35: ends on 05-01, a day off; the right rolls to 05-05
recheck 2022-04-01 2022-05-06 2022-05-05 - - posted on the rolled day
recheck 2013-08-20 2013-09-12 - - 2013-09-20..2013-09-23 R05 35: hearing days under the 2005 law
recheck 2013-09-01 2013-10-08 - - - R05 35: the term ends in National Day, rolls to 10-08
recheck 2019-01-10 2019-02-11 - - - R05 35: ends on Saturday 02-09 in the Spring Festival; rolls to 02-11
recheck 2026-03-02 2026-04-15 - 2026-04-06 - ten days after the obstacle
recheck 2026-03-02 2026-04-17 - 2026-04-06 - the eleventh day after the obstacle
"""


def remedies() -> Iterator[Row]:
    for kind, got, came, stamp, obstacle, hearing, reason in lines(REMEDIES, 6):
        received, reached, posted, ended = day(got), day(came), day(stamp), day(obstacle)
        assert received and reached
        until = counted(received, 30, False)[1]
        latest = max(until, counted(ended, 10, False)[1]) if ended else until
        held = period(hearing) if kind == "recheck" else NO_DAYS
        nominal, legal = counted(reached, 30, False)
        after = counted(reached, 30, False, held)
        yield {
            "kind": kind, "received": got, "right_until": told(until), "reached": came, "postmark": told(posted),
            "obstacle_ended": told(ended), "in_time": "yes" if min(reached, posted or reached) <= latest else "no",
            "nominal": told(nominal), "due": told(legal), "hearing": "" if hearing == "-" else hearing,
            "due_after_hearing": told(after[1]), "reason": reason,
        }  # fmt: skip


# --- the simplified procedure: 3 and 3 working days from receipt, 10 from acceptance; left: 60 days from acceptance -
# received, accepted
SIMPLIFIED = """
2026-02-11 2026-02-14 regulation 4.1: accepted on a make-up Saturday
2026-09-18 2026-09-22 regulation 4.1: the make-up Sunday counts
2026-09-28 2026-10-08 regulation 4.1: over National Day
2026-04-29 2026-05-07 over Labour Day
2026-03-02 2026-03-03 an ordinary week
2026-03-06 2026-03-09 over a weekend
2026-10-09 2026-10-10 received before a make-up Saturday
2025-01-23 2025-01-26 accepted on a make-up Sunday before the Spring Festival
2025-09-28 2025-09-30 received on a make-up Sunday
2024-02-08 2024-02-18 over the Spring Festival, accepted on a make-up Sunday
2024-05-09 2024-05-11 accepted on a make-up Saturday
2023-09-27 2023-10-07 over eight days, accepted on a make-up Saturday
2022-05-05 2022-05-07 the first days of the 2022 law, accepted on a make-up Saturday
2022-04-28 2022-05-05 received under the 2005 law, accepted under the 2022 law: each clock by its own day
2019-09-27 2019-09-29 under the 2005 law: accepted on a make-up Sunday
2026-12-25 2026-12-30 into 2027: provisional
"""


def simplified() -> Iterator[Row]:
    for first, second, reason in lines(SIMPLIFIED, 2):
        received, accepted = day(first), day(second)
        assert received and accepted
        yield {
            "received": first, "accepted": second, "sf": told(counted(received, 3, True)[1]),
            "sa": told(counted(received, 3, True)[1]), "so": told(counted(accepted, 10, True)[1]),
            "c6_after_leaving": told(counted(accepted, 60, False)[1]), "reason": reason,
        }  # fmt: skip


# --- the change of the law: which law a clock follows, which article is cited, what it ends on -------------------------
ARTICLES = {  # term: (2005, 2022)
    "C1": ("21", "22"), "C2": ("22", "23 ¶1"), "C3": ("22", "23 ¶3"), "C4": ("", "23 ¶3"), "C6": ("33", "34"),
    "C8": ("34", "35"), "C9": ("34", "35"), "C10": ("35", "36 ¶1"), "C11": ("35", "36 ¶1"), "C12": ("36", "40 (4)"),
}  # fmt: skip
LENGTHS = {"C1": 15, "C2": 15, "C3": 15, "C4": 5, "C6": 60, "C8": 30, "C9": 30, "C10": 30, "C11": 30, "C12": 30}
# term, first day, days of extension
TRANSITION = """
C1 2022-04-30 0 the last day of the 2005 law
C1 2022-05-01 0 the first day of the 2022 law
C2 2022-04-29 0 R05 22: whether it is accepted
C2 2022-05-01 0 R22 23: where it goes
C3 2022-04-30 0 passed on under the 2005 law
C3 2022-05-02 0 passed on under the 2022 law
C4 2022-04-30 0 no objection before 2022
C4 2022-05-01 0 the right to object
C4 2022-05-06 0 the make-up Saturday 05-07 counts
C6 2022-04-30 0 accepted on the last day of the 2005 law: R05 33 to its end
C6 2022-04-30 30 extended in June 2022: still R05 33
C6 2022-03-01 0 its last day is Saturday 04-30, in Labour Day: rolls to 05-05
C6 2022-03-02 0 its last day is 05-01, under the other law: rolls to 05-05 all the same
C6 2022-03-02 30 extended across the change
C6 2022-05-01 0 accepted on the first day of the 2022 law
C6 2022-05-01 30 extended under the 2022 law
C8 2022-04-30 0 received on the last day: R05 34
C8 2022-05-01 0 received on the first day of an opinion of the 2005 law: R22 35
C9 2022-04-29 0 asked before the change
C9 2022-05-05 0 asked after the change about an opinion of before
C10 2022-04-30 0 R05 35
C10 2022-05-01 0 R22 36 ¶1
C11 2022-04-30 0 R05 35
C11 2022-05-01 0 R22 36 ¶1
C12 2022-04-30 0 R05 36: thirty days in the text
C12 2022-05-01 0 R22 40: no number in the text
"""


def transition() -> Iterator[Row]:
    for term, first, extension, reason in lines(TRANSITION, 3):
        start, more = day(first), int(extension)
        assert start
        new = start >= IN_FORCE
        article = ARTICLES[term][new]
        nominal, legal = counted(start, LENGTHS[term] + more, term == "C4") if article else (None, None)
        yield {
            "term": term, "from": first, "law": "R22" if new else "R05", "article": article, "extension": extension,
            "nominal": told(nominal), "legal": told(legal), "reason": reason,
        }  # fmt: skip


# --- two places: days off of the office's region, and of the place where the problem arose (HOL Art. 4) -----------
# term, first day, days off at the office, days off at the place
PLACES = """
C8 2026-03-02 - - nobody has days of its own
C8 2026-03-02 2026-04-01 - the office's local holiday: a day later
C8 2026-03-02 - 2026-04-01 the place's local holiday: a day later, in her favour
C8 2026-03-02 2026-04-01 2026-04-01..2026-04-02 both: the later of the two
C8 2026-03-02 2026-04-01..2026-04-03 2026-04-01 both: the office's is the longer
C8 2026-09-01 - 2026-10-08..2026-10-09 after National Day the place has two days more; the make-up Saturday 10-10 is worked
C8 2026-09-01 - 2026-10-08..2026-10-10 the place leaves out the make-up Saturday too
C10 2026-03-02 - 2026-04-01 the right to a recheck, by the place
C10 2026-03-02 2026-04-01 - the right to a recheck, by the office
C6 2026-03-02 - 2026-05-01..2026-05-10 a duty follows the office alone
C6 2026-03-03 2026-05-06..2026-05-08 - a duty rolls past the office's own days to a make-up Saturday
C9 2026-03-02 - 2026-04-01 the duty of a review follows the office alone
C4 2026-08-03 2026-08-05..2026-08-06 - working days: the office's two days off are not counted
C4 2026-08-03 - 2026-08-05..2026-08-06 working days of an office are not those of the place
C3 2026-08-03 2026-08-18 - fifteen days end on the office's day off
"""


def places() -> Iterator[Row]:
    for term, first, office, place, reason in lines(PLACES, 4):
        start = day(first)
        assert start
        here = counted(start, LENGTHS[term], term == "C4", off=period(office))[1]
        there = counted(start, LENGTHS[term], term == "C4", off=period(place))[1]
        legal = max(here, there) if term in {"C8", "C10"} else here
        yield {
            "term": term, "from": first, "office_off": "" if office == "-" else office,
            "place_off": "" if place == "-" else place, "legal": told(legal), "reason": reason,
        }  # fmt: skip


# --- local packs ---------------------------------------------------------------------------------------------------
# pack, term, first day, length there, unit there, extension, length nationally, unit nationally
SHANDONG = """
SD2015 RQ 2026-03-02 3 w 0 15 d SD 43-44: three working days to decide on accepting a request
SD2015 RQ 2026-02-11 3 w 0 15 d SD 43-44: the make-up Saturday 02-14 counts
SD2015 RQ 2026-09-18 3 w 0 15 d SD 43-44: the make-up Sunday 09-20 counts
SD2015 RQ 2026-09-28 3 w 0 15 d SD 43-44: over National Day
SD2015 RQ 2026-04-30 3 w 0 15 d SD 43-44: over Labour Day
SD2015 RQ 2024-09-30 3 w 0 15 d SD 43-44: over National Day of 2024
SD2015 RQ 2022-05-05 3 w 0 15 d SD 43-44: beside the 2022 law
SD2015 RQ 2022-04-29 3 w 0 15 d SD 43-44: beside the 2005 law; the make-up Saturday 05-07 counts
SD2015 RQ 2019-09-30 3 w 0 15 d SD 43-44: beside the 2005 law, over National Day
SD2015 RQ 2016-02-05 3 w 0 15 d SD 43-44: beside the 2005 law, over the Spring Festival
SD2015 RQ 2015-09-30 0 - 0 15 d the day before the pack begins: national
SD2015 RQ 2026-12-30 3 w 0 15 d SD 43-44: into 2027, provisional
SD2015 C6 2026-03-02 0 - 0 60 d the pack says nothing of the answer: national
SD2015 C8 2026-09-01 0 - 0 30 d the pack says nothing of her right: national
SD2015 C9 2026-03-02 0 - 0 30 d the pack says nothing of the length of a review: national
"""
PACKS = """
ZJX C3 2026-03-02 5 w 0 15 d a pack with five working days to tell
ZJX C3 2026-02-11 5 w 0 15 d five working days over the Spring Festival
ZJX C3 2026-09-28 5 w 0 15 d five working days end on a make-up Saturday
ZJX C6 2026-03-02 30 d 0 60 d thirty days to answer
ZJX C6 2026-08-03 30 d 0 60 d thirty days: end on an ordinary Wednesday
ZJX C6 2026-03-02 30 d 60 60 d extended by sixty days, as that pack allows
ZJX C6 2026-08-03 30 d 45 60 d extended by forty-five days
ZJX C8 2026-03-02 45 d 0 30 d her right is longer there
ZJX C8 2026-08-20 45 d 0 30 d her right is longer there, and rolls past National Day
BJX C4 2019-03-04 5 w 0 - - a local objection before 2022: five working days
BJX C4 2019-09-27 5 w 0 - - a local objection before 2022, the make-up Sunday 09-29 counts
BJX C4 2022-04-29 5 w 0 - - the last days of that pack, beside the 2005 law
BJX C4 2022-05-06 0 - 0 5 w the pack has ended: the 2022 law's own objection
OWNX A6 2026-03-02 30 d 0 60 d the desk's own shorter time for a suggestion
OWNX S1 2026-03-02 90 d 0 60 d the desk's own longer time for an own procedure
OWNX V1 2026-02-11 2 w 0 3 w the desk's own two working days to verify
OWNX V1 2026-03-06 2 w 0 3 w two working days over a weekend
OWNX TD 2026-09-04 45 d 0 30 d the desk's own tracking day: forty-five days
"""


def packs(text: str) -> Iterator[Row]:
    for pack, term, first, length, unit, extension, usual, usual_unit, reason in lines(text, 8):
        start, more = day(first), int(extension)
        assert start
        national = counted(start, int(usual), usual_unit == "w") if usual != "-" else None
        here = counted(start, int(length) + more, unit == "w") if length != "0" else national
        assert here
        yield {
            "pack": pack, "term": term, "from": first, "law": "R22" if start >= IN_FORCE else "R05",
            "holds": "local" if length != "0" else "national", "extension": extension, "nominal": told(here[0]),
            "legal": told(here[1]), "nationally": told(national[1]) if national else "", "reason": reason,
        }  # fmt: skip


TABLES: dict[str, Callable[[], Iterator[Row]]] = {
    "objections": objections, "remedies": remedies, "simplified": simplified, "transition": transition, "places": places,
    "pack_shandong": lambda: packs(SHANDONG), "packs": lambda: packs(PACKS),
}  # fmt: skip


def rows(name: str) -> list[Row]:
    """A table as it is kept in the repository."""
    with open(file_of(name), encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def main() -> None:
    for name, make in TABLES.items():
        found = list(make())
        with open(file_of(name), "w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(found[0]), lineterminator="\n")
            writer.writeheader()
            writer.writerows(found)
        print(f"{name}: {len(found)} cases")


if __name__ == "__main__":
    main()
