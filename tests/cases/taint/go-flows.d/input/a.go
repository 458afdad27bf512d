package main

import (
	"crypto/md5"
	"database/sql"
	"fmt"
	"html"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"
)

const mode = 1

func sqlBad(w http.ResponseWriter, r *http.Request) {
	id := r.URL.Query().Get("id")
	db, _ := sql.Open("x", "y")
	db.Query("select * from t where id=" + id) // BAD sql-injection
	db.Query("select * from t where id=?", id)
	q := fmt.Sprintf("select %s", id)
	db.Exec(q) // BAD sql-injection
	n, err := strconv.Atoi(id)
	if err != nil {
		return
	}
	db.Query(fmt.Sprintf("select %d", n))
}

func cmd(w http.ResponseWriter, r *http.Request) {
	d := r.FormValue("d")
	exec.Command("ls", d).Run()
	exec.Command(d).Run()                 // BAD command-injection
	exec.Command("sh", "-c", "ls "+d).Run() // BAD command-injection
}

func xss(w http.ResponseWriter, r *http.Request) {
	name := r.URL.Query().Get("name")
	fmt.Fprintf(w, "<p>%s", name) // BAD xss
	fmt.Fprintf(w, "<p>%s", html.EscapeString(name))
	w.Write([]byte(name)) // BAD xss
	fmt.Fprintf(os.Stderr, "x %d", len(name))
}

func path(w http.ResponseWriter, r *http.Request) {
	f := r.URL.Query().Get("f")
	os.Open("/data/" + f) // BAD path-traversal
	os.Open("/data/" + filepath.Base(f))
	p := filepath.Join("/data", f)
	if !strings.HasPrefix(p, "/data/") {
		return
	}
	os.ReadFile(p)
}

func fold(w http.ResponseWriter, r *http.Request) {
	d := r.FormValue("d")
	var x string
	if mode == 1 {
		x = "safe"
	} else {
		x = d
	}
	exec.Command(x)
	m := map[string]string{"a": d, "b": "y"}
	exec.Command(m["b"])
	exec.Command(m["a"]) // BAD command-injection
	l := []string{"a", d}
	exec.Command(l[0])
	exec.Command(l[1]) // BAD command-injection
	switch 2 {
	case 1:
		x = d
	case 2:
		x = "two"
	}
	exec.Command(x)
	d = "replaced"
	exec.Command(d)
}

func helper(s string) string { return "x" + s }

func run(s string) {
	exec.Command(s) // BAD command-injection
}

func calls(w http.ResponseWriter, r *http.Request) {
	run(helper(r.FormValue("x")))
	run2(r.FormValue("x"))
}

func run2(s string) {
	s = "constant"
	exec.Command(s)
}

func ginHandler(c *gin.Context) {
	exec.Command(c.Query("x")) // BAD command-injection
	c.Redirect(302, c.Query("to")) // BAD open-redirect
	c.Redirect(302, "/x"+c.Query("to"))
}

func main() {
	http.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, r.FormValue("u"), 302) // BAD open-redirect
		http.Get(r.FormValue("u")) // BAD ssrf
	})
	md5.New() // BAD weak-hash
	exec.Command(os.Args[1]) // BAD command-injection
}

func builder(w http.ResponseWriter, r *http.Request) {
	var b strings.Builder
	b.WriteString("ls ")
	b.WriteString(r.FormValue("x"))
	exec.Command("sh", "-c", b.String()) // BAD command-injection
}

func loop(w http.ResponseWriter, r *http.Request) {
	for _, v := range r.Form["x"] {
		exec.Command(v) // BAD command-injection
	}
	if v, ok := r.Form["y"]; ok {
		exec.Command(v[0]) // BAD command-injection
	}
}
