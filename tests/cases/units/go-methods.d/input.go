package stack

type Stack[T any] struct {
	items []T
	size, limit int
}

type Reader interface {
	Read(p []byte) (int, error)
	Close() error
}

type alias = int

func (s *Stack[T]) Push(a, b T, rest ...T) (ok bool) {
outer:
	for i := range s.items {
		if i > 1 && i < 3 || ok {
			continue outer
		} else if i == 4 {
			break
		} else {
			return false
		}
	}
	switch x := any(a).(type) {
	case int, string:
	case nil:
	default:
	}
	select {
	case <-done:
		return true
	default:
	}
	return
}

func (Stack[T]) empty() bool { return true }

func New() func() {
	helper, other := func(n int) int { return n }, 1
	var late = func() { go func() { recover() }() }
	helper(other)
	return late
}
