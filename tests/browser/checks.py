"""What every page must pass: axe finds nothing, nothing overflows."""

from axe_playwright_python.sync_playwright import Axe

axe = Axe()


def sound(page, where: str) -> None:
    """No violation and no sideways scrolling on the page as it stands."""
    found = axe.run(page)
    worst = [(v["id"], [n["html"][:120] for n in v["nodes"][:3]]) for v in found.response["violations"]]
    assert not worst, (where, worst)
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, (where, f"{wide} px too wide")
