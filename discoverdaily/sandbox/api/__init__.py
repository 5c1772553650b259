"""The Web API, one module for each kind of thing."""
