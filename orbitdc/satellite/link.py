"""Optical terminals between satellites and to the ground: link budget, near and far field."""

from __future__ import annotations

from math import pi
from typing import Annotated, ClassVar

from pydantic import Field

from orbitdc.block import Fraction, NonNegative, OpenFraction, Positive
from orbitdc.constants import LIGHT_SPEED_M_PER_S, PLANCK_J_S
from orbitdc.satellite.constraint import THROTTLED, Constraint, raise_to
from orbitdc.satellite.part import DesignPoint, Extremes, Needs, Part


class Link(Part):
    """A set of laser terminals, what they carry, and what handing jobs over at eclipse costs."""

    defaults_name: ClassVar[str] = "link"

    terminals: Annotated[int, Field(ge=0)]
    """One satellite has this many laser terminals to other satellites."""
    terminal_kg: NonNegative
    """The terminal mass is that of one laser terminal."""
    terminal_w: NonNegative
    """The terminal power is the steady electric power of one laser terminal."""
    terminal_usd: NonNegative
    """The terminal price is that of one laser terminal."""
    handoff_loss_frac: Fraction
    """The hand-off loss is the share of throughput that handing jobs over to satellites in sunlight costs at 15
    eclipses a day; the value is read where satellites sleep in shadow and do not train."""
    rate_gbps: Positive
    """The rate is what the electronics of one terminal carry on one channel."""
    channels_max: Annotated[int, Field(ge=1)]
    """The optics of a terminal form at most this many parallel beams, which only neighbours in the near field can
    use."""
    aperture_m: Positive
    """The aperture is the diameter of the telescope, alike at both ends of a link."""
    wavelength_nm: Positive
    """The wavelength is that of the laser light."""
    transmit_w: Positive
    """The transmitted power is the optical power of one channel."""
    efficiency_frac: OpenFraction
    """The link efficiency is the share of light that is left behind optics, pointing and coupling of both ends."""
    photons_per_bit: Positive
    """The receiver needs this many photons for each bit."""
    uptime_frac: OpenFraction
    """The uptime is the share of time in which a laser link works."""
    range_km: Positive | None = None
    """The range is the length of the links to the neighbours; null takes the length from the spacing of the fleet."""
    switch_ms: NonNegative
    """The switching time is the delay by the router on board at each hop."""
    ground_elevation_min_deg: Annotated[float, Field(ge=0, le=90)]
    """The lowest elevation is the angle above the horizon from which a ground station follows a satellite."""
    ground_gbps: NonNegative
    """The ground rate is the most that one satellite exchanges with the ground, as its share of the ground stations."""
    ground_sites: Annotated[int, Field(ge=1)]
    """This many ground stations apart from each other can serve the same satellite."""
    clear_sky_frac: OpenFraction
    """The clear-sky share is the part of the time in which one ground station sees the satellite through no cloud."""

    def steady_load_w(self) -> float:
        """The load in W of all terminals: their number x the power of one, by definition.

        >>> starlink_class().steady_load_w()
        360.0
        """
        return self.terminals * self.terminal_w

    def mass_kg(self, at: DesignPoint) -> dict[str, float]:
        """Mass in kg of the terminals."""
        return {"links": self.terminals * self.terminal_kg}

    def price_usd(self, at: DesignPoint) -> dict[str, float]:
        """Price in USD of the terminals."""
        return {"links": self.terminals * self.terminal_usd}

    def constraints(self, at: DesignPoint, met: Extremes, needs: Needs) -> list[Constraint]:
        """What the links carry against what the workload sends at full clock, on average over its steps."""
        margin, sent = needs.link_margin_frac, needs.link_sent_gbps
        if margin is None:
            return [Constraint("link_frac", None, reason="the workload sends nothing between satellites")]
        more = sent / needs.link_capacity_gbps if needs.link_capacity_gbps > 0.0 else float("inf")
        terminals = raise_to("satellite.link.terminals", more * self.terminals)
        stations = raise_to("satellite.link.ground_gbps", more * self.ground_gbps)
        return [
            Constraint(
                "link_frac",
                margin,
                THROTTLED,
                margin,
                f"links: {needs.link_capacity_gbps:,.3g} Gbit/s against {sent:,.3g} that full clock sends, "
                f"so that the network holds the clock at {needs.link_share_frac:.0%}",
                terminals if needs.between_satellites else stations,
            )
        ]

    def near_field_km(self) -> float:
        """The range in km where the far field begins: D^2/lambda.

        It is the Fraunhofer condition (Goodman, "Introduction to Fourier Optics", 3rd ed. (2005), section 4.3).

        >>> round(starlink_class().near_field_km(), 2)
        6.45
        """
        return self.aperture_m**2 / (self.wavelength_nm * 1e-9) * 1e-3

    def received_w(self, range_km: float) -> float:
        """Optical power received in W at a range in km: P eta (pi D/lambda)^4 (lambda/4 pi L)^2, at most P eta.

        Friis with the gains of two apertures (pi D/lambda)^2 (Friis 1946; ITU-R S.1590); nearer than (pi/4) D^2/lambda
        all of the beam is collected.

        >>> round(starlink_class().received_w(5400.0) * 1e6, 2)
        1.32
        """
        wavelength_m = self.wavelength_nm * 1e-9
        gain = (pi * self.aperture_m / wavelength_m) ** 2
        path = (wavelength_m / (4.0 * pi * range_km * 1e3)) ** 2
        return self.transmit_w * self.efficiency_frac * min(gain * gain * path, 1.0)

    def channels(self, range_km: float) -> float:
        """Parallel beams at a range in km: (A/(lambda L))^2 with A = pi D^2/4 in the near field, at least 1.

        Degrees of freedom between two apertures (Miller 2000, Applied Optics 39, 1681), capped by the optics.

        >>> starlink_class().channels(5400.0), starlink_class().changed(channels_max=24).channels(0.2)
        (1.0, 24.0)
        """
        spots = (0.25 * pi * self.near_field_km() / range_km) ** 2
        return min(max(spots, 1.0), float(self.channels_max))

    def terminal_gbps(self, range_km: float) -> float:
        """What one terminal carries at a range in km, Gbit/s: channels x min(electronics, P/(h nu n)), times uptime.

        P/(h nu) is the rate of photons (Planck 1900) and n the photons per bit.

        >>> round(starlink_class().terminal_gbps(5400.0), 1), round(starlink_class().terminal_gbps(12000.0), 1)
        (99.0, 20.7)
        """
        photon_j = PLANCK_J_S * LIGHT_SPEED_M_PER_S / (self.wavelength_nm * 1e-9)
        optical_gbps = self.received_w(range_km) / (photon_j * self.photons_per_bit) * 1e-9
        return self.channels(range_km) * min(self.rate_gbps, optical_gbps) * self.uptime_frac

    def ground_clear_frac(self) -> float:
        """The chance that one of the sites sees the sky: 1 - (1 - p)^n.

        Clouds are independent from site to site (Ross, "A First Course in Probability", section 3.4).

        >>> round(starlink_class().ground_clear_frac(), 4)
        0.9999
        """
        return 1.0 - (1.0 - self.clear_sky_frac) ** self.ground_sites


def starlink_class() -> Link:
    """A terminal of the Starlink kind, 100 Gbit/s over 5,400 km: the example of this module's docstrings."""
    return Link(
        terminals=3, terminal_kg=15.0, terminal_w=120.0, terminal_usd=1e5, handoff_loss_frac=0.01, rate_gbps=100.0,
        channels_max=1, aperture_m=0.1, wavelength_nm=1550.0, transmit_w=5.0, efficiency_frac=0.3,
        photons_per_bit=100.0, uptime_frac=0.99, switch_ms=0.1, ground_elevation_min_deg=25.0,
        ground_gbps=10.0, ground_sites=4, clear_sky_frac=0.9,
    )  # fmt: skip
