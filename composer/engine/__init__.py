"""What drives the worker: the runner on this machine, its clock and its lock."""
