"""How much power a battery takes, by how full it is.

Up to 80 % it takes twice its capacity in an hour (2 C). From there on it takes a twentieth of its capacity
for each whole percent that is missing: 1 C at 80 %, 0.5 C at 90 %, 0.05 C in the last percent. Between two
steps the power is constant, so that energy stays a linear function of time.
"""

import math

FULL_PERCENT = 100.0
_KNEE = 80
_LAST = 99
_FASTEST = 2.0
_STEPS = 20


def takes_w(capacity_wh: float, soc_percent: float) -> float:
    """Return the power in W that the battery takes at most; it is not 0 for a full battery."""
    if soc_percent < _KNEE:
        return _FASTEST * capacity_wh
    return capacity_wh * (100 - min(math.floor(soc_percent), _LAST)) / _STEPS


def tapers_at(capacity_wh: float, soc_percent: float, power_w: float) -> float | None:
    """Return the next state of charge, beyond *soc_percent*, from which it takes less than *power_w*."""
    enough = math.floor(100 - _STEPS * power_w / capacity_wh)
    step = max(_KNEE, math.floor(soc_percent) + 1, enough)
    while step <= _LAST and takes_w(capacity_wh, step) >= power_w:
        step += 1
    return float(step) if step <= _LAST else None
