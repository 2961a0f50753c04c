"""What a person who read all of messages.xlsx put together: the numbers of the messages of 25 issues, facts alone.

Chosen by reading all subjects, and the texts of all messages that hold the name of the place or of the thing. Beside them
hundreds of smaller ones stand in the file; these are the evident ones, of three messages and more.
"""

from collections.abc import Collection, Iterable, Mapping

TRUTH: Mapping[str, frozenset[str]] = {
    name: frozenset(numbers.split())
    for name, numbers in {
        "a mixing plant beside an estate": (
            "189950 190108 190802 208714 213464 213930 214282 215842 216824 217700 231136 233158 235362 238212 "
            "239336 239648 243692 244512 247160 253040 255008 255276 258242 258378 259788 261072 264944 267050 "
            "268300 272224 273282 274004 281348 281546 281902 283482 287458"
        ),
        "parking spaces sold only with the flat": (
            "196264 199190 204960 205982 209506 213584 220534 230554 239032 244342 244528 250514 251844 258386 "
            "260254 268626 268920 276016 276460 279070 280774 286304 289588 289950"
        ),
        "smoke and noise of restaurants under flats": "236798 242792 245136 246362 246598 268914 272122 287386 360100 360102 360104 360106 360108",
        "a lender that closed (58)": "214238 217032 218132 234320 240554 254532 272858",
        "a lender that closed (Yu)": "197782 198854 203812 211686 244660 245736",
        "shops sold and not paid back": "190156 195818 196604 220576 237500 252394 265308 272302",
        "a food court without fire permit": "201290 203012 205156 214164 231418 244744 278948 281974",
        "a restaurant under flats": "192338 192652 243792 246224 276854 279702 289930",
        "a flue through an escape way": "188260 212842 237612 245660 250928 254382 270086 284066 284344 288492",
        "renewal of a street that does not begin": "210366 234952 250512 259574 284120",
        "a language school that does not pay back": "197104 233066 254068 260766 282638",
        "the allowance for skilled buyers": "189180 203760 212128 219026 224042 282104 282248 283494 289408",
        "a plan changed at an estate": "201766 204464 214818 226576 281748",
        "roads around an estate": "193096 195724 202562 232500 242052 271540",
        "internships forced on students": "242062 266368 360110 360112 360114",
        "cracked floors": "198084 205168 233338",
        "a hospital before an estate's gate": "194022 214546 252300 258186",
        "a bus line stopped": "201824 238226 264608 281684",
        "the exit of an underground stop": "193286 196282 267630 270330",
        "cracked new flats": "216146 220310 234580 261544",
        "a night market in escape ways": "218648 248906 260204 269306",
        "two certificates of one flat": "190346 193680 251228 259350",
        "the surroundings of an archaeological park": "190822 201372 204058 275420",
        "complaints at one estate": "208636 234086 252650",
        "a power line along a road": "218442 262052 268250",
    }.items()
}


def judge(found: Iterable[Collection[str]]) -> tuple[float, float, float]:
    """(precision, recall, F1) over all messages of the 25 issues: each against the found issue that is most like it."""
    groups = [frozenset(g) for g in found]
    hits = named = wanted = 0
    for issue in TRUTH.values():
        best = max(groups, key=lambda g: len(g & issue) / len(g | issue), default=frozenset())
        wanted += len(issue)
        if best & issue:
            hits += len(best & issue)
            named += len(best)
    precision, recall = hits / max(named, 1), hits / wanted
    return precision, recall, 2 * precision * recall / max(precision + recall, 1e-9)
