"""How a page looks: on a phone and on a wide screen, by day and by night, and on paper.

The pictures take their colours from the same variables, which are JupyterLab's.
"""

from course.views.palette import SERVICE
from course.views.svg import Svg

_DAY = (
    "--jp-layout-color0:#fff;--jp-content-font-color1:#1f2328;--jp-content-font-color2:#59636e;"
    "--jp-border-color2:#d1d9e0;--soft:#f5f7f9;--link:#0a5c99;--bar:BLUE"
)
_NIGHT = (
    "--jp-layout-color0:#12161c;--jp-content-font-color1:#e3e8ee;"
    "--jp-content-font-color2:#9aa5b1;--jp-border-color2:#39424e;--soft:#1a2029;--link:#6cb8f0;--bar:#2a8fd0"
)
_RULES = """
:root{color-scheme:light dark;--jp-ui-font-family:system-ui,'Segoe UI','Helvetica Neue',Arial,
sans-serif;DAY}
@media (prefers-color-scheme:dark){:root{NIGHT}}
*{box-sizing:border-box}
html{scroll-behavior:smooth;-webkit-text-size-adjust:100%}
body{margin:0;background:var(--jp-layout-color0);color:var(--jp-content-font-color1);
font:16px/1.55 var(--jp-ui-font-family);overflow-wrap:anywhere}
a{color:var(--link);text-underline-offset:.15em}
:focus-visible{outline:2px solid var(--link);outline-offset:2px}
.page{max-width:78rem;margin:0 auto;padding:1.5rem 1rem 4rem}
h1{font-size:1.7rem;line-height:1.25;margin:0 0 .25rem;unicode-bidi:isolate}
h2{font-size:1.3rem;line-height:1.3;margin:0 0 .5rem}
h3{font-size:1rem;margin:1.5rem 0 .25rem}
p,ul,ol{max-width:46rem;margin:.5rem 0}
ul{padding-left:1.2rem}
li{margin:.3rem 0;unicode-bidi:isolate}
p,td,th,pre{unicode-bidi:isolate}
section{padding:1.6rem 0;border-top:1px solid var(--jp-border-color2);scroll-margin-top:.5rem}
.note,.muted{color:var(--jp-content-font-color2)}
.note{font-size:.9rem}
nav{font-size:.9rem;margin:1.25rem 0}
nav ul{list-style:none;display:flex;flex-wrap:wrap;gap:.25rem 1rem;padding:0;margin:0;
max-width:none}
nav li{margin:0}
nav a{color:var(--jp-content-font-color2);text-decoration:none}
nav a:hover{color:var(--link);text-decoration:underline}
dl{display:grid;grid-template-columns:repeat(auto-fit,minmax(8.5rem,1fr));gap:.6rem;
margin:1.25rem 0}
dl div{background:var(--soft);border-radius:.5rem;padding:.6rem .8rem}
dt{font-size:.85rem;color:var(--jp-content-font-color2)}
dd{margin:0;font-size:1.25rem;font-weight:600;font-variant-numeric:tabular-nums}
.standing{list-style:none;padding:0}
.standing li{background:var(--soft);border-left:4px solid var(--bar);border-radius:.25rem;
padding:.55rem .8rem;margin:.5rem 0}
.standing a{font-weight:600}
.wide{overflow-x:auto}
figure{margin:1rem 0}
table{border-collapse:collapse;font-size:.9rem;font-variant-numeric:tabular-nums;min-width:min(100%,46rem)}
th,td{padding:.3rem .6rem;border-bottom:1px solid var(--jp-border-color2);text-align:right;
vertical-align:baseline}
thead th{font-weight:600;font-size:.8rem;line-height:1.25;color:var(--jp-content-font-color2);
vertical-align:bottom;min-width:4.2rem;max-width:8rem;overflow-wrap:normal}
th:first-child{text-align:left;position:sticky;left:0;background:var(--jp-layout-color0);
min-width:7rem;max-width:24rem}
tbody th{font-weight:400}
td{white-space:nowrap}
.room{width:30%;min-width:4rem;text-align:left}
.bar{display:inline-block;min-width:2px;height:.8em;background:var(--bar);border-radius:1px}
details{margin:.6rem 0}
summary{cursor:pointer;color:var(--link);width:fit-content;max-width:100%}
details details,details figure,details .wide{margin-left:.2rem}
pre{font:.85rem/1.5 ui-monospace,Consolas,Menlo,monospace;white-space:pre-wrap;
background:var(--soft);border-radius:.4rem;padding:.8rem;margin:.5rem 0}
footer{color:var(--jp-content-font-color2);font-size:.85rem;padding-top:1.5rem;
border-top:1px solid var(--jp-border-color2)}
@media (min-width:75rem){
.page{display:grid;grid-template-columns:13rem minmax(0,1fr);column-gap:2.5rem}
header,footer{grid-column:2}
nav{grid-column:1;grid-row:1 / span 2;position:sticky;top:1.5rem;align-self:start;margin:.4rem 0}
nav ul{display:block}
nav li{margin:.35rem 0}
main{grid-column:2}}
@media print{
:root{color-scheme:light;DAY}
nav{display:none}
.page{display:block;max-width:none;padding:0}
body{font-size:10.5pt}
h2,summary{break-after:avoid}
tr,figure svg,.standing li,dl div{break-inside:avoid}
.wide{overflow:visible}
figure svg{min-width:0!important;max-width:100%!important;max-height:24cm}
.bar,.standing li,dl div,pre{print-color-adjust:exact;-webkit-print-color-adjust:exact}
table{font-size:8pt}
th,td{padding:.15rem .3rem}
thead th{min-width:0}}
"""

STYLE = Svg(
    _RULES.replace("DAY", _DAY).replace("NIGHT", _NIGHT).replace("BLUE", SERVICE).replace("\n", "")
)
