"""The engines that execute rules: PostgreSQL for one record, DuckDB for files, Spark for a cluster."""
