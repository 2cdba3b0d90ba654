"""The base of all pages: layout, components, forms, tables, theme; without any term of the domain."""
