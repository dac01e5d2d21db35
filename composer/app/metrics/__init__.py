"""What monitoring is told: metrics, and whether the program lives and can work."""
