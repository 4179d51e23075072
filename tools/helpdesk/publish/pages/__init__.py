"""The portal's own pages, one module a kind. Each takes the site and what the survey saw, and writes its pages."""
