"""The garbage collector of a process that reads many documents."""

import gc
from functools import cache

# Net new objects before the young are looked at, and how many such looks before older ones are. A page makes some
# hundred thousand objects and nearly all are let go by their counts, so that the defaults look for little and often.
_YOUNG, _MIDDLE, _OLD = 50_000, 10, 100


@cache
def spare_collector() -> None:
    """Look for cycles seldom, and never again among what is loaded by now: call it once something was read.

    Word lists, tables and weights stay until the process ends, and are most of its objects.
    """
    gc.freeze()
    gc.set_threshold(_YOUNG, _MIDDLE, _OLD)
