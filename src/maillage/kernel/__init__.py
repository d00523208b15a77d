"""Mathematics of the house: no Django, no database, no clock. Arrays in, arrays out; only domain files come here."""
