"""`manage.py import_petitions FILE --office CODE [--dry-run] [--report OUT.xlsx] [--json]`."""

import os
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from caseflow.imports.reasons import Reasoned
from caseflow.imports.report import write_xlsx
from caseflow.imports.service import import_file
from offices.models import Office


class Command(BaseCommand):
    help = "Imports petitions from xlsx or csv; with reply columns the cases go through to their end."

    def add_arguments(self, parser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--office", required=True, help="code of the office that received and handles them")
        parser.add_argument("--source", default="", help="name of the system the numbers come from")
        parser.add_argument("--dry-run", action="store_true")
        parser.add_argument("--report", type=Path)
        parser.add_argument("--json", action="store_true")

    def handle(self, *args, **options) -> None:
        with translation.override(language_of_locale()):
            self.run(options)

    def run(self, options) -> None:
        office = Office.objects.select_related("region").filter(code=options["office"]).first()
        if office is None:
            raise CommandError(_("no office has the code %(code)s") % {"code": options["office"]})
        try:
            report = import_file(
                options["file"], office, timezone.now(), dry_run=options["dry_run"], source=options["source"]
            )
        except Reasoned as problem:
            raise CommandError(problem.reason.words) from None
        if options["report"]:
            write_xlsx(options["report"], [report.outcomes])
        if options["json"]:
            self.stdout.write(report.as_json())
            return
        self.stdout.write((_would() if options["dry_run"] else _were()) % report.counts)
        for outcome in [o for o in report.outcomes if o.result == "skipped"][:20]:
            self.stdout.write(_("  line %(line)d: skipped: %(why)s") % {"line": outcome.line, "why": outcome.words})
        for outcome in [o for o in report.outcomes if o.result == "rejected"][:20]:
            self.stdout.write(_("  line %(line)d: rejected: %(why)s") % {"line": outcome.line, "why": outcome.words})


def _were() -> str:
    return _(
        "%(rows)d rows: %(registered)d registered (%(answered)d answered), %(skipped)d skipped, %(rejected)d rejected"
    )


def _would() -> str:
    return _(
        "%(rows)d rows: %(registered)d would be registered (%(answered)d answered), %(skipped)d skipped, %(rejected)d rejected"
    )


def language_of_locale() -> str:
    """The language of whoever types the command: Chinese where the locale says so, else English."""
    named = next((v for n in ("LC_ALL", "LC_MESSAGES", "LANG") if (v := os.environ.get(n))), "")
    return "zh-hans" if named.lower().startswith("zh") else "en"
