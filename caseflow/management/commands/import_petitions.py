"""`manage.py import_petitions FILE --office CODE [--dry-run] [--report OUT.xlsx] [--json]`."""

from pathlib import Path

import xlsxwriter
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from caseflow.imports.files import UnreadableFile
from caseflow.imports.service import BadImport, Report, import_file
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
        office = Office.objects.select_related("region").filter(code=options["office"]).first()
        if office is None:
            raise CommandError(f"no office has the code {options['office']}")
        try:
            report = import_file(
                options["file"], office, timezone.now(), dry_run=options["dry_run"], source=options["source"]
            )
        except (UnreadableFile, BadImport) as problem:
            raise CommandError(str(problem)) from None
        if options["report"]:
            write_report(report, options["report"])
        if options["json"]:
            self.stdout.write(report.as_json())
            return
        mark = "would be " if options["dry_run"] else ""
        self.stdout.write(
            f"{report.rows} rows: {report.registered} {mark}registered ({report.answered} answered), "
            f"{len(report.skipped)} skipped, {len(report.rejected)} rejected"
        )
        for what in ("skipped", "rejected"):
            for row in getattr(report, what)[:20]:
                self.stdout.write(f"  line {row['line']}: {what}: {row['reason']}")


def write_report(report: Report, path: Path) -> None:
    """The result of each row, as a spreadsheet; text cells are text, never formulas."""
    book = xlsxwriter.Workbook(
        str(path), {"strings_to_formulas": False, "strings_to_urls": False, "constant_memory": True}
    )
    sheet = book.add_worksheet("import")
    sheet.write_row(0, 0, ["line", "result", "number", "external number", "reason"])
    for n, row in enumerate(sorted(report.lines, key=lambda x: x["line"]), start=1):
        sheet.write_row(
            n, 0, [row["line"], row["result"], row.get("number", ""), row.get("external", ""), row.get("reason", "")]
        )
    book.close()
