"""Accelerators and their work, shared by orbit and ground: the chip, the workload, and its throughput."""
