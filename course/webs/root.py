"""The one request that a question is about."""

from course.trace import Span, Trace

_SHOWN = 3


def one_root(trace: Trace, root: Span | None) -> Span:
    """``root`` where it is given, otherwise the only root of the trace.

    Raises ``ValueError`` where there are several or none, or ``root`` is no span of the trace.
    """
    if root is not None:
        if root not in trace.spans:
            raise ValueError(
                f"The span {root.name} of {root.service} is not in this trace. "
                "Give one that is, such as root=trace.roots[0]."
            )
        return root
    roots = trace.roots
    if len(roots) == 1:
        return roots[0]
    if not roots:
        raise ValueError(
            "This trace has no root, so there is no request to ask about. "
            "Read a trace with at least one span that is part of no other."
        )
    names = [f"{span.name} of {span.service}" for span in roots[:_SHOWN]]
    raise ValueError(
        f"This trace has {len(roots):,} roots ({', '.join(names)}"
        f"{', ...' if len(roots) > _SHOWN else ''}). "
        "Say which is meant; the longest is "
        "root=max(trace.roots, key=lambda span: span.milliseconds)."
    )
