"""The colours: those of the page's theme, and four that colour-blind readers tell apart.

JupyterLab's variables follow its theme; the second value is for any other page. The picture
brings its own paper, so that ink and paper always belong together.
"""

INK = "var(--jp-content-font-color1,#1f2328)"
MUTED = "var(--jp-content-font-color2,#59636e)"
LINE = "var(--jp-border-color2,#d1d9e0)"
PAPER = "var(--jp-layout-color0,#fff)"
FONT = "var(--jp-ui-font-family,system-ui,'Segoe UI','Helvetica Neue',Arial,sans-serif)"

# Okabe and Ito, https://jfly.uni-koeln.de/color/. Each also has a shape of its own or a word.
SERVICE = "#0072b2"
DATABASE = "#009e73"
WRONG = "#d55e00"
BUS = "#cc79a7"
