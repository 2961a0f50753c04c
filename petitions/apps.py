from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PetitionsConfig(AppConfig):
    name = "petitions"

    def ready(self) -> None:
        from offices.nav import ENTRIES, NavEntry

        ENTRIES.append(NavEntry(10, "petitions:register", _("Register"), "person-plus", "register", key="r"))
        ENTRIES.append(NavEntry(15, "petitions:drafts", _("Drafts"), "file-earmark-text", "register"))
        ENTRIES.append(NavEntry(46, "petitions:event_notes", _("Events at the desk"), "journal-text", "transfer"))
