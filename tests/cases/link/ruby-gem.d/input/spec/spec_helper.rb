require 'shop'
require 'rspec'
