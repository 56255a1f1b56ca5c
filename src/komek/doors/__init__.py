"""Everything a browser, a telephone or a terminal sees: urls, views, forms, templates."""
