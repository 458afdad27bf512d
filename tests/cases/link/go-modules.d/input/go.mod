module example.com/app

go 1.22

require github.com/their/lib/v2 v2.0.1

replace example.com/fork => ./fork
