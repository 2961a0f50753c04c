"""`manage.py deadline --term C4 --from 2026-09-18 --json`, or lines `C4,2026-09-18` on standard input."""

import json
import sys

from django.core.management.base import BaseCommand

from caseflow.calculator import CalculatorError, answer, parse_day, parse_period
from caseflow.services.calendars import load_calendar


class Command(BaseCommand):
    help = "Computes a due day with its account. Without --term, reads lines TERM,DAY and prints one JSON object a line."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--term")
        parser.add_argument("--from", dest="from_day")
        parser.add_argument("--law")
        parser.add_argument("--days", type=int)
        parser.add_argument("--exclude", action="append", default=[], metavar="A..B")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args, **options) -> None:
        calendar = load_calendar()
        if options["term"] is None:
            sys.exit(self._lines(calendar, options["law"]))
        try:
            periods = tuple(parse_period(p) for p in options["exclude"])
            day = parse_day(options["from_day"] or "")
            found = answer(options["term"], day, calendar, law=options["law"], days=options["days"], exclude=periods)
        except CalculatorError as problem:
            self.stderr.write(str(problem))
            sys.exit(2)
        if options["json"]:
            self.stdout.write(json.dumps(found))
        else:
            mark = " (provisional)" if found["provisional"] else ""
            self.stdout.write(f"{found['term']} {found['law']} {found['article']}: nominal {found['nominal']}, legal {found['legal']}{mark}")

    def _lines(self, calendar, law: str | None) -> int:
        status = 0
        for line in sys.stdin:
            if not line.strip():
                continue
            term, _comma, day = line.strip().partition(",")
            try:
                self.stdout.write(json.dumps(answer(term.strip(), parse_day(day), calendar, law=law)))
            except CalculatorError as problem:
                self.stdout.write(json.dumps({"term": term.strip(), "from": day.strip(), "error": str(problem)}))
                status = 2
        return status
