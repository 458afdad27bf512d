// How each sum comes about by the rules of SonarSource's paper stands behind the function.
package p
func g1(a []int) int { for _, x := range a { if x > 0 && x < 3 { continue } else if x > 5 { break } else { return 1 } }; return 0 } // 1+2+1+1+1 = 6
func g2(a int) { switch { case a > 1 && a < 3: if a == 2 { }; default: } } // 1+1+2 = 4
func g3(a int) { L: for { for { continue L } } } // 1+2+1 = 4
func g4(c chan int) { select { case <-c: if true { } } } // 1+2
func g5(a int) { if err := f(); err != nil || a > 1 { goto X }; X: } // 1+1+1
func g6(a int) { go func() { if a > 1 { } }() } // 2
func g7(x interface{}) { switch x.(type) { case int: for { } } } // 1+2
func g8(a int) int { if a > 0 { return g8(a-1) }; return 0 } // 1 + 1
func g9(a int) { defer func() { if r := recover(); r != nil { } }() } // 2
func g10(a int) { for i := 0; i < a; i++ { if i > 1 { if i > 2 { } } } } // 1+2+3
