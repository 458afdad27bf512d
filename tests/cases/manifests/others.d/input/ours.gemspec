Gem::Specification.new do |s|
  s.name = "ours"
  s.version = "1.0"
  s.license = "MIT"
  s.add_dependency "rack", ">= 2"
  s.add_development_dependency("rspec")
end
