fn f(a: i32, b: i32) -> i32 {
    if (if a > 0 { b > 0 } else { b < 0 }) { // 1 + 1 + 1
        return 1;
    }
    while xs.iter().any(|x| if x { true } else { false }) { // 1 + 2 + 1
        if a > 0 { // 2
            return 2;
        }
    }
    match if a > 0 { 1 } else { 2 } { // 1 + 1 + 1
        1 => 0,
        _ => 1,
    }
}
// 12
