require 'json'
require 'active_support/core_ext'
require 'shop/cart'
require_relative 'shop/money'
autoload :Rules, 'shop/rules'
require File.expand_path('../shop/version', __FILE__)
require name
