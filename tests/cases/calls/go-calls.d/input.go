package p

func (s *S) M() {
	s.n(1)
	pkg.F(2)
	go worker(3)
	defer s.mu.Unlock()
	func() { inner() }()
	T{}.Method()
	handlers["x"](4)
	[]byte("x")
}
