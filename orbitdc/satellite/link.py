"""Optical terminals between satellites and to the ground."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field

from orbitdc.block import Block, Fraction, NonNegative


class Link(Block):
    """A set of laser terminals and what handing jobs over at eclipse costs."""

    defaults_name: ClassVar[str] = "link"

    terminals: Annotated[int, Field(ge=0)]
    terminal_kg: NonNegative
    terminal_w: NonNegative
    terminal_usd: NonNegative
    handoff_loss_frac: Fraction  # of throughput, at 15 eclipses a day
