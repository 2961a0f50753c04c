"""`manage.py deadline --term C4 --from 2026-09-18 --json`, or lines `C4,2026-09-18` on standard input."""

import json
import sys
from collections.abc import Callable
from functools import partial
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from caseflow.calculator import CalculatorError, answer, parse_day, parse_period
from caseflow.services.calendars import rules_for_region
from offices.models import Region

Answer = dict[str, Any]


class Command(BaseCommand):
    help = (
        "Computes a due day with its account. Without --term, reads lines TERM,DAY (C7: TERM,DAY,DAYS) from standard "
        "input and prints one JSON object a line. Exit status 2: a question has no answer, with the reason."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--term")
        parser.add_argument("--from", dest="from_day", help="the day the term starts from, 2026-09-18")
        parser.add_argument("--law", help="R22 or R05; by default the law in force on that day")
        parser.add_argument(
            "--region", help="code of the region whose calendar and local rules count; by default the national"
        )
        parser.add_argument("--days", type=int, help="days of an extension (C7)")
        parser.add_argument("--exclude", action="append", default=[], metavar="A..B", help="hearing days (C11)")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            periods = tuple(parse_period(p) for p in options["exclude"])
            rules = rules_for_region(_region(options["region"]))
            ask = partial(answer, calendar=rules.calendar, law=options["law"], exclude=periods, local=rules.local)
            if options["term"] is None:
                failed = [line for line in sys.stdin if line.strip() and not self._line(line, ask, options["days"])]
                if failed:
                    sys.exit(2)
                return
            found = ask(options["term"], parse_day(options["from_day"] or ""), days=options["days"])
        except CalculatorError as problem:
            self.stderr.write(str(problem))
            sys.exit(2)
        self.stdout.write(json.dumps(found) if options["json"] else _sentence(found))

    def _line(self, line: str, ask: Callable[..., Answer], days: int | None) -> bool:
        """Answer one line; whether there was an answer."""
        term, day, more, *_rest = [*(part.strip() for part in line.split(",")), "", ""]
        try:
            found = ask(term, parse_day(day), days=_number(more) if more else days if term == "C7" else None)
        except CalculatorError as problem:
            self.stdout.write(json.dumps({"term": term, "from": day, "error": str(problem)}))
            return False
        self.stdout.write(json.dumps(found))
        return True


def _region(code: str | None) -> int | None:
    if not code:
        return None
    found = Region.objects.filter(code=code).first()
    if found is None:
        raise CalculatorError(f"there is no region {code[:20]} here")
    return found.pk


def _number(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise CalculatorError(f"{text[:20]!r} is no number of days") from None


def _sentence(found: Answer) -> str:
    mark = " (provisional)" if found["provisional"] else ""
    source = f"{found['term']} {found['law']} {found['article']}"
    return f"{source}: nominal {found['nominal']}, legal {found['legal']}{mark}"
