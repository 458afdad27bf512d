# What each import means, and what follows from it.
def present: with_entries(select(.value != null));
if .k == "import" then
    {at: "\(.path):\(.line)", form, "module": .module, target_path, target_module, external_name, is_unused, is_test} | present
elif .k == "edge" then
    {edge: .level, path: "\(.from_path) -> \(.to_path)", weight, is_type_only, is_test_only, is_declaration} | present
elif .k == "cycle" or .k == "system" or .k == "external" or .k == "error" then
    .
else
    empty
end
