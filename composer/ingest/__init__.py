"""Reading articles: from bytes to an article, its findings and what it offers."""
