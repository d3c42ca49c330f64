"""Reference data of enterprises: industries, hazard factors, sign groups."""
