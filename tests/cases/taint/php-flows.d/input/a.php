<?php
$id = $_GET['id'];
mysqli_query($c, "SELECT * FROM t WHERE id=" . $id); // BAD sql-injection
mysqli_query($c, "SELECT * FROM t WHERE id=" . intval($id));
mysqli_query($c, "SELECT * FROM t WHERE id='" . mysqli_real_escape_string($c, $id) . "'");
echo "<p>$id</p>"; // BAD xss
echo "<p>" . htmlspecialchars($id);
echo 'a', $_POST['x']; // BAD xss
system("ls " . $_REQUEST['d']); // BAD command-injection
system("ls " . escapeshellarg($_REQUEST['d']));
$s = `ls {$_GET['q']}`; // BAD command-injection
include $_GET['page'] . '.php'; // BAD path-traversal
include 'pages/' . basename($_GET['page']) . '.php';
unserialize($_COOKIE['c']); // BAD unsafe-deserialization
eval($_POST['e']); // BAD code-injection
header("Location: " . $_GET['u']); // BAD header-injection open-redirect
$pages = ['a', 'b'];
if (in_array($_GET['p'], $pages)) { $p = $_GET['p']; }
function show($x) { echo $x; } // BAD xss
show($_GET['n']);
show("constant");
function make($x) { return "echo " . $x; }
exec(make($_GET['m'])); // BAD command-injection
$n = (int)$_GET['n'];
echo $n;
$x = $_GET['x'];
if (1 > 2) { $y = $x; } else { $y = 'safe'; }
echo $y;
$arr = ['a' => $x, 'b' => 'safe'];
echo $arr['b'];
echo $arr['a']; // BAD xss
$list = [];
$list[] = 'a';
foreach ($_POST as $k => $v) { echo $v; } // BAD xss
switch ($_GET['sort']) {
  case 'asc': $o = 'ASC'; break;
  default: $o = 'DESC';
}
mysql_query("select x order by $o");
$z = $_GET['z'];
if (!is_numeric($z)) { die('no'); }
echo $z;
$w = isset($_GET['w']) ? $_GET['w'] : 'd';
print($w); // BAD xss
$f = file_get_contents($_GET['f']); // BAD path-traversal
$h = md5('x'); // BAD weak-hash
$t = sprintf("select %s", $_GET['t']);
$pdo->query($t); // BAD sql-injection
$st = $pdo->prepare("select ?");
$st->execute([$_GET['t']]);
class A {
  private $v;
  function set() { $this->v = $_GET['v']; $this->out(); }
  function out() { echo $this->v; } // BAD xss
  static function st($q) { system($q); } // BAD command-injection
  function go() { self::st($_GET['a']); }
}
$safe = $_GET['q']; $safe = 'x'; echo $safe;
$q = strtolower(trim($_GET['q']));
echo $q; // BAD xss
$str = ''; $str .= $_GET['q']; echo $str; // BAD xss
?>
<p><?= $_GET['t'] ?></p> <?php // BAD xss ?>
<p><?= htmlspecialchars($_GET['t']) ?></p>
