"""`manage.py load_pack caseflow/data/packs/shandong_2015.toml --from 2015-10-01`: a pack of local rules from a file."""

from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from caseflow.services.pack_file import Given, read_pack
from caseflow.services.packs import PackRefused, save_pack
from caseflow.texts.packs import problem_text


class Command(BaseCommand):
    help = "Loads a pack of local rules, or its next version, from a TOML file (docs/how-to/local-rules.md)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--region", default="", help="code of the region, where the file's is not this desk's")
        parser.add_argument("--from", dest="begins", type=date.fromisoformat, help="first day, 2026-11-23")
        parser.add_argument("--until", dest="ends", type=date.fromisoformat, help="last day; left out: open")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            content = options["file"].read_bytes()
        except OSError as problem:
            raise CommandError(f"{options['file']}: {problem.strerror}") from None
        now = timezone.now()
        try:
            draft = read_pack(content, Given(options["region"], options["begins"], options["ends"]))
            pack = save_pack(draft, None, now, timezone.localtime(now).date())
        except PackRefused as refused:
            raise CommandError("\n".join(_line(p) for p in refused.problems)) from None
        self.stdout.write(
            f"{pack.key} {pack.name_zh}: {len(draft.terms)} terms, {len(draft.options)} options, {pack.region.code}"
        )


def _line(problem: Any) -> str:
    told = problem_text(problem.code, problem.limit, problem.where)
    return f"{problem.where}: {told}" if problem.where and problem.code != "file" else told
