<?php
namespace App\Http;

use Foo\Bar;
use Foo\Baz as Qux, One\Two;
use Group\{First, Sub\Second as S};
use function Foo\helper;
use const Foo\LIMIT;
use \Rooted\Name;

require __DIR__ . '/bootstrap.php';
require_once('config.php');
include "view.php";
include_once $dynamic;

class A { use SomeTrait; }
