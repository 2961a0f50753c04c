"""`manage.py find_hot_issues [--from DAY --to DAY] [--top N] --json`: [{rank, title, place, from, to, heat, petitions}]."""

import json
from datetime import date

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from offices.actors import system_actor
from oversight.periods import Period
from oversight.services.hot_issues import search
from petitions.models import Petition

FIRST_DAY = date(1990, 1, 1)


class Command(BaseCommand):
    help = "Finds the issues that several petitions of the whole desk are about; confidential petitions take no part."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--from", dest="first", help="first day of receipt; without one, from the beginning")
        parser.add_argument("--to", dest="last", help="last day of receipt; without one, until today")
        parser.add_argument("--top", type=int, default=20, help="so many, the hottest first (20; 0: all)")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args, **options) -> None:
        today = timezone.localdate()
        try:
            last = date.fromisoformat(options["last"]) if options["last"] else None
            first = date.fromisoformat(options["first"]) if options["first"] else None
            period = Period(first or FIRST_DAY, last or today) if first or last else None
        except ValueError as problem:
            raise CommandError(str(problem)) from None
        if options["top"] < 0:
            raise CommandError("--top must not be negative")
        found = search(system_actor(today), period)
        found = found[: options["top"]] if options["top"] else found
        ids = [int(key) for issue in found for key in issue.members]
        names = {
            str(pk): external or number
            for pk, external, number in Petition.objects.filter(pk__in=ids).values_list("pk", "external_no", "number")
        }
        rows = [
            {"rank": rank, "title": i.title, "place": i.place, "from": i.first.isoformat(), "to": i.last.isoformat(),
             "heat": i.heat.value, "petitions": [names[key] for key in i.members]}
            for rank, i in enumerate(found, 1)
        ]  # fmt: skip
        if options["json"]:
            self.stdout.write(json.dumps(rows, ensure_ascii=False))
            return
        for row in rows:
            self.stdout.write(
                f"{row['rank']:>3}  {row['heat']:>6}  {row['from']}..{row['to']}  {len(row['petitions']):>4}  {row['place']}  {row['title']}"
            )
