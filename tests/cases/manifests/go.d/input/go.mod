module example.com/us/app

go 1.21

require example.com/one v1.2.3

require (
	example.com/two/v2 v2.0.0-20210101000000-abcdefabcdef // indirect
	example.com/here v0.0.0
	example.com/old v1.0.0
)

replace example.com/here => ../here

replace example.com/old v1.0.0 => example.com/fork v1.0.1
