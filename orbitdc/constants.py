"""Nature and the Earth: value, unit in the name, authority on the line."""

MU_EARTH_KM3_PER_S2 = 398600.4418  # WGS84
EARTH_RADIUS_KM = 6378.137  # WGS84 equatorial radius
EARTH_POLAR_RADIUS_KM = 6356.7523  # WGS84
EARTH_MEAN_RADIUS_KM = 6371.0088  # IUGG mean radius, used for view factors
J2 = 1.08262668e-3  # EGM96
J3 = -2.53265649e-6  # EGM96
J4 = -1.61962159e-6  # EGM96
STEFAN_BOLTZMANN_W_PER_M2_K4 = 5.670374419e-8  # CODATA 2018
AU_KM = 149597870.7  # IAU 2012 B2
SUN_RADIUS_KM = 695700.0  # IAU 2015 B3
TROPICAL_YEAR_D = 365.2421897  # mean tropical year, IAU
EARTH_ROTATION_RAD_PER_S = 7.2921159e-5  # WGS84
LIGHT_SPEED_M_PER_S = 299792458.0  # SI
PLANCK_J_S = 6.62607015e-34  # SI
STANDARD_GRAVITY_M_PER_S2 = 9.80665  # CGPM 1901
ALUMINIUM_OHM_M = 2.8e-8  # CRC Handbook, conductor alloy at room temperature
ALUMINIUM_KG_PER_M3 = 2700.0  # CRC Handbook
SOLAR_PRESSURE_N_PER_M2 = 4.54e-6  # 1361 W/m2 over the speed of light
MJ_PER_MMBTU = 1055.05585262  # NIST SP 811, a million international-table Btu
METHANE_MJ_PER_KG = 55.5  # higher heating value, ISO 6976
SECONDS_PER_DAY = 86400.0
DAYS_PER_YEAR = 365.25  # Julian year, the year of every "per year" in this package
SECONDS_PER_YEAR = SECONDS_PER_DAY * DAYS_PER_YEAR
HOURS_PER_YEAR = 24.0 * DAYS_PER_YEAR
