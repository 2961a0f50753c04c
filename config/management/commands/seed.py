"""`manage.py seed`: reference data that every desk has: the content tree and the working-day calendar. Idempotent."""

from django.core.management.base import BaseCommand

from offices.calendar_seed import seed_calendar
from petitions.topics import seed_topics


class Command(BaseCommand):
    help = "Adds the content tree and the working-day calendar where they are missing."

    def handle(self, *args, **options) -> None:
        topics, years = seed_topics(), seed_calendar()
        if options["verbosity"]:
            self.stdout.write(f"{topics} topics and {years} calendar years added")
