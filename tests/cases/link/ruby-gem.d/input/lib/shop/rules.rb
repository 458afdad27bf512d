module Rules
end
