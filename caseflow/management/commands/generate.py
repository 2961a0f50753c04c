"""`manage.py generate`: hundreds of thousands of made-up lives, written with COPY. Only on an empty desk."""

from datetime import date

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from caseflow.generate.load import generate
from petitions.models import Petition


class Command(BaseCommand):
    help = "Fills an empty desk with made-up petitions and their whole lives, for measuring."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--petitions", type=int, default=10_000)
        parser.add_argument("--years", type=float, default=4)
        parser.add_argument("--offices", type=int, default=200)
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument("--today", type=date.fromisoformat, default=None)

    def handle(self, *args, **options) -> None:
        if not (settings.EMBEDDED or settings.DEMO):
            raise CommandError("Generated data are for the embedded servers, or an empty database with DESK_DEMO=1.")
        if Petition.objects.exists():
            raise CommandError("This desk holds petitions: generated ones are never mixed with them.")
        done = generate(options["petitions"], options["years"], options["offices"], options["seed"],
                        options["today"] or timezone.localdate())  # fmt: skip
        self.stdout.write(
            f"{done.lives} lives, {done.rate:.0f} a second: {done.recording:.1f} s to record, {done.writing:.1f} s to write, "
            f"{done.indexing:.1f} s to index"
        )
