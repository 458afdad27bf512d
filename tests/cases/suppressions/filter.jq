select(.k == "suppression")
