import os


def f(text):
    eval(text)  # cbcrawl:ignore python/eval the text is ours
    # cbcrawl:ignore python/* -- a whole family
    # of rules, with a comment on two lines

    exec(text)
    # cbcrawl:ignore python/eval
    # cbcrawl:ignore python/exec: on a line of its own
    return eval(text)  # cbcrawl:ignore


s = "# cbcrawl:ignore python/eval in a string it is data"
d = """
# cbcrawl:ignore python/eval here, too
"""
x = 1  # mycbcrawl:ignore a/b not the words
x = 2  # cbcrawl:ignored a/b nor these
x = 3  # cbcrawl:ignore rule"quoted is no rule
x = 4  # see https://x.example/cbcrawl:ignore a/b part of an address
# cbcrawl:ignore python/last with no code behind
