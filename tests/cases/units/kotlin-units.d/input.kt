package a.b.c
import x.y.Z
import x.y.*
import q.w as e
@Ann
class A<T>(val x: Int) : B(), C {
    init { f() }
    constructor(y: String) : this(1) { }
    companion object { const val Q = 1; fun make(): A = A(1) }
    fun g(a: Int, b: Int = 2): Int {
        if (a > 1 && b < 2 || a == 3) return 1 else if (b > 1) return 2 else return 3
        for (i in 1..2) { while (true) { break@x } }
        do { } while (x)
        when (a) { 1, 2 -> f(); is Int -> g(1); else -> h() }
        try { z() } catch (e: Exception) { } finally { }
        val l = { q: Int -> q + 1 }
        val m = fun(x: Int): Int { return x }
        foo.bar(1).baz { it.x }
        a?.b!!.c(2)
        return a ?: b
    }
    val p: Int get() = 1
}
interface I { fun k(); val z: Int }
object O { fun m() = 1 }
enum class E { A, B; fun n() {} }
data class D(val a: Int)
fun String.ext(): Int { return 1 }
// c
typealias T = Int
