"""`manage.py check_consistency [--json] [--only NAME] [--skip-files] [--whole] [--reindex]`: exit status 1 where it finds any."""

import json
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from caseflow.consistency.table import BY_NAME
from caseflow.services.consistency import keep, look
from petitions.services.index import reindex


class Command(BaseCommand):
    help = "Looks whether the records agree with each other and with the law. It never mends; --reindex makes the search rows anew first."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="one JSON object with every check")
        parser.add_argument("--only", action="append", default=[], metavar="NAME", choices=sorted(BY_NAME))
        parser.add_argument("--skip-files", action="store_true", help="do not look for the attachments' files")
        parser.add_argument("--whole", action="store_true", help="compare every search text, not today's part")
        parser.add_argument("--reindex", action="store_true", help="make the derived search rows anew before looking")

    def handle(self, *args: Any, **options: Any) -> None:
        at = timezone.now()
        if options["reindex"]:
            count = reindex()
            self.stderr.write(f"{count} search rows made anew")
        results = []
        for r in look(at, only=options["only"], files=not options["skip_files"], whole=options["whole"]):
            results.append(r)
            if not options["json"]:
                self.stdout.write(f"{r.count:>9,}  {r.name:<20} {r.seconds:>8.2f} s  {BY_NAME[r.name].meaning}")
                self.stdout.write("".join(f"{'':>11}{example}\n" for example in r.examples), ending="")
        if not options["only"]:
            keep(results, at)
        violations = sum(r.count for r in results)
        if options["json"]:
            told = {"at": at.isoformat(), "violations": violations, "checks": [vars(r) for r in results]}
            self.stdout.write(json.dumps(told, ensure_ascii=False))
        else:
            self.stdout.write(f"{violations:>9,}  violations in {sum(r.seconds for r in results):.1f} s")
        if violations:
            sys.exit(1)
