"""The sky: the only door to astropy, skyfield and sgp4 (Sun table, shadow edges, element catalogues)."""
