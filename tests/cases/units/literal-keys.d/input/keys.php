<?php
return [
    'handler' => function ($x) { return $x ?: 1; },
    'short' => fn($x) => $x,
    fn() => 2,
];
