"""The accelerator: silicon shared by orbit and ground unless a scenario says otherwise."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from orbitdc.block import Block, Fraction, Kelvin, NonNegative, Positive

Precision = Literal["bf16", "fp8", "fp4"]


class Accelerator(Block):
    """One accelerator package with its share of the node, network and storage."""

    catalog_kind: ClassVar[str] = "accelerators"
    defaults_name: ClassVar[str] = "accelerator"

    label: str
    dense_bf16_pflop_per_s: Positive | None = None
    dense_fp8_pflop_per_s: Positive | None = None
    dense_fp4_pflop_per_s: Positive | None = None
    hbm_gb: Positive  # memory of one package
    hbm_tb_per_s: Positive
    domain_accelerators: Annotated[int, Field(ge=1)]  # joined by the fast network of a node or rack on the ground
    domain_gbps: Positive  # of one accelerator into that network, one direction
    scale_out_gbps: Positive  # of its network card on the ground, one direction
    tdp_w: Positive  # package power at full load
    allin_w: Positive  # everything behind the IT meter, per accelerator
    junction_to_inlet_k_per_w: Positive
    junction_max_k: Kelvin  # held by slowing down
    junction_shutdown_k: Kelvin  # reached by the coolant alone, with every accelerator off, it ends the satellite
    memory_max_k: Kelvin
    memory_rise_factor: Positive  # of stacked memory over the coolant inlet, relative to the junction's rise
    leakage_per_k: Annotated[float, Field(ge=0, le=0.01)]  # power for the same work, per kelvin of junction
    leakage_from_k: Kelvin  # junction temperature below which no power is saved
    power_reference_k: Kelvin  # junction temperature of the power stated by tdp_w and allin_w
    static_power_frac: Fraction = Field(lt=1)  # share of power that gives no throughput
    mass_kg: Positive  # on the ground, with its share of the rack
    embodied_kgco2e: NonNegative  # making it, with its share of node and rack
    price_usd: Positive  # all-in: with network and storage
    rent_usd_per_gpu_hour: Positive  # at market, of an available hour
    permanent_loss_per_y: NonNegative
    repair_cost_frac: Fraction  # of price_usd, to replace a lost accelerator where a technician can reach it
    currency_year: int = Field(ge=2000, le=2040)

    def dense_pflop_per_s(self, precision: Precision) -> float | None:
        """Dense peak in PFLOP/s at a precision, None where the silicon does not run it natively."""
        value: float | None = getattr(self, f"dense_{precision}_pflop_per_s")
        return value
