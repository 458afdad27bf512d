<?php
$n = $_GET['n'];
$n += 0;
eval("return $n;");
$m = $_GET['m'];
settype($m, "integer");
eval("return $m;");
$k = $_GET['k'];
settype($k, "string");
eval("return $k;"); // BAD code-injection
$a = $_GET['a'];
if (preg_match('/^[a-z]*$/', $a) == 1) {
    system("ls $a");
}
if (preg_match('/^.*$/', $a) == 1) {
    system("ls $a"); // BAD command-injection
}
$b = preg_replace('/\W/', '', $_GET['b']);
system("ls $b");
$c = preg_replace('/x/', '', $_GET['c']);
system("ls $c"); // BAD command-injection
$d = $_GET['d'];
header("Location: $d"); // BAD header-injection open-redirect
header("Location: https://example.org/$d"); // BAD header-injection
$e = filter_var($_GET['e'], FILTER_SANITIZE_NUMBER_INT);
system("ls $e");
$f = filter_var($_GET['f'], FILTER_SANITIZE_MAGIC_QUOTES);
system("ls $f"); // BAD command-injection
$g = $_GET['g'];
if (strpos($g, '..') === false) {
    readfile("files/$g");
}
