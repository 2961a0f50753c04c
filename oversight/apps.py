from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OversightConfig(AppConfig):
    name = "oversight"

    def ready(self) -> None:
        from caseflow.demo import MORE
        from offices import jobs
        from offices.nav import ENTRIES, NavEntry
        from oversight import behind, prevention_jobs, review_demo, review_export  # noqa: F401  (lists to export, jobs)
        from oversight.reception_ready import add_reception
        from oversight.supervision import room as supervision_room
        from oversight.views.annual_review import waiting
        from oversight.views.commitments import to_sign

        supervision_room.enter()
        ENTRIES.append(NavEntry(50, "oversight:figures", _("Figures"), "bar-chart", "oversee", key="f"))
        ENTRIES.append(NavEntry(43, "oversight:receptions", _("Leaders' reception"), "calendar-event", "read", key="v"))
        add_reception()
        ENTRIES.append(
            NavEntry(55, "oversight:commitments", _("Commitments"), "file-earmark-check", "oversee", to_sign)
        )
        ENTRIES.append(NavEntry(56, "oversight:reviews", _("Annual review"), "award", "oversee", waiting))
        jobs.KINDS[review_export.KIND] = jobs.Kind(_("Annual review"), review_export.run, barred=review_export.barred)
        MORE.append(review_demo.make_reviews)
        ENTRIES.append(NavEntry(54, "oversight:hot_issues", _("Hot issues"), "thermometer-half", "oversee"))
        ENTRIES.append(NavEntry(55, "oversight:problems", _("Prevention"), "cone-striped", "read"))
