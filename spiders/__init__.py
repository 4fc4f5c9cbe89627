"""Scrapy: HTTP and the nouns, nothing else."""
