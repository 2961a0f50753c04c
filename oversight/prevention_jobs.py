"""The search for hot issues as work in the background."""

from django.urls import reverse
from django.utils.translation import gettext_lazy

from offices.jobs import KINDS, Kind
from oversight.services.hot_issues import KIND, run

KINDS[KIND] = Kind(gettext_lazy("Search for hot issues"), run, lambda job: reverse("oversight:hot_issues"))
