from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ExchangeConfig(AppConfig):
    name = "exchange"

    def ready(self) -> None:
        from offices.nav import ACCOUNT, AccountLink

        told = _("For programs that register, read or act in your posting.")
        ACCOUNT.append(AccountLink("exchange:tokens", _("API tokens"), "key", told))
