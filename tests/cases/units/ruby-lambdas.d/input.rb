# Methods without a body, and lambdas as Ruby writes them.
def empty; end

def self.single; end

module Tools
  def nothing
  end

  DOUBLE = lambda { |x| x * 2 }
  CHECK = Proc.new do |x|
    x > 1 && x < 5 ? 1 : 0
  end
  def setup
    @done = proc { |x| return unless x }
    other = list.proc { |x| x if x }
    each { |x| puts x if x }
  end
end

Point = Struct.new(:x) do
  def sum = x + 1
end
handlers = { run: ->(x) { x }, "stop" => lambda { |y| y } }
