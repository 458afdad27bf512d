package a

func f(a int, b int) int {
	if any(func(x int) bool { // 1
		if x > 0 { // 2
			return true
		}
		return false
	}) {
		a++
	}
	for i := pick(func() int { // 1
		if a > 0 { // 2
			return 1
		}
		return 2
	}); i < 9; i++ {
		b++
	}
	return a
}

// 6
