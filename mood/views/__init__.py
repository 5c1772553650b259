"""The calendar's pages: form in, service or selector, template out."""
