import Foundation
@testable import A.B
class A<T>: B, C {
    init(x: Int) { f() }
    deinit { }
    func g(a: Int, b c: Int = 2) -> Int {
        if a > 1 && b < 2 || a == 3 { return 1 } else if b > 1 { return 2 } else { return 3 }
        for i in 1...2 { while true { break x } }
        repeat { } while x
        switch a { case 1, 2: f(); case let x where x > 1: g(); default: h() }
        guard let z = y else { return 1 }
        do { try z() } catch { }
        let l = { (q: Int) -> Int in q + 1 }
        foo.bar(1).baz { $0.x }
        return a ? b : c
    }
    var p: Int { return 1 }
    subscript(i: Int) -> Int { return 1 }
}
protocol I { func k(); var z: Int { get } }
struct S { func m() {} }
enum E { case a, b; func n() {} }
extension S: I { func x() {} }
actor Q { func r() async {} }
// c
