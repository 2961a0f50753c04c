from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OversightConfig(AppConfig):
    name = "oversight"

    def ready(self) -> None:
        from offices.nav import ENTRIES, NavEntry
        from oversight import (
            behind,  # noqa: F401  (its list can be exported)
            prevention_jobs,  # noqa: F401  (its search is a job)
        )

        ENTRIES.append(NavEntry(50, "oversight:figures", _("Figures"), "bar-chart", "oversee", key="f"))
        ENTRIES.append(NavEntry(54, "oversight:hot_issues", _("Hot issues"), "thermometer-half", "oversee"))
        ENTRIES.append(NavEntry(55, "oversight:problems", _("Prevention"), "cone-striped", "read"))
