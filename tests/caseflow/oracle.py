"""The other way to a due day: a plain loop over the calendar library, sharing no code with `deadlines.py`.

`python -m tests.caseflow.oracle` writes `deadlines.csv` anew from the cases chosen below; the lengths here are read off
the regulation's table, not off `statute.py`. A question that is refused has no days.
"""

import csv
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import chinese_calendar

FILE = Path(__file__).with_name("deadlines.csv")
COLUMNS = ["term", "from", "law", "days", "exclude", "nominal", "legal", "provisional", "reason"]
CALENDAR_DAYS = {"C1": 15, "C2": 15, "C3": 15, "C6": 60, "C7": 60, "C8": 30, "C9": 30, "C10": 30, "C11": 30, "C12": 30,
                 "A6": 60, "W6": 60, "TD": 30, "D3": 3, "S1": 60, "WS": 30, "EV": 30, "RQ": 15, "XD": 10, "EX": 30, "WD": 30}  # fmt: skip
WORKING_DAYS = {"C4": 5, "V1": 3, "R1": 5, "SF": 3, "SA": 3, "SO": 10}
LAST = date(2026, 12, 31)
FREE_2027 = {date(2027, 1, 1), date(2027, 2, 5), date(2027, 2, 6), date(2027, 2, 7), date(2027, 2, 8), date(2027, 4, 5),
             date(2027, 5, 1), date(2027, 5, 2), date(2027, 6, 9), date(2027, 9, 15), date(2027, 10, 1), date(2027, 10, 2),
             date(2027, 10, 3)}  # fmt: skip


def works(day: date) -> bool:
    """Whether offices work: by the library, and for 2027 Monday to Friday less the statutory days."""
    if day <= LAST:
        return bool(chinese_calendar.is_workday(day))
    return day.isoweekday() <= 5 and day not in FREE_2027


def expected(term: str, start: date, days: int = 0, hearing: frozenset[date] = frozenset()) -> tuple[date, date]:
    """(nominal, legal) counted one day after the other."""
    wanted = WORKING_DAYS.get(term, CALENDAR_DAYS.get(term, 0)) + days
    return counted(start, wanted, term in WORKING_DAYS, hearing)


def counted(
    start: date, wanted: int, working: bool, hearing: frozenset[date] = frozenset(), off: frozenset[date] = frozenset()
) -> tuple[date, date]:
    """(nominal, legal) of so many days or working days; `off` are days off of a place beside the national ones."""
    done, day = 0, start
    while done != wanted:
        day = day + timedelta(1)
        if day in hearing:
            continue
        if working and (day in off or not works(day)):
            continue
        done = done + 1
    nominal = day
    while day in off or not works(day):
        day = day + timedelta(1)
    return nominal, day


def special_days() -> tuple[list[date], list[date]]:
    """(make-up working days, first days of each run of days off on weekdays) of 2007-2026."""
    make_up, off = [], []
    day, before = date(2007, 1, 1), True
    while day <= LAST:
        if works(day) and day.isoweekday() > 5:
            make_up.append(day)
        if not works(day) and day.isoweekday() <= 5 and before:
            off.append(day)
        before = works(day)
        day += timedelta(1)
    return make_up, off


TERMS_22 = ("C1", "C2", "C3", "C6", "C8", "C9", "C10", "C11", "C12", "A6", "W6", "TD", "D3", "S1", "WS")
TERMS_05 = ("C1", "C2", "C3", "C6", "C8", "C9", "C10", "C11", "C12")
IN_FORCE = date(2022, 5, 1)
LONGEST = 30  # days of an extension, under either law


EXAMPLES = """
C4 2026-02-11 regulation 4.1: Spring Festival, make-up 02-14
C4 2026-09-28 regulation 4.1: National Day, due on a make-up Saturday
C4 2026-04-29 regulation 4.1: Labour Day, due on a make-up Saturday
C4 2026-09-18 regulation 4.1: a make-up Sunday makes it a day earlier
V1 2026-02-11 regulation 4.1: +3 working days
V1 2026-09-18 regulation 4.1: +3 working days
V1 2026-09-28 regulation 4.1: +3 working days
EV 2026-09-01 the window to evaluate rolls past National Day in her favour
EV 2021-09-06 the same under the law of 2005
C8 2026-09-01 regulation 4: 30 days end on National Day, roll to 10-08
C1 2026-09-05 regulation 4: the last day is a make-up Sunday and stays
C6 2026-11-24 crosses into 2027: provisional
C6 2026-11-02 ends on 2027-01-01: provisional, rolls
C6 2026-11-01 ends on 2026-12-31: the last day that a notice covers
C8 2026-12-07 ends in January 2027: provisional
C3 2026-12-31 the whole term in 2027
C4 2026-12-29 working days across the year: provisional
C6 2022-05-01 the first day of the 2022 law
C6 2022-04-30 the last day of the 2005 law
C1 2011-12-16 2011-12-31 is a make-up day of the 2012 notice
C4 2022-05-01 the right to object begins with the 2022 law
C1 2024-02-14 leap February
C1 2023-02-14 ordinary February
C6 2019-12-03 2020-02-01 lies in the prolonged Spring Festival
C1 2020-01-16 2020-01-31 was made a day off
A6 2021-03-04 an own term under the 2005 law
W6 2019-08-01 an own term under the 2005 law
TD 2017-05-09 an own term under the 2005 law
D3 2014-09-29 an own term under the 2005 law: ends in the National Day week, rolls
S1 2012-11-20 an own term under the 2005 law
SF 2026-02-12 simplified: three working days, the make-up Saturday 02-14 counts
SF 2026-09-30 simplified: National Day between, due on the make-up Saturday 10-10
SF 2024-05-10 simplified: the make-up Saturday 05-11 counts
SF 2015-02-16 simplified under the 2005 law: over the Spring Festival
SF 2019-04-30 simplified under the 2005 law: over Labour Day, the make-up Sunday 05-05 counts
SA 2026-04-30 simplified: over five days of Labour Day
SA 2026-03-03 simplified: an ordinary week
SA 2025-09-26 simplified: the make-up Sunday 09-28 counts
SA 2023-06-21 simplified: over the Dragon Boat Festival, the make-up Sunday 06-25 counts
SA 2018-02-13 simplified under the 2005 law: over the Spring Festival
SA 2020-09-29 simplified under the 2005 law: over eight days of National Day
SO 2026-02-11 regulation 4.1: +10 working days
SO 2026-09-18 regulation 4.1: +10 working days
SO 2026-09-28 regulation 4.1: +10 working days
SO 2026-12-22 simplified: ten working days into 2027, provisional
SO 2016-09-13 simplified under the 2005 law: over Mid-Autumn, the make-up Sunday 09-18 counts
SO 2021-04-23 simplified under the 2005 law: make-up days before and after Labour Day
RQ 2026-09-22 a request is accepted or refused in fifteen days: ends in the National Day week, rolls
RQ 2024-09-30 a request is accepted or refused in fifteen days: ends on an ordinary Tuesday
RQ 2014-05-12 fifteen days under the 2005 law
XD 2026-09-24 ten days after the obstacle: end in the National Day week, roll
XD 2025-03-03 ten days after the obstacle: end on an ordinary Thursday
XD 2017-01-19 ten days after the obstacle under the 2005 law: end in the Spring Festival, roll
XD 2016-11-07 ten days after the obstacle under the 2005 law
EX 2026-09-07 a supported request is carried out in thirty days: ends in the National Day week, rolls
EX 2025-03-03 a supported request is carried out in thirty days: ends on an ordinary Wednesday
EX 2023-08-31 thirty days from the sending: end in the Mid-Autumn and National Day week, roll
EX 2016-11-07 thirty days under the 2005 law
EX 2014-09-02 thirty days under the 2005 law: end in the National Day week, roll
WD 2026-09-02 a withdrawal is revoked within thirty days: ends in the National Day week, rolls
WD 2025-05-06 a withdrawal is revoked within thirty days: ends on an ordinary Thursday
WD 2024-01-15 thirty days after a withdrawal: end in the Spring Festival, roll
WD 2018-05-02 thirty days under the 2005 law
WD 2013-09-04 thirty days under the 2005 law: end in the National Day week, roll
WS 2010-01-14 an own term under the 2005 law: ends on the eve of the Spring Festival, rolls
"""
EXTENSIONS = """
2026-03-02 1
2026-03-02 30
2026-08-03 15
2012-06-01 30
2022-07-01 7
2026-10-10 20
2007-08-06 10
2009-02-03 30
2015-07-20 1
2018-12-03 30
2021-04-09 5
2024-11-11 12
2026-10-02 29
2026-03-02 31
2012-06-01 31
"""
HEARINGS = """
2026-03-02 2026-03-10 2026-03-12
2026-03-02 2026-04-01 2026-04-01
2026-09-07 2026-09-20 2026-09-30
2014-04-10 2014-05-05 2014-05-09
2008-06-03 2008-07-03 2008-07-04
"""


def chosen() -> Iterator[dict[str, str]]:
    """The cases, each with its reason."""
    for line in EXAMPLES.strip().splitlines():
        term, start, reason = line.split(" ", 2)
        yield row(term, date.fromisoformat(start), reason)
    for line in EXTENSIONS.strip().splitlines():
        start, days = line.split()
        told = f"extended by {days} days from the nominal day" if int(days) <= LONGEST else "refused: more than 30 days"
        yield row("C7", date.fromisoformat(start), told, days=int(days))
    for line in HEARINGS.strip().splitlines():
        start, first, last = line.split()
        yield row("C11", date.fromisoformat(start), "hearing days are not counted", hearing=(first, last))
    make_up, off = special_days()
    for n, day in enumerate(make_up):
        term = _term(day, n)
        yield row(term, day - timedelta(CALENDAR_DAYS[term]), f"ends on the make-up day {day.isoformat()}: stays")
        term = ("C4", "V1", "R1")[n % 3] if day - timedelta(12) >= IN_FORCE else ("V1", "R1")[n % 2]
        yield row(term, day - timedelta(1), f"the make-up day {day.isoformat()} counts as the first working day")
    for n, day in enumerate(off):
        term = _term(day, n * 7)
        yield row(term, day - timedelta(CALENDAR_DAYS[term]), f"ends on the day off {day.isoformat()}: rolls")
    for n, year in enumerate(range(2007, 2027)):
        for term in TERMS_22 if year >= 2023 else TERMS_05:
            yield row(term, date(year, 3 + n % 7, 1 + (n * 5 + len(term)) % 27), f"an ordinary day of {year}")


def _term(day: date, n: int) -> str:
    """A term of calendar days of the law that holds two months before `day`, another for each `n`."""
    names = TERMS_22 if day - timedelta(60) >= IN_FORCE else TERMS_05
    return names[n % len(names)]


def row(term: str, start: date, reason: str, days: int = 0, hearing: tuple[str, str] | None = None) -> dict[str, str]:
    excluded: frozenset[date] = frozenset()
    if hearing:
        first, last = (date.fromisoformat(x) for x in hearing)
        excluded = frozenset(first + timedelta(n) for n in range((last - first).days + 1))
    nominal, legal = expected(term, start, days, excluded)
    refused = days > LONGEST
    return {
        "term": term,
        "from": start.isoformat(),
        "law": "R22" if start >= IN_FORCE else "R05",
        "days": str(days or ""),
        "exclude": "..".join(hearing) if hearing else "",
        "nominal": "" if refused else nominal.isoformat(),
        "legal": "" if refused else legal.isoformat(),
        "provisional": "" if refused else "yes" if legal > LAST else "no",
        "reason": reason,
    }


def rows() -> list[dict[str, str]]:
    """The table as it is kept in the repository."""
    with open(FILE, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def main() -> None:
    seen, kept = set(), []
    for found in chosen():
        key = (found["term"], found["from"], found["days"], found["exclude"])
        if key not in seen:
            seen.add(key)
            kept.append(found)
    with open(FILE, "w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(kept)
    print(f"{len(kept)} cases")


if __name__ == "__main__":
    main()
