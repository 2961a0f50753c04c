"""`manage.py seed`: reference data that every desk has: the content tree, the working-day calendar, the statutory routes. Idempotent."""

from django.core.management.base import BaseCommand

from caseflow.services.routes import seed_routes
from offices.calendar_seed import seed_calendar
from petitions.topics import seed_topics


class Command(BaseCommand):
    help = "Adds the content tree, the working-day calendar and the statutory routes where they are missing."

    def handle(self, *args, **options) -> None:
        topics, years, routes = seed_topics(), seed_calendar(), seed_routes()
        if options["verbosity"]:
            self.stdout.write(f"{topics} topics, {years} calendar years and {routes} statutory routes added")
