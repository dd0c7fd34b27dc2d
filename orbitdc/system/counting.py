"""Counts of whole things in a quotient of floating-point numbers."""

from __future__ import annotations

from math import floor

ROUNDING_FRAC = 1e-9  # of a quotient: what sums and differences of rounded numbers may leave, far below any real margin


def whole_parts(room: float, each: float) -> int:
    """How often ``each`` goes into ``room``, both of one unit; a quotient that rounding leaves just short counts.

    floor(room/each (1 + 1e-9)). 57 m3 are ten times 5.7 m3, though 57/5.7 is 9.999... where the 57 is 100 x 0.57.

    >>> whole_parts(100.0 * 0.57, 5.7), whole_parts(4899.999999999999, 700.0), whole_parts(4899.0, 700.0)
    (10, 7, 6)
    """
    return floor(room / each * (1.0 + ROUNDING_FRAC))
