# cbcrawl:ignore ruby/x
f(1)
=begin
cbcrawl:ignore ruby/y in a block
=end
g 2
