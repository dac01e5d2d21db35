"""What an article, its highlights, a card and a draft are."""
