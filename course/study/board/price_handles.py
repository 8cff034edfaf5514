"""The handles of the prices: changing one needs no run."""

from collections.abc import Callable

import ipywidgets as widgets

from course.comparing import Prices
from course.study.board.lines import fields, filling

LABELS = {
    "cents_per_gb": "A GB, cents monthly",
    "cents_refused": "A refused read, cents",
    "cents_stale": "A stale answer, cents",
    "cents_per_worker": "A worker, cents monthly",
    "orders_per_month": "Orders per month",
    "reads_per_month": "Reads per month",
    "months_kept": "Months an order is kept",
}
MOST = 10**12


class PriceHandles(widgets.VBox):  # type: ignore[misc]
    """``changed`` is called with the prices, whenever one of them was changed."""

    def __init__(self, prices: Prices, changed: Callable[[Prices], object]) -> None:
        self.fields = {
            name: widgets.BoundedFloatText(
                value=getattr(prices, name),
                min=0,
                max=MOST,
                description=label,
                style={"description_width": "13em"},
                layout=filling(),
            )
            for name, label in LABELS.items()
        }
        for field in self.fields.values():
            field.observe(lambda _: changed(self.prices), "value")
        super().__init__(children=[fields(list(self.fields.values()), "19em")])

    @property
    def prices(self) -> Prices:
        """What the fields say now."""
        return Prices(**{name: field.value for name, field in self.fields.items()})
