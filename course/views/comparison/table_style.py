"""How the table looks, in the colours of the pictures."""

import hashlib

from course.views.palette import DATABASE, FONT, INK, LINE, MUTED, PAPER, SERVICE
from course.views.svg import Svg, element

RULES = f"""
ROOT{{background:{PAPER};color:{INK};font:14px/1.35 {FONT};padding:8px 12px}}
ROOT table{{border-collapse:collapse;width:100%;table-layout:auto;
 font-variant-numeric:tabular-nums;margin:0}}
ROOT caption{{text-align:left;padding:0 0 8px;color:{INK};caption-side:top}}
ROOT :is(th,td){{padding:3px 8px;text-align:right;font-weight:400;white-space:nowrap;
 border-bottom:1px solid {LINE};vertical-align:baseline;background:{PAPER};color:{INK}}}
ROOT th.name{{text-align:left;white-space:normal;padding-left:0}}
ROOT thead th{{font-weight:600;border-bottom:2px solid {MUTED}}}
ROOT :is(.unit,sup,.key){{color:{MUTED};font-size:12px}}
ROOT sup{{margin-left:3px;line-height:0}}
ROOT[aria-busy=true] table{{opacity:.45}}
ROOT .said{{margin:6px 0 0}}
ROOT .said:empty{{display:none}}
ROOT .best{{color:{DATABASE};margin-right:5px}}
ROOT td button{{font:inherit;color:{INK};background:none;border:0;border-bottom:2px solid {SERVICE};
 padding:0 1px;margin:0;cursor:pointer}}
ROOT td button:hover{{color:{SERVICE}}}
ROOT :focus-visible{{outline:2px solid {SERVICE};outline-offset:2px}}
ROOT td button[aria-pressed=true]{{background:{SERVICE};color:#fff}}
ROOT .key{{margin:6px 0 0}}
ROOT details{{margin-top:6px;color:{MUTED};font-size:13px}}
ROOT summary{{cursor:pointer}}
ROOT ol{{margin:4px 0 0;padding-left:1.8em}}
"""


def rules(root: str) -> str:
    """The rules for all that is inside of ``root``, a selector."""
    return RULES.replace("\n", "").replace("ROOT", root)


def styled(content: Svg) -> str:
    """A table that stands alone: with its rules, and an id from what it holds."""
    name = "table-" + hashlib.sha256(content.encode(errors="replace")).hexdigest()[:12]
    style = element("style", Svg(rules(f"#{name}")))
    return element("div", style, content, id=name, style="overflow-x:auto")
