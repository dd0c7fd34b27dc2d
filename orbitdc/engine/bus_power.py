"""The power of a step: what array and battery give to compute and housekeeping, by day and by night."""

from __future__ import annotations

from orbitdc.engine.compiling import kernel


@kernel
def split_power(day, day_bus_w, day_want_w, night_bus_w, night_want_w, battery, cells, hardware):
    """Charge, discharge, IT by day and by night, and unserved housekeeping, all in W and means over the step.

    ``day`` is the share of the step in light; array power ``_bus_w`` and wanted IT power ``_want_w`` of each part are
    means over the whole step too, and ``battery`` is the charge in J. The split is a bookkeeping identity of power on
    the bus. Compute takes the battery down to its depth-of-discharge floor; the charge below the floor is kept for
    housekeeping, and is restored before compute is served. The charge gained by day does not help the night of the same
    step, which may have come before it.

    In full light, 1000 W serve 600 W of IT and 100 W of housekeeping, and the charging limit takes 250 W of the rest:

    >>> from collections import namedtuple
    >>> cells = namedtuple("Cells", "capacity_j floor_j")(1e6, 0.0)
    >>> limits = "housekeeping_w charge_max_w charge_room inverse_conversion discharge_room discharge_max_w conversion"
    >>> hardware = namedtuple("Hardware", limits)(100.0, 250.0, 1.0, 1.0, 1.0, 500.0, 1.0)
    >>> split_power(1.0, 1000.0, 600.0, 0.0, 0.0, 5000.0, cells, hardware)
    (250.0, 0.0, 600.0, 0.0, 0.0)
    """
    night = 1.0 - day
    day_ahead = day_bus_w - day * hardware.housekeeping_w
    night_ahead = night_bus_w - night * hardware.housekeeping_w
    charge_max_w = min(day * hardware.charge_max_w, max(cells.capacity_j - battery, 0.0) * hardware.charge_room)
    above = battery - cells.floor_j
    refill = min(min(max(-above, 0.0) * hardware.charge_room, charge_max_w), max(day_ahead, 0.0))
    surplus = day_ahead - refill - day_want_w * hardware.inverse_conversion
    charge = min(refill + max(surplus, 0.0), charge_max_w)
    day_need = max(-surplus, 0.0)
    night_need = max(night_want_w * hardware.inverse_conversion - night_ahead, 0.0)
    kept, free = battery * hardware.discharge_room, above * hardware.discharge_room
    by_day = min(min(day_need, day * hardware.discharge_max_w), max(free, min(kept, max(-day_ahead, 0.0))))
    kept, free = kept - by_day, free - by_day
    by_night = min(min(night_need, night * hardware.discharge_max_w), max(free, min(kept, max(-night_ahead, 0.0))))
    day_short = day_want_w - (day_need - by_day) * hardware.conversion
    night_short = night_want_w - (night_need - by_night) * hardware.conversion
    unserved = max(-day_short, 0.0) + max(-night_short, 0.0)
    return charge, by_day + by_night, max(day_short, 0.0), max(night_short, 0.0), unserved


@kernel
def night_level(asleep_w, glow_w, hardware):
    """IT power in W that the battery carries in shadow for as long as it lasts, beside the array power ``glow_w``.

    min(wanted, (glow + discharge limit - housekeeping) x conversion), a bookkeeping identity of power on the bus.

    >>> from collections import namedtuple
    >>> limits = namedtuple("Hardware", "discharge_max_w housekeeping_w conversion")(400.0, 100.0, 1.0)
    >>> night_level(500.0, 0.0, limits)
    300.0
    """
    return max(
        min(asleep_w, (glow_w + (hardware.discharge_max_w - hardware.housekeeping_w)) * hardware.conversion), 1e-9
    )


@kernel
def work_level(day, day_it_w, night_it_w, night_w, hardware):
    """IT power in W while silicon works, and the share of the step in which it does.

    Day and night work at powers p for shares s of the step; by definition the same mean and mean square give one power
    sum(s p^2)/sum(s p) for the share (sum s p)^2/sum(s p^2). That is exact where only one of them works and where both
    work alike, and else, in the two steps of an orbit that have both, good for 0.03 of the step at half power by night.
    At night an IT power at or below static power does no work. ``day`` is the share of the step in light.

    Half a step at 1000 W, which is 500 W on average, and a night asleep:

    >>> from collections import namedtuple
    >>> hardware = namedtuple("Hardware", "static_power it_w")(0.2, 1000.0)
    >>> [round(level, 6) for level in work_level(0.5, 500.0, 0.0, 0.0, hardware)]
    [1000.0, 0.5]
    """
    night_it_w = night_it_w if night_w > hardware.static_power * hardware.it_w else 0.0
    day = max(day, 1e-9)
    mean = day_it_w + night_it_w
    square = day_it_w * day_it_w + night_it_w * night_w * day  # times ``day``, and so is what follows
    by_mean, by_square = max(mean, 1e-9) * day, max(square, 1e-12)
    shared = 1.0 / (by_mean * by_square)  # one division for both quotients
    return square * by_square * shared, mean * by_mean * by_mean * shared
