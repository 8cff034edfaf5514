"""How the board looks: letters that are read from the last row, and the colours of the page."""

from course.views.palette import INK, LINE, MUTED, PAPER

RULES = f"""
.course-board{{--jp-widgets-font-size:14px;--jp-widgets-inline-height:28px;
 --jp-widgets-inline-label-width:9.5em;color:{INK};background:{PAPER};
 padding:0 4px;overflow:visible}}
.course-board .widget-label,.course-board .widget-readout{{color:{INK}}}
.course-board .widget-readout{{min-width:3.6em}}
.course-board .widget-inline-hbox{{margin-right:0}}
.course-board .widget-checkbox{{width:auto}}
.course-board details>summary{{cursor:pointer}}
.course-board .course-part{{border-top:1px solid {LINE};padding-top:6px;margin-top:2px}}
.course-board .course-said{{color:{MUTED}}}
.course-board .jp-Accordion-item,.course-board .widget-accordion{{margin:0}}
.course-board .course-table{{flex:1 1 540px;min-width:0}}
.course-board .course-chart{{flex:1 1 600px;min-width:0;max-width:820px}}
.course-board .course-chart svg{{width:100%}}
.course-board .course-busy{{opacity:.45}}
.course-board .widget-dropdown>select{{appearance:auto;background-image:none}}
.course-board .jupyter-widget-Collapse-header{{color:{INK}}}
"""
