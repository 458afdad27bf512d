class A
  def f
    g(1)
    self.h
    a&.b.c 2
    B::C.new(3)
    puts "x"
    list.each { |i| inner(i) }
    callable.(4)
  end
end
