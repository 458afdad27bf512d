package p

//cbcrawl:ignore go/x
func f() {} // cbcrawl:ignore go/y
