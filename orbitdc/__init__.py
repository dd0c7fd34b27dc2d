"""orbitdc: when, if ever, does AI compute in orbit beat compute on the ground?"""

__version__ = "0.1.0"
