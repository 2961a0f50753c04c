"""The calendar's first rows: every year the calendar library knows, as days off and make-up working days."""

from datetime import date, timedelta

import chinese_calendar
from chinese_calendar.constants import holidays, workdays

from offices.models import CalendarYear
from offices.services import DayRow, save_year

FIRST, LAST = 2005, 2026
SOURCE = "国务院办公厅关于{year}年部分节假日安排的通知"
NAMES = {
    "New Year's Day": "元旦", "Spring Festival": "春节", "Tomb-sweeping Day": "清明节", "Labour Day": "劳动节",
    "Dragon Boat Festival": "端午节", "Mid-autumn Festival": "中秋节", "National Day": "国庆节",
    "Anti-Fascist 70th Day": "抗战胜利纪念日",
}  # fmt: skip


def rows_of(year: int) -> list[DayRow]:
    """The days of a year that differ from Monday-Friday, and the named holidays on weekends."""
    found, day = [], date(year, 1, 1)
    while day.year == year:
        off = chinese_calendar.is_holiday(day)
        if off and (day.weekday() < 5 or day in holidays):
            found.append(DayRow(day, False, NAMES.get(holidays.get(day, ""), holidays.get(day, "") or "假日")))
        elif not off and day.weekday() >= 5:
            found.append(DayRow(day, True, NAMES.get(workdays.get(day, ""), "") + "调休"))
        day += timedelta(days=1)
    return found


def seed_calendar() -> int:
    """Add the years that are missing; a year somebody keyed in stays as it is. Returns the number of years added."""
    have = set(CalendarYear.objects.values_list("year", flat=True))
    added = 0
    for year in range(FIRST, LAST + 1):
        if year not in have:
            save_year(year, rows_of(year), SOURCE.format(year=year))
            added += 1
    return added
