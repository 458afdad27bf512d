"""A module
with a docstring
that is the same
in both files
and is no clone
for that."""
import os
import re
import sys


class Scanner:
    def __init__(self, path, limit=100):
        self.path = path
        self.limit = limit
        self.lines = []
        self.errors = 0

    def read(self, strict):
        with open(self.path) as file:
            for index, line in enumerate(file):
                if index > self.limit:
                    break
                if strict and not line.strip():
                    self.errors += 1
                    continue
                self.lines.append(line.rstrip())
        return len(self.lines)
