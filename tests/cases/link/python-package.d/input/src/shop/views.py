import shop.models
from shop.models import Post
from flask import render_template


def index():
    from ._version import version
