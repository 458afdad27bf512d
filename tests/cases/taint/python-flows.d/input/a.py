import os, subprocess as sp, sqlite3, hashlib, pickle, yaml, requests, random
from flask import Flask, request, redirect, render_template_string, make_response
from werkzeug.utils import secure_filename
import html
import shlex
app = Flask(__name__)
TABLES = ["a", "b"]

@app.route("/sql")
def sql_bad():
    q = request.args.get("q")
    cur = sqlite3.connect("x").cursor()
    cur.execute("select * from t where a='" + q + "'")  # BAD sql-injection
    cur.execute("select * from t where a=?", (q,))
    cur.execute(f"select {q}")  # BAD sql-injection
    cur.execute("select %s" % q)  # BAD sql-injection
    cur.execute("select {}".format(q))  # BAD sql-injection
    return "done"

@app.route("/cmd")
def cmd_bad():
    d = request.form["d"]
    os.system("ls " + d)  # BAD command-injection
    sp.call("ls " + d, shell=True)  # BAD command-injection
    sp.call(["ls", d])
    sp.run(["sh", "-c", "ls " + d])  # BAD command-injection
    os.system("ls " + shlex.quote(d))
    return "done"

@app.route("/xss")
def xss_bad():
    name = request.values.get("name")
    return "<p>" + name  # BAD xss

@app.route("/xss2")
def xss_safe():
    name = request.values.get("name")
    return "<p>" + html.escape(name)

@app.route("/user/<name>")
def user(name):
    return make_response("<p>" + name)  # BAD xss

@app.route("/path")
def path():
    p = request.args["p"]
    open("/data/" + p)  # BAD path-traversal
    open(os.path.join("/data", secure_filename(p)))
    open("/data/" + os.path.basename(p))
    return "done"

@app.route("/guard")
def guard():
    t = request.args.get("t")
    c = sqlite3.connect("x").cursor()
    if t not in TABLES:
        return "no"
    c.execute("select * from " + t)
    n = request.args.get("n")
    if n.isdigit():
        c.execute("select " + n)
    c.execute("select " + n)  # BAD sql-injection
    return "done"

@app.route("/fold")
def fold():
    p = request.cookies.get("p")
    num = 86
    bar = "safe" if 7 * 42 - num > 200 else p
    os.system(bar)
    if 7 * 42 - num < 200:
        bar = "safe"
    else:
        bar = p
    os.system(bar)  # BAD command-injection
    m = {"a": "x", "b": p}
    os.system(m["a"])
    os.system(m["b"])  # BAD command-injection
    l = ["x", p]
    l.append("y")
    l.pop(0)
    os.system(l[1])
    os.system(l[0])  # BAD command-injection
    match "ABC"[1]:
        case "B":
            bar = "bob"
        case _:
            bar = p
    os.system(bar)
    return "done"

@app.route("/more")
def more():
    x = request.get_data()
    pickle.loads(x)  # BAD unsafe-deserialization
    yaml.load(x, Loader=yaml.SafeLoader)
    yaml.load(x)  # BAD unsafe-deserialization
    eval(x)  # BAD code-injection
    render_template_string(x)  # BAD template-injection
    requests.get(x)  # BAD ssrf
    requests.get("https://example.org/?q=" + str(x))
    return redirect(x)  # BAD open-redirect

def helper(v):
    return "echo " + v

def sink(v):
    os.system(v)  # BAD command-injection

@app.route("/calls")
def calls():
    sink(helper(request.args["a"]))
    return "done"

@app.route("/num")
def num():
    n = int(request.args["n"])
    c = sqlite3.connect("x").cursor()
    c.execute("select %d" % n)
    return str(n)

def weak():
    hashlib.md5(b"x")  # BAD weak-hash
    hashlib.sha256(b"x")
    hashlib.new("sha1")  # BAD weak-hash
    random.randint(1, 2)  # BAD weak-random
    requests.get("https://x", verify=False)  # BAD tls-disabled

class Kept:
    def __init__(self):
        self.v = None
    def take(self):
        self.v = request.args["v"]
        self.use()
    def use(self):
        os.system(self.v)  # BAD command-injection

def cleaned():
    v = request.args["v"]
    v = "x"
    os.system(v)
    w = [a for a in request.args["v"].split(",") if a]
    os.system(" ".join(w))  # BAD command-injection

def create():
    @app.route("/nested", methods=["POST"])
    def nested():
        bar = request.form.get("x")
        RESPONSE = ""
        RESPONSE += f"Hello {bar}"
        return RESPONSE  # BAD xss
    return app

def env():
    os.system(os.environ["X"])  # BAD command-injection

def with_file():
    with open(request.args["p"]) as f:  # BAD path-traversal
        return f.read()

def loop():
    total = ""
    for k, v in request.form.items():
        total += v
    os.system(total)  # BAD command-injection

def tryexc():
    try:
        x = request.args["x"]
    except KeyError:
        x = "d"
    finally:
        pass
    os.system(x)  # BAD command-injection
