from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OversightConfig(AppConfig):
    name = "oversight"

    def ready(self) -> None:
        from offices.nav import ENTRIES, NavEntry
        from oversight import behind, prevention_jobs  # noqa: F401  (lists to export, jobs)
        from oversight.reception_ready import add_reception
        from oversight.review_ready import add_reviews
        from oversight.supervision import room as supervision_room

        supervision_room.enter()
        ENTRIES.append(NavEntry(50, "oversight:figures", _("Figures"), "bar-chart", "oversee", key="f"))
        ENTRIES.append(NavEntry(43, "oversight:receptions", _("Leaders' reception"), "calendar-event", "read", key="v"))
        add_reception()
        add_reviews()
        ENTRIES.append(NavEntry(54, "oversight:hot_issues", _("Hot issues"), "thermometer-half", "oversee"))
        ENTRIES.append(NavEntry(55, "oversight:problems", _("Prevention"), "cone-striped", "read"))
