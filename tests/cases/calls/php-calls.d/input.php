<?php
class A {
    function f() {
        g(1); \N\h(2); $this->m(3); $a?->n(4);
        B::s(5); parent::f(); new C(6); new \D\E();
        $dynamic(7); $a->$name(8);
    }
}
