"""How an article is read out of a page: blocks, verdicts, metadata."""
