require 'spec_helper'
load './gone.rb'
