function f(a) {
  // cbcrawl:ignore javascript/eval
  eval(a);
  el.innerHTML = `cbcrawl:ignore x/y ${a}`; /* cbcrawl:ignore * everything */
}
