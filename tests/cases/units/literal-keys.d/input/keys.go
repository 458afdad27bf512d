package keys

var byName = map[string]func(int) int{
	"one": func(x int) int { return x },
}

var table = []Row{{run: func() {}}, {func() {}}}
