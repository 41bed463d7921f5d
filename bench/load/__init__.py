"""The load generator: a process of its own, so that it never shares a core's time with a server."""
