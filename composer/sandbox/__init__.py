"""The practice page: speaks the Graph API, keeps its state on disk, needs no account."""
