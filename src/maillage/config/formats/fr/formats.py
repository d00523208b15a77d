"""French figures: a narrow no-break space between thousands."""

USE_THOUSAND_SEPARATOR = True
THOUSAND_SEPARATOR = "\u202f"
NUMBER_GROUPING = 3
