module Outer::Inner
  class Stack < Array
    LIMIT = 3

    def initialize(items = [], *rest, limit:, **options, &block)
      @items = items unless items.nil?
    end

    def self.build(a) = new(a)

    class << self
      def empty?; true; end
    end

    def top
      if @items.empty? and LIMIT
        nil
      elsif @items.size > 3 || LIMIT
        1
      else
        if LIMIT then 2 end
      end
      case LIMIT
      when 1, 2 then 3
      when 4 then 5
      else 6
      end
      @items.each do |i|
        return i while i > 2
      end
      LIMIT ? 1 : 2
    rescue ArgumentError, KeyError => e
      nil
    else
      1
    ensure
      0
    end

    double = ->(x, y) { x || y }
  end
end

def Outer.helper; 1 rescue 2; end
