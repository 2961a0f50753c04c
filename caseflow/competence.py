"""Who decides when offices do not agree which of them is in charge (R22 Art. 24 ¶1). Pure: told who is above whom."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

PETITION, JOINT = "petition", "joint"


@dataclass(frozen=True)
class Above:
    """An office above another, so many steps away."""

    office: int
    kind: str
    depth: int
    active: bool = True


def common_superior(parties: Iterable[int], above: Mapping[int, Iterable[Above]]) -> int | None:
    """The nearest office above all the parties that decides their dispute, None where there is none.

    First the common superior organ; where the parties have none, the joint conference of the region; where no joint
    conference is set up, the petition office above all, which keeps its office (OWN). A party never decides itself.
    """
    parties = set(parties)
    shared: dict[int, list[Above]] = {}
    for party in parties:
        for one in above.get(party, ()):
            if one.active and one.office not in parties:
                shared.setdefault(one.office, []).append(one)
    common = [some for some in shared.values() if len(some) == len(parties)]
    for rank in (_is_superior, _is_joint, _is_petition):
        found = [some for some in common if rank(some[0])]
        if found:
            nearest = min(
                found, key=lambda some: (max(a.depth for a in some), sum(a.depth for a in some), some[0].office)
            )
            return nearest[0].office
    return None


def _is_superior(one: Above) -> bool:
    return one.kind not in {PETITION, JOINT}


def _is_joint(one: Above) -> bool:
    return one.kind == JOINT


def _is_petition(one: Above) -> bool:
    return one.kind == PETITION
