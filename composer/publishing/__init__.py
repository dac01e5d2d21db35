"""Publishing: slots, the worker, looking after unknown outcomes, Facebook."""
