"""What the command line does, apart from starting everything."""
