"""Rules that say `flow: unknown` are silent where the flow of data clears a call, and only there."""
import subprocess

from flask import request


def constant():
    name = "1 + 1" if 2 > 1 else request.args.get("q")
    return eval(name)


def checked():
    name = request.args.get("q")
    if name not in ("a", "b"):
        return None
    return eval(name)


def parameter(name):
    request.args.get("q")
    return eval(name)  # who knows


def mixed(name):
    other = request.args.get("q")
    if other not in ("a", "b"):
        return None
    both = other + name
    return eval(both)  # who knows


def helper(code):
    return eval(code)  # others may call it


def caller():
    request.args.get("q")
    return helper("1")


def outside():
    return eval(request.args.get("q"))  # bad


def command():
    line = "ls " + "files"
    request.args.get("q")
    subprocess.run(line, shell=True)
    subprocess.run(unknown(), shell=True)  # who knows
