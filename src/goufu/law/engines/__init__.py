"""The engines that answer: PostgreSQL for one record, DuckDB for files, Spark for a cluster."""
