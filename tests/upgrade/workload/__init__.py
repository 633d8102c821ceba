"""Three days of work on a made-up installation, a module for each service."""
