"""Korean and Japanese pages in the structures that publishers use, texts our own."""
