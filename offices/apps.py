from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OfficesConfig(AppConfig):
    name = "offices"

    def ready(self) -> None:
        from django.contrib.auth.signals import user_logged_in

        from offices.auth import remember_language
        from offices.nav import ENTRIES, NavEntry

        user_logged_in.connect(remember_language, dispatch_uid="offices.language")
        ENTRIES.append(NavEntry(90, "settings", _("Settings"), "gear", "settings", key="s"))
        ENTRIES.append(NavEntry(91, "settings", _("Settings"), "gear", "system", key="s"))
