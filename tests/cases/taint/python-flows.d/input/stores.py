import configparser
import pathlib
from urllib.parse import urlparse

import elementpath
import flask
import lxml.etree
import project.things
from flask import make_response, redirect, request


@app.route("/table")
def table():
    conf = configparser.ConfigParser()
    conf.add_section("s")
    conf.set("s", "a", "constant")
    conf.set("s", "b", request.args.get("q"))
    open("files/" + conf.get("s", "b"))  # BAD path-traversal
    open("files/" + conf.get("s", "a"))


@app.route("/session")
def session():
    flask.session["who"] = request.args.get("who")  # BAD trust-boundary
    flask.session[request.args.get("key")] = "1"  # BAD trust-boundary
    flask.session["what"] = "constant"


@app.route("/path")
def path():
    base = pathlib.Path("files")
    p = base / request.args.get("name")
    p.read_text()  # BAD path-traversal
    q = (base / request.args.get("name")).resolve()
    if not str(q).startswith(str(base)):
        return "no"
    return q.read_text()


@app.route("/members")
def members():
    name = request.args.get("name")
    if "'" in name:
        return "no"
    root = lxml.etree.parse("a.xml")
    root.xpath("/a[@id='" + name + "']")
    other = request.args.get("other")
    root.xpath("/a[@id='" + other.replace("'", "&apos;") + "']")
    if "x" in other:
        return "no"
    elementpath.select(root, "/a[@id='" + other + "']")  # BAD xpath-injection
    return "yes"


@app.route("/literal")
def literal():
    code = request.form.get("code")
    if not code.startswith("'") or "'" in code[1:-1]:
        return "no"
    eval(code)
    more = request.form.get("more")
    if "'" in more:
        return "no"
    eval(more)  # BAD code-injection
    return "yes"


@app.route("/host")
def host():
    to = request.args.get("to")
    url = urlparse(to)
    if url.netloc not in ["example.org"] or url.scheme != "https":
        return "no"
    return redirect(to)


@app.route("/scheme")
def scheme():
    to = request.args.get("to")
    url = urlparse(to)
    if url.scheme != "https":
        return "no"
    return redirect(to)  # BAD open-redirect


@app.route("/header")
def header():
    answer = make_response(("constant", {"X-Name": request.args.get("name")}))
    return answer


@app.route("/helper")
def helper():
    thing = project.things.create()
    cursor.execute("select " + thing.shape(request.args.get("name")))  # BAD sql-injection
    return "yes"
