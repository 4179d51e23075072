"""The search of the portal: a static index in small files, of which a browser loads only those that a query needs."""
