"""`manage.py setup`: the first administrator of a new desk, with a one-time link to set the password."""

from datetime import date

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from offices.models import Office, OfficeKind, Posting, Region, User
from offices.roles import Role
from offices.staff import add_person, check_region, check_username, password_link, save_office, save_region


class Command(BaseCommand):
    help = "Makes the first system administrator and prints a one-time link to set the password."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--username", default="admin")
        parser.add_argument("--office", default="Petition office", help="name of the first office")
        parser.add_argument("--region", default="000000000000", help="12-digit code of its region")

    @transaction.atomic
    def handle(self, *args, **options) -> None:
        today, name = timezone.localdate(), options["username"]
        if Posting.objects.in_force(today).filter(role=Role.SYSTEM_ADMIN, user__is_active=True).exists():
            raise CommandError(
                "There is a system administrator already; she makes the other accounts on the page Settings."
            )
        if User.objects.filter(username=name).exists():
            raise CommandError(f"The user name {name} is taken; choose another with --username.")
        try:
            check_username(name)
            office = Office.objects.in_force(today).order_by("pk").first() or self.first_office(options, today)
        except ValidationError as problem:
            raise CommandError("; ".join(problem.messages)) from None
        user = add_person(name, name, "", office, Role.SYSTEM_ADMIN, today)
        self.stdout.write(f"Set the password of {name} here, once:\n{settings.SITE_URL}{password_link(user)}")

    @staticmethod
    def first_office(options: dict[str, str], today: date) -> Office:
        code = options["region"]
        region = Region.objects.filter(code=code).first()
        if region is None:
            region = Region(code=code, name=code, level=1)
            check_region(region, 1, None, None)
            save_region(region)
        return save_office(
            Office(code="DESK", name=options["office"], kind=OfficeKind.PETITION, region=region, valid_from=today)
        )
