import t from "only-tests";
