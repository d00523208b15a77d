"""Mobiliser, écouter, décrypter, agir."""

__version__ = "0.1.0"
