from django.apps import AppConfig
from django.core.checks import Error, register
from django.db import OperationalError, connection


class DeskConfig(AppConfig):
    name = "config"
    label = "desk"


@register("database", deploy=False)
def right_database(app_configs, databases=None, **_) -> list[Error]:
    """PostgreSQL 17 or later, UTF-8, C or the builtin C.UTF-8: what index functions and Chinese search stand on."""
    if not databases:
        return []
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_setting('server_version_num')::int, current_setting('server_encoding')")
            version, encoding = cursor.fetchone()
    except OperationalError:
        return []
    found = []
    if version < 170000:
        found.append(
            Error("PostgreSQL 17 or later is needed.", hint=f"This server is {version // 10000}.", id="desk.E001")
        )
    if encoding != "UTF8":
        found.append(Error("The database must be encoded in UTF-8.", hint=f"This one is {encoding}.", id="desk.E002"))
    return found
