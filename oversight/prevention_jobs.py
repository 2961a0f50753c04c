"""The search for hot issues as work in the background, and once over the demo's petitions."""

from django.urls import reverse
from django.utils.translation import gettext_lazy

from caseflow import demo
from offices.jobs import KINDS, Kind
from oversight.services.hot_issues import KIND, nightly, run

KINDS[KIND] = Kind(gettext_lazy("Search for hot issues"), run, lambda job: reverse("oversight:hot_issues"))
demo.MORE.append(lambda _world, now: nightly(now))
