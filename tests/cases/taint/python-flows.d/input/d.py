from django.http import HttpResponse, HttpResponseRedirect
from django.db import connection
from django.utils.html import escape

def view(request):
    q = request.GET.get("q", "")
    with connection.cursor() as cursor:
        cursor.execute("select " + q)  # BAD sql-injection
        cursor.execute("select %s", [q])
    Model.objects.raw("select " + q)  # BAD sql-injection
    return HttpResponse("<p>" + q)  # BAD xss

def view2(request):
    return HttpResponse("<p>" + escape(request.POST["q"]))

def view3(request):
    return HttpResponseRedirect(request.GET["next"])  # BAD open-redirect

from fastapi import FastAPI
app = FastAPI()

@app.get("/items/{name}")
async def item(name: str, n: int):
    import os
    os.system("ls " + name)  # BAD command-injection
    os.system("ls " + str(n))

def view4(request):
    q = request.GET.get("q", "")
    with connection.cursor() as cursor:
        cursor.execute(sql="select " + q)  # BAD sql-injection
        cursor.execute(query="select " + q)  # BAD sql-injection
        cursor.execute(sql="select %s", params=[q])
