from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OfficesConfig(AppConfig):
    name = "offices"

    def ready(self) -> None:
        from offices.nav import ENTRIES, NavEntry

        ENTRIES.append(NavEntry(90, "settings", _("Settings"), "gear", "settings", key="s"))
        ENTRIES.append(NavEntry(91, "settings", _("Settings"), "gear", "system", key="s"))
