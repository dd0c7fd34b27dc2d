"""A distribution in place of a number: ``{triangular: [low, mode, high]}`` and its kin. A run uses its median."""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist

LEAST_INSIDE_FRAC = 1e-9  # a cut that leaves less is a slip of units; quantiles would drown in rounding

SHAPES = {
    "triangular": "[low, mode, high]",
    "uniform": "[low, high]",
    "normal": "[mean, standard deviation]",
    "lognormal": "[median, standard deviation of the logarithm]",
    "choice": "[value, value, ...]",
}


@dataclass(frozen=True)
class Distribution:
    """A distribution of one number, cut to [low, high]."""

    shape: str
    values: tuple[float, ...]
    low: float = -math.inf
    high: float = math.inf

    def mistake(self) -> str:
        """What is wrong with the values; empty when nothing is.

        >>> Distribution("triangular", (1.0, 5.0, 2.0)).mistake()
        'triangular takes [low, mode, high] in rising order'
        """
        v = self.values
        takes = f"{self.shape} takes {SHAPES[self.shape]}"
        if not all(math.isfinite(x) for x in v):
            return f"{takes}, all finite"
        if self.shape == "choice":
            return "" if v else f"{takes}, at least one"
        if len(v) != (3 if self.shape == "triangular" else 2):
            return takes
        if self.shape in ("triangular", "uniform"):
            return "" if list(v) == sorted(v) and v[0] < v[-1] else f"{takes} in rising order"
        if v[1] <= 0.0 or (self.shape == "lognormal" and v[0] <= 0.0):
            return f"{takes}, positive"
        return ""

    def support(self) -> tuple[float, float]:
        """Least and greatest value it can take."""
        v = self.values
        if self.shape == "choice":
            low, high = min(v), max(v)
        elif self.shape in ("triangular", "uniform"):
            low, high = v[0], v[-1]
        else:
            low, high = (0.0 if self.shape == "lognormal" else -math.inf), math.inf
        return max(low, self.low), min(high, self.high)

    def inside_frac(self) -> float:
        """Share of the probability that cutting leaves.

        >>> Distribution("uniform", (0.0, 10.0), high=4.0).inside_frac()
        0.4
        """
        if self.shape == "choice":
            return sum(self.low <= x <= self.high for x in self.values) / len(self.values)
        return self._share(self.high) - self._share(self.low)

    def median(self) -> float:
        """The value with half of the probability on either side, after cutting.

        >>> Distribution("uniform", (0.0, 10.0), high=4.0).median()
        2.0
        >>> round(Distribution("triangular", (0.0, 0.0, 1.0)).median(), 6)
        0.292893
        """
        if self.shape == "choice":
            inside = sorted(x for x in self.values if self.low <= x <= self.high)
            return inside[(len(inside) - 1) // 2]
        return self.quantile(0.5)

    def quantile(self, q: float) -> float:
        """The value below which a share ``q`` of the probability lies, after cutting, for 0 < q < 1.

        >>> Distribution("uniform", (0.0, 10.0), high=4.0).quantile(0.25)
        1.0
        """
        if self.shape == "choice":
            inside = sorted(x for x in self.values if self.low <= x <= self.high)
            return inside[min(int(q * len(inside)), len(inside) - 1)]
        low, high = self._share(self.low), self._share(self.high)
        return self._inverse(low + q * (high - low))

    def _share(self, x: float) -> float:
        """The probability of a value up to ``x``, not truncated."""
        if math.isinf(x):
            return 0.0 if x < 0 else 1.0
        v = self.values
        if self.shape == "normal":
            return NormalDist(v[0], v[1]).cdf(x)
        if self.shape == "lognormal":
            return NormalDist(math.log(v[0]), v[1]).cdf(math.log(x)) if x > 0 else 0.0
        x = min(max(x, v[0]), v[-1])
        if self.shape == "uniform":
            return (x - v[0]) / (v[1] - v[0])
        low, mode, high = v
        if x <= mode:
            return (x - low) ** 2 / ((high - low) * (mode - low)) if mode > low else 0.0
        return 1.0 - (high - x) ** 2 / ((high - low) * (high - mode))

    def _inverse(self, share: float) -> float:
        """The value that is exceeded with a probability of one less ``share``, not truncated."""
        v = self.values
        if self.shape == "normal":
            return NormalDist(v[0], v[1]).inv_cdf(share)
        if self.shape == "lognormal":
            return math.exp(NormalDist(math.log(v[0]), v[1]).inv_cdf(share))
        if self.shape == "uniform":
            return v[0] + share * (v[1] - v[0])
        low, mode, high = v
        if share <= (mode - low) / (high - low):
            return low + math.sqrt(share * (high - low) * (mode - low))
        return high - math.sqrt((1.0 - share) * (high - low) * (high - mode))
