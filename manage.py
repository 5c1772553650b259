#!/usr/bin/env python
"""Runs, migrates, and carries the commands of the apps."""

import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "discoverdaily.settings")
    execute_from_command_line(sys.argv)
