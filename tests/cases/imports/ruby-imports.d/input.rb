require 'json'
require "active_support/core_ext"
require_relative '../lib/thing'
load "./tasks.rb"
autoload :Parser, "app/parser"
require File.expand_path("../x", __FILE__)
require_relative "part/#{name}"
Kernel.require "not_ours"
require
