"""`manage.py demo`: the made-up city with 300 petitions and one matter that goes the full way. Only on an empty database of a demo desk."""

from datetime import date

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from caseflow.demo import MORE
from caseflow.demo.full_way import make_full_way
from caseflow.demo.lives import LETTERS, make_lives, make_world
from caseflow.demo.people import make_people
from caseflow.demo.places import make_places
from caseflow.services.sweep import sweep
from offices.models import Office
from petitions.models import Petition


class Command(BaseCommand):
    help = "Fills an empty desk with a made-up city, its offices, people and 300 petitions."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--if-empty", action="store_true", help="do nothing on a desk that has offices")
        parser.add_argument("--petitions", type=int, default=LETTERS)

    def handle(self, *args, **options) -> None:
        if not (settings.EMBEDDED or settings.DEMO):
            raise CommandError("Demo data are for the embedded servers, or an empty database with DESK_DEMO=1.")
        if Office.objects.exists() or Petition.objects.exists():
            if options["if_empty"]:
                return
            raise CommandError(
                "This desk is not empty: demo data are never mixed with real ones. `make demo` remakes the embedded database."
            )
        now = timezone.now()
        today = timezone.localdate(now)
        regions, offices = make_places()
        make_people(offices, date(2020, 1, 1))
        world = make_world(regions, offices, today)
        make_full_way(world)
        make_lives(world, options["petitions"])
        swept = sweep(now)
        for make in MORE:
            make(world, now)
        self.stdout.write(
            f"demo: {len(offices)} offices, {Petition.objects.count()} petitions; {swept.late} clocks late, {swept.soon} due soon"
        )
