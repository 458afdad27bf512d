global using System.Linq;
using System;
using static System.Math;
using Alias = System.Collections.Generic.List<int>;

namespace Outer.Space
{
    using Inner;
    namespace Deep { class A { void F() { using var x = G(); using (y) {} } } }
}
