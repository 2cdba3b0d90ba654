"""The law: instruments, parameters and rules, dated, cited and executable. Django only in apps, forms, urls, views."""
