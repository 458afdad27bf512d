require 'shop'
