"""Local packs as the pure modules want them, read from their rows once per version of the rules."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from caseflow.models import Pack, PackOption, PackTerm
from caseflow.packs import NATIONWIDE, Local, LocalOption, LocalTerm
from caseflow.packs import Pack as Rows
from caseflow.statute import Term, Unit
from offices.models import Region
from offices.together import together


@lru_cache(maxsize=4096)
def local_for_region(region_id: int | None, version: int) -> Local:
    """The packs that hold in a region: its own and those of the regions above it, the nearest first."""
    shelf = _shelf(version)
    if not shelf or region_id is None:
        return NATIONWIDE
    path = region_path(region_id)
    return Local(tuple(rows for above, rows in reversed(shelf) if path.startswith(above)), book(version))


@lru_cache(maxsize=8)
def book(version: int) -> Mapping[str, Rows]:
    """Every version of every pack by its key, ended ones too: clocks keep what they were started with."""
    return {rows.key: rows for _path, rows in _shelf(version)}


def kept(code: str, law: str, pack: str, version: int) -> Term | None:
    """The term of a clock by the law and the pack it keeps."""
    return Local(book=book(version)).kept(code, law, pack)


@lru_cache(maxsize=8)
def _shelf(version: int) -> tuple[tuple[str, Rows], ...]:
    """(path of the region, pack): the widest region first."""
    packs, terms, options, regions = together(
        Pack.objects.order_by("code", "version"), PackTerm.objects.order_by("pk"), PackOption.objects.order_by("pk"),
        Region.objects.filter(pk__in=Pack.objects.values("region")).order_by("pk"),
    )  # fmt: skip
    paths = {region.pk: region.path for region in regions}
    of_term, of_option = _by_pack(terms), _by_pack(options)
    found = [(paths[p.region_id], rows_of(p, of_term[p.pk], of_option[p.pk])) for p in packs]
    return tuple(sorted(found, key=lambda row: len(row[0])))


def rows_of(pack: Pack, terms: Iterable[PackTerm], options: Iterable[PackOption]) -> Rows:
    """A pack's rows as the value that clocks are computed with."""
    return Rows(
        pack.key, pack.code, pack.name_zh, pack.name_en or pack.name_zh, pack.valid_from, pack.valid_until,
        {t.code: LocalTerm(t.code, t.length, Unit(t.unit), t.max_extension, t.article, t.own) for t in terms},
        {o.name: LocalOption(o.name, o.value, o.article) for o in options},
    )  # fmt: skip


def _by_pack(rows: Iterable[Any]) -> Mapping[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.pack_id].append(row)
    return found


@lru_cache(maxsize=4096)
def region_path(region_id: int) -> str:
    return Region.objects.values_list("path", flat=True).get(pk=region_id)
