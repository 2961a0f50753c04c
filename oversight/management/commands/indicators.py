"""`manage.py indicators [--from DAY --to DAY] [--as-at DAY] [--office CODE] --json`: {code: {numerator, denominator, value}}."""

import json
from datetime import date, timedelta

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from offices.actors import system_actor
from offices.models import Office
from oversight.indicators import BY_CODE, DAYS, Scope, compute_all
from oversight.periods import Period


class Command(BaseCommand):
    help = "Prints the indicators of the whole desk, or of an office and what is below it."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--from", dest="first")
        parser.add_argument("--to", dest="last")
        parser.add_argument("--as-at", help="the figures as they were at the end of a past day")
        parser.add_argument("--office", help="office code; with all offices below it")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args, **options) -> None:
        today = timezone.localdate()
        try:
            last = date.fromisoformat(options["last"]) if options["last"] else today
            first = date.fromisoformat(options["first"]) if options["first"] else last - timedelta(days=364)
            period = Period(first, last)
            as_at = date.fromisoformat(options["as_at"]) if options["as_at"] else None
        except ValueError as problem:
            raise CommandError(str(problem)) from None
        offices = None
        if options["office"]:
            office = Office.objects.filter(code=options["office"]).first()
            if office is None:
                raise CommandError(f"no office has the code {options['office']}")
            offices = frozenset(Office.objects.below(office.pk).values_list("pk", flat=True))
        found = compute_all(
            Scope(system_actor(today), today, offices, as_at=as_at if as_at and as_at < today else None), period
        )
        if options["json"]:
            rows = {
                c: {"numerator": f.numerator, "denominator": f.denominator, "value": f.value} for c, f in found.items()
            }
            self.stdout.write(json.dumps(rows))
            return
        for code, figure in found.items():
            share = f"{figure.value or 0:.1f} days" if BY_CODE[code].unit == DAYS else f"{figure.value or 0:.1%}"
            of = "" if figure.denominator is None else f" of {figure.denominator} = {share}"
            self.stdout.write(f"{code:<20}{figure.numerator}{of}")
