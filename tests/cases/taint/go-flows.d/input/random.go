package a

import "math/rand"

func token(n int) int {
	return rand.Intn(n) // BAD weak-random
}
