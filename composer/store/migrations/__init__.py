"""The way from each older shape of the database to the present one."""
