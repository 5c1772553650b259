"""The pages of the listening history: form in, service or selector, template out."""
