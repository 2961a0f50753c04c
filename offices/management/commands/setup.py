"""`manage.py setup`: the first administrator of a new desk, with a one-time link to set the password."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from offices.models import Office, OfficeKind, Posting, Region
from offices.roles import Role
from offices.services import region_path
from offices.staff import add_person, password_link, save_office


class Command(BaseCommand):
    help = "Makes the first system administrator and prints a one-time link to set the password."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--username", default="admin")
        parser.add_argument("--office", default="Petition office", help="name of the first office")
        parser.add_argument("--region", default="000000000000", help="12-digit code of its region")

    def handle(self, *args, **options) -> None:
        today = timezone.localdate()
        if Posting.objects.in_force(today).filter(role=Role.SYSTEM_ADMIN, user__is_active=True).exists():
            raise CommandError(
                "There is a system administrator already; she makes the other accounts on the page Settings."
            )
        region = Region.objects.filter(code=options["region"]).first() or Region.objects.create(
            code=options["region"], name=options["region"], level=1, path=region_path(options["region"], None)
        )
        office = Office.objects.order_by("pk").first() or save_office(
            Office(code="DESK", name=options["office"], kind=OfficeKind.PETITION, region=region, valid_from=today)
        )
        user = add_person(options["username"], options["username"], "", office, Role.SYSTEM_ADMIN, today)
        self.stdout.write(f"Set the password of {user.username} here, once:\n{settings.SITE_URL}{password_link(user)}")
