"""The accelerator, which orbit and ground share unless a scenario says otherwise."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from orbitdc.block import Block, Fraction, Kelvin, NonNegative, OpenFraction, Positive

Precision = Literal["bf16", "fp8", "fp4"]


class Accelerator(Block):
    """One accelerator package with its share of the node, network and storage."""

    catalog_kind: ClassVar[str] = "accelerators"
    defaults_name: ClassVar[str] = "accelerator"

    label: str
    """The label is the name of the accelerator in messages and results."""
    dense_bf16_pflop_per_s: Positive | None = None
    """The dense peak at bf16 is the throughput of one accelerator in 16-bit products without sparsity; null means that
    the accelerator does not run bf16."""
    dense_fp8_pflop_per_s: Positive | None = None
    """The dense peak at fp8 is the throughput of one accelerator in 8-bit products without sparsity; null means that
    the accelerator does not run fp8."""
    dense_fp4_pflop_per_s: Positive | None = None
    """The dense peak at fp4 is the throughput of one accelerator in 4-bit products without sparsity; null means that
    the accelerator does not run fp4."""
    hbm_gb: Positive
    """The memory is the size of the high-bandwidth memory of one accelerator."""
    hbm_tb_per_s: Positive
    """The memory bandwidth is the peak rate at which one accelerator reads its high-bandwidth memory."""
    domain_accelerators: Annotated[int, Field(ge=1)]
    """This many accelerators are joined by the fast network of a node or rack on the ground."""
    tray_accelerators: Annotated[int, Field(ge=1)]
    """One tray or host holds this many accelerators; the tray goes out of service with one of them, until it is
    exchanged on the ground and for good in orbit."""
    domain_gbps: Positive
    """The domain bandwidth is what one accelerator sends into the fast network of its node or rack, in one
    direction."""
    scale_out_gbps: Positive
    """The scale-out bandwidth is what the network card of one accelerator sends to other nodes or racks on the ground,
    in one direction."""
    tdp_w: Positive
    """The thermal design power is the power of the package alone at full load."""
    allin_w: Positive
    """The all-in power is the power of one busy accelerator with its share of everything behind the IT meter, such as
    processors, network and storage; the ground takes all of it."""
    rack_power_frac: OpenFraction
    """The rack's share of the power is what the rack alone takes of allin_w, without the network and the storage of the
    cluster; a satellite carries the rack and its own links."""
    junction_to_inlet_k_per_w: Positive
    """The thermal resistance is the rise of the junction over the coolant inlet, per watt of package power, at the
    vendor's coolant flow."""
    junction_max_k: Kelvin
    """The highest junction temperature in service is held by slowing the accelerator down."""
    junction_shutdown_k: Kelvin
    """At the shutdown temperature the accelerator switches itself off; a satellite is lost whose coolant reaches it
    with every accelerator off."""
    memory_max_k: Kelvin
    """The highest memory temperature in service is held by slowing the accelerator down."""
    memory_rise_factor: Positive
    """The memory factor is the rise of the stacked memory over the coolant inlet, relative to the rise of the
    junction."""
    leakage_per_k: Annotated[float, Field(ge=0, le=0.01)]
    """The leakage is the growth of the power for the same work with each kelvin of junction temperature, relative to
    the power at power_reference_k."""
    leakage_from_k: Kelvin
    """Below this junction temperature a colder accelerator saves no more power."""
    power_reference_k: Kelvin
    """The reference temperature is the junction temperature at which tdp_w and allin_w hold."""
    static_power_frac: Fraction = Field(lt=1)
    """The static share is the part of an accelerator's power that gives no throughput."""
    mass_kg: NonNegative
    """The mass is that of one accelerator on the ground, with its share of the rack."""
    embodied_kgco2e: NonNegative
    """The embodied carbon is what the making of one accelerator with its share of node and rack emits, in kg of CO2
    equivalent."""
    price_usd: NonNegative
    """The price is what one accelerator costs with its share of node, network and storage; the ground pays all of
    it."""
    rack_price_frac: Fraction
    """The rack's share of the price is what the rack alone costs of price_usd, without the network and the storage of
    the cluster; a satellite carries the rack and pays its own links."""
    rent_usd_per_gpu_hour: NonNegative
    """The rent is the market price of one accelerator for one available hour when service begins."""
    rent_term_months: Annotated[int, Field(ge=0, le=480)]
    """The term is the length of the contracts in which rent_usd_per_gpu_hour is held where money.rent_basis is
    `take_or_pay`; 0 is a rent on demand, which follows the market month by month."""
    permanent_loss_per_y: NonNegative
    """The permanent loss is the rate at which accelerators fail for good per year, which is -ln(1 - share) of a share
    that is lost in a year; the ground replaces them, and they stay dead in orbit unless they are serviced."""
    loss_reference_k: Kelvin
    """The reference of the losses is the junction temperature for which permanent_loss_per_y is quoted."""
    loss_activation_ev: Annotated[float, Field(ge=0, le=2)]
    """The activation energy says how much sooner hotter accelerators are lost; 0 takes the quoted rate at any
    temperature."""
    cycles_doubling_per_y: Positive | None = None
    """This many thermal cycles of cycle_reference_k per year double the permanent loss, in orbit one for each eclipse;
    null means that cycles are not counted."""
    cycle_reference_k: Positive
    """The reference swing is the swing of the junction temperature in a cycle for which cycles_doubling_per_y is
    quoted."""
    cycle_exponent: Annotated[float, Field(ge=0, le=10)]
    """The exponent is the power of the swing with which the damage of a thermal cycle grows."""
    repair_cost_frac: Fraction
    """The repair cost is the share of price_usd that it takes to replace a lost accelerator where a technician can
    reach it."""
    currency_year: int = Field(ge=2000, le=2040)
    """The currency year is the year whose US dollars the price and the rent of the accelerator are stated in."""

    @property
    def rack_w(self) -> float:
        """Power in W of one busy accelerator with its share of the rack alone.

        >>> import orbitdc
        >>> chip = orbitdc.load("ai1_vs_colossus").accelerator
        >>> round(chip.rack_w), round(chip.rack_usd)
        (1901, 53040)
        """
        return self.allin_w * self.rack_power_frac

    @property
    def rack_usd(self) -> float:
        """Price in USD of one accelerator with its share of the rack alone."""
        return self.price_usd * self.rack_price_frac

    def dense_pflop_per_s(self, precision: Precision) -> float | None:
        """The dense peak in PFLOP/s at a precision, which is None where the accelerator does not run it natively."""
        value: float | None = getattr(self, f"dense_{precision}_pflop_per_s")
        return value
