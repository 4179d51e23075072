"""The desk's tickets and figures in other programs' formats: CSV, JSON, SQLite, Parquet, OpenMetrics."""
