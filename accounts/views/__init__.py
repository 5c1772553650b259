"""Pages about people: form in, service or selector, template out."""
