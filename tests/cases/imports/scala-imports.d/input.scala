package a.b
import x.y.Z
import x.y._
import x.{Y, W => V}
class A[T](val x: Int) extends B with C {
  def this(y: String) = this(1)
  def g(a: Int, b: Int = 2)(c: Int): Int = {
    if (a > 1 && b < 2 || a == 3) return 1 else if (b > 1) return 2 else return 3
    for (i <- 1 to 2; j <- 3 to 4 if i > 1) { while (true) { } }
    do { } while (x)
    a match { case 1 => f(); case x if x > 1 => g(); case _ => h() }
    try { z() } catch { case e: Exception => 1 } finally { }
    val l = (q: Int) => q + 1
    foo.bar(1).baz(_.x)
    xs map f
    new Q(1)
  }
  val p = 1
}
trait I { def k(): Int; val z: Int }
object O { def m = 1 }
enum E { case A, B }
given x: Int = 1
extension (s: String) def ext: Int = 1
// c
