"""The architectures side by side: the same story, played through each."""

from course.views.comparison.chart import chart
from course.views.comparison.comparison import Comparison, Figure, Run
from course.views.comparison.table import Table, table, text
from course.views.comparison.webs import webs

__all__ = ["Comparison", "Figure", "Run", "Table", "chart", "table", "text", "webs"]
