<?php
function f($a, $b) {
    if ($a ? $b : !$b) $a++;             // 1 + 1
    elseif ($b ? $a : 1) $a++;           // 1 + 1
    while ($b ? $a : 0) $a = $b ? 1 : 2; // 1 + 1 + 2
    if (any(fn($x) => $x ? 1 : 0)) $b++; // 1 + 2
    return ($a ? 1 : 0) ? 1 : 2;         // 1 + 1
}
// 13
