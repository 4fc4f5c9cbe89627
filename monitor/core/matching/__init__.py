"""How terms are found in a text: readings, forms, edges, places. See core.match."""
