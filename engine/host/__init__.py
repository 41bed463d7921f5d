"""The engine's host: serves models in processes of their own, and trains beside them.

Runs in the engine's environment but imports no Rasa, so it starts at once; only `worker` does.
"""
