"""D2: a service never reaches into another's database."""

from course.claims.finding import Finding, decided
from course.claims.sharing import OWNER, open_sharing_shop, purchases
from course.claims.stage import open_shop, use_at_owner
from course.lab.errors import NotYourDatabase
from course.shop import direct
from course.webs import request_web

BUT = "because the lab sees to it; elsewhere, give each a password of its own"


def refusal() -> str:
    """What a service is told that runs the monolith's join on a database of its own."""
    lab = open_shop(direct)
    lab.start(purchases)
    try:
        use_at_owner(lab, "read purchases")
    except NotYourDatabase as error:
        return str(error)
    return ""


def never_reaches_over() -> Finding:
    """D2: try the join where it is refused, and where it is allowed on purpose."""
    told = refusal()
    lab = open_sharing_shop()
    answer = use_at_owner(lab, "read purchases")
    trespassers = set(request_web(lab.trace).predecessors(f"{OWNER}.db")) - {OWNER}
    numbers = {
        "refused": bool(told),
        "the refusal names both services": "purchases" in told and "users" in told,
        "the refusal names ways out": sum(way in told for way in ("http.get(", "@bus.on(")),
        "allowed on purpose: answers": answer.ok,
        "allowed on purpose: trespassers in the web": sorted(trespassers),
    }
    return decided(
        "D2",
        "a service never reaches into another's database",
        bool(told)
        and bool(numbers["the refusal names both services"])
        and answer.ok
        and len(trespassers) > 1,
        numbers,
        BUT,
    )
