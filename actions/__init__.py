"""Rasa's custom actions, one file a journey. They decide and fill slots, and write nothing."""
