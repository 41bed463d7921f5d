"""Clients that behave like the pages, a chaos that kills what they talk to, and checks."""
