"""Orbit against ground: both sides priced by one ledger, their ratio, its boundaries and break-evens."""
