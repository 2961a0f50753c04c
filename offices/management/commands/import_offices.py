"""`manage.py import_offices FILE --kind regions|offices|postings`: all or nothing, errors by line."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from offices.importers import COLUMNS, BadFile, load


class Command(BaseCommand):
    help = "Takes regions, offices or postings over from a CSV file (UTF-8)."

    def add_arguments(self, parser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--kind", choices=sorted(COLUMNS), required=True)

    def handle(self, *args, **options) -> None:
        try:
            count = load(options["kind"], options["file"].read_bytes(), timezone.localdate())
        except OSError as problem:
            raise CommandError(f"{options['file']}: {problem.strerror}") from None
        except BadFile as problem:
            lines = "\n".join(f"line {line}: {reason}" for line, reason in problem.errors)
            raise CommandError(f"nothing was taken over\n{lines}") from None
        self.stdout.write(f"{count} rows taken over")
