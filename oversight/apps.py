from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OversightConfig(AppConfig):
    name = "oversight"

    def ready(self) -> None:
        from offices.nav import ENTRIES, NavEntry
        from oversight import behind  # noqa: F401  (its list can be exported)
        from oversight.supervision import room as supervision_room

        supervision_room.enter()
        ENTRIES.append(NavEntry(50, "oversight:figures", _("Figures"), "bar-chart", "oversee", key="f"))
