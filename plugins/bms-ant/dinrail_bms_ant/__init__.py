"""ANT battery management systems, before 2020 and after."""
