"""The store: drafts, approvals, the queue, images, and what happened to them."""
