const f = () => { g(); this.h(1); };
class A extends B { constructor() { super(1); new C.D(2); } }
a?.b?.(3); a.b()
  .then(c)
  .catch(d);
(function () { iife(); })();
obj["dynamic"](4);
obj.#priv;
