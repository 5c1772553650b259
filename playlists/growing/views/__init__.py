"""The pages of *Create*: form in, service or selector, template out."""
