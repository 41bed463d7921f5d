"""Rasa's custom actions, one file a journey. They decide and fill slots, and write nothing."""

from rasa_sdk.plugin import plugin_manager

from actions import spans

# Here, because the process that serves imports the actions that it was given, not every file.
plugin_manager().register(spans)
