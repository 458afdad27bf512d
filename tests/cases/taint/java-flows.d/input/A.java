package t;
import java.sql.*;
import java.util.*;
import javax.servlet.http.*;
public class A extends HttpServlet {
    private static final int FIVE = 5;
    private boolean yes = true;
    private String kept;
    void sqlPlain(HttpServletRequest request, Connection c) throws Exception {
        String id = request.getParameter("id");
        Statement s = c.createStatement();
        s.executeQuery("SELECT * FROM t WHERE id=" + id); // BAD sql-injection
    }
    void sqlPrepared(HttpServletRequest request, Connection c) throws Exception {
        String id = request.getParameter("id");
        PreparedStatement s = c.prepareStatement("SELECT * FROM t WHERE id=?");
        s.setString(1, id);
        s.executeQuery();
    }
    void sqlParsed(HttpServletRequest request, Statement s) throws Exception {
        int id = Integer.parseInt(request.getParameter("id"));
        s.executeQuery("SELECT * FROM t WHERE id=" + id);
    }
    void constTernary(HttpServletRequest request, Statement s) throws Exception {
        String p = request.getParameter("p");
        int num = 106;
        String bar = (7 * 18) + num > 200 ? "never" : p;
        s.execute("x" + bar);
    }
    void constTernaryBad(HttpServletRequest request, Statement s) throws Exception {
        String p = request.getParameter("p");
        int num = 86;
        String bar = (7 * 42) - num > 200 ? p : "never";
        s.execute("x" + bar); // BAD sql-injection
    }
    void constIf(HttpServletRequest request, Statement s) throws Exception {
        String p = request.getHeader("p");
        String bar;
        if ((500 / 42) + 196 > 200) bar = p; else bar = "x";
        s.execute("x" + bar); // BAD sql-injection
    }
    void constSwitch(HttpServletRequest request, Statement s) throws Exception {
        String p = request.getParameter("p");
        String bar;
        String guess = "ABC";
        char target = guess.charAt(1);
        switch (target) {
            case 'A': bar = p; break;
            case 'B': bar = "bob"; break;
            case 'C': case 'D': bar = p; break;
            default: bar = "bob's uncle"; break;
        }
        s.execute("x" + bar);
    }
    void constSwitchBad(HttpServletRequest request, Statement s) throws Exception {
        String p = request.getParameter("p");
        String bar;
        char target = "ABC".charAt(2);
        switch (target) {
            case 'A': bar = p; break;
            case 'B': bar = "bob"; break;
            case 'C': case 'D': bar = p; break;
            default: bar = "bob's uncle"; break;
        }
        s.execute("x" + bar); // BAD sql-injection
    }
    void mapSafe(HttpServletRequest request, Statement s) throws Exception {
        String p = request.getParameter("p");
        HashMap<String, Object> map = new HashMap<>();
        map.put("a", "value");
        map.put("b", p);
        map.put("c", "another");
        String bar = (String) map.get("b");
        bar = (String) map.get("a");
        s.execute("x" + bar);
    }
    void mapBad(HttpServletRequest request, Statement s) throws Exception {
        String p = request.getParameter("p");
        Map<String, Object> map = new HashMap<String, Object>();
        map.put("a", "value");
        map.put("b", p);
        String bar = (String) map.get("b");
        s.execute("x" + bar); // BAD sql-injection
    }
    void listSafe(HttpServletRequest request, Statement s) throws Exception {
        String p = request.getParameter("p");
        List<String> l = new ArrayList<String>();
        l.add("safe");
        l.add(p);
        l.add("moresafe");
        l.remove(0);
        String bar = l.get(1);
        s.execute("x" + bar);
    }
    void listBad(HttpServletRequest request, Statement s) throws Exception {
        String p = request.getParameter("p");
        List<String> l = new ArrayList<String>();
        l.add("safe");
        l.add(p);
        l.add("moresafe");
        l.remove(0);
        String bar = l.get(0);
        s.execute("x" + bar); // BAD sql-injection
    }
    void builderBad(HttpServletRequest request, HttpServletResponse response) throws Exception {
        String p = request.getParameter("p");
        StringBuilder b = new StringBuilder();
        b.append("<p>").append(p).append("</p>");
        response.getWriter().println(b.toString()); // BAD xss
    }
    void builderSafe(HttpServletRequest request, HttpServletResponse response) throws Exception {
        String p = request.getParameter("p");
        StringBuilder b = new StringBuilder("<p>");
        b.append("constant");
        response.getWriter().println(b.toString());
    }
    void encoded(HttpServletRequest request, HttpServletResponse response) throws Exception {
        String p = org.owasp.esapi.ESAPI.encoder().encodeForHTML(request.getParameter("p"));
        response.getWriter().print(p);
    }
    void encodedForWrongPlace(HttpServletRequest request, Statement s) throws Exception {
        String p = org.owasp.esapi.ESAPI.encoder().encodeForHTML(request.getParameter("p"));
        s.executeQuery("x" + p); // BAD sql-injection
    }
    void cmd(HttpServletRequest request) throws Exception {
        Runtime.getRuntime().exec("ls " + request.getParameter("d")); // BAD command-injection
    }
    void cmdList(HttpServletRequest request) throws Exception {
        List<String> a = new ArrayList<String>();
        a.add("sh"); a.add("-c"); a.add("echo " + request.getHeader("x"));
        ProcessBuilder pb = new ProcessBuilder();
        pb.command(a); // BAD command-injection
    }
    void cmdSafe(HttpServletRequest request) throws Exception {
        String d = request.getParameter("d");
        String[] args = {"ls", "-l"};
        Runtime.getRuntime().exec(args);
    }
    void cookies(HttpServletRequest request) throws Exception {
        Cookie[] cs = request.getCookies();
        String v = "none";
        if (cs != null) for (Cookie c : cs) if (c.getName().equals("x")) { v = java.net.URLDecoder.decode(c.getValue(), "UTF-8"); break; }
        new java.io.FileInputStream("/base/" + v); // BAD path-traversal
    }
    void callee(HttpServletRequest request, Statement s) throws Exception {
        run(s, request.getParameter("q"));
    }
    private void run(Statement s, String q) throws Exception {
        s.executeUpdate(q); // BAD sql-injection
    }
    void calleeSafe(HttpServletRequest request, Statement s) throws Exception {
        runToo(s, pick(request.getParameter("q")));
    }
    private String pick(String q) { return "constant"; }
    private void runToo(Statement s, String q) throws Exception {
        s.executeUpdate(q);
    }
    void inner(HttpServletRequest request, Statement s) throws Exception {
        String p = request.getParameter("q");
        String bar = new Test().doSomething(request, p);
        s.execute(bar); // BAD sql-injection
    }
    private class Test {
        public String doSomething(HttpServletRequest request, String param) { String bar = param; return bar; }
    }
    void fieldFlow(HttpServletRequest request, Statement s) throws Exception {
        kept = request.getParameter("p");
        useKept(s);
    }
    private void useKept(Statement s) throws Exception { s.execute(kept); } // BAD sql-injection
    void fieldConst(HttpServletRequest request, Statement s) throws Exception {
        String d;
        if (yes) d = "x"; else d = request.getParameter("p");
        if (FIVE != 5) d = request.getParameter("p");
        s.execute(d);
    }
    void loopOnce(HttpServletRequest request, Statement s) throws Exception {
        String d = "";
        while (true) { d = request.getParameter("p"); break; }
        for (int j = 0; j < 1; j++) { s.execute(d); } // BAD sql-injection
    }
    void replaced(HttpServletRequest request, Statement s) throws Exception {
        String d = request.getParameter("p");
        d = "safe";
        s.execute(d);
    }
    void ldap(HttpServletRequest request, javax.naming.directory.DirContext ctx) throws Exception {
        String f = "(&(uid=" + request.getParameter("u") + "))";
        ctx.search("ou=x", f, null); // BAD ldap-injection
    }
    void xpath(HttpServletRequest request) throws Exception {
        javax.xml.xpath.XPath xp = javax.xml.xpath.XPathFactory.newInstance().newXPath();
        xp.evaluate("/a[@b='" + request.getParameter("u") + "']", null); // BAD xpath-injection
    }
    void trust(HttpServletRequest request) {
        request.getSession().setAttribute("user", request.getParameter("u")); // BAD trust-boundary
    }
    void trustSafe(HttpServletRequest request) {
        request.getSession().setAttribute("user", "u");
    }
    void hash() throws Exception {
        String alg = "MD" + "5";
        java.security.MessageDigest.getInstance(alg); // BAD weak-hash
        java.security.MessageDigest.getInstance("SHA-256");
        javax.crypto.Cipher.getInstance("DES/CBC/PKCS5Padding"); // BAD weak-cipher
        javax.crypto.Cipher.getInstance("AES/GCM/NoPadding");
    }
    void random() {
        int r = new java.util.Random().nextInt(); // BAD weak-random
        int q = new java.security.SecureRandom().nextInt();
    }
    void cookie(HttpServletResponse response) {
        Cookie c = new Cookie("a", "b");
        c.setSecure(false); // BAD insecure-cookie
        Cookie d = new Cookie("a", "b");
        d.setSecure(true);
    }
    void redirect(HttpServletRequest request, HttpServletResponse response) throws Exception {
        response.sendRedirect(request.getParameter("to")); // BAD open-redirect
        response.sendRedirect("/home?x=" + request.getParameter("to"));
    }
    void allowList(HttpServletRequest request, Statement s) throws Exception {
        String p = request.getParameter("p");
        if (!p.matches("[a-z]+")) return;
        s.execute("x" + p);
    }
    void allowEquals(HttpServletRequest request, Statement s) throws Exception {
        String p = request.getParameter("p");
        if (p.equals("asc")) s.execute("x" + p);
        s.execute("y" + p); // BAD sql-injection
    }
    void array(HttpServletRequest request, Statement s) throws Exception {
        String[] a = new String[2];
        a[0] = request.getParameter("p");
        a[1] = "x";
        s.execute(a[1]);
        s.execute(a[0]); // BAD sql-injection
    }
    @GetMapping("/x")
    public void spring(@RequestParam String q, JdbcTemplate jdbcTemplate) {
        jdbcTemplate.queryForList("select " + q); // BAD sql-injection
    }
    void format(HttpServletRequest request, HttpServletResponse response) throws Exception {
        String p = request.getParameter("p");
        Object[] obj = {"a", p};
        response.getWriter().format(java.util.Locale.US, "%s", obj); // BAD xss
    }
    void env(Statement s) throws Exception {
        String d = System.getenv("ADD");
        s.execute("x" + d); // BAD sql-injection
    }
    void tryCatch(HttpServletRequest request, Statement s) throws Exception {
        String p = "x";
        try { p = request.getParameter("p"); foo(); } catch (Exception e) { log(e); }
        s.execute(p); // BAD sql-injection
    }
}
