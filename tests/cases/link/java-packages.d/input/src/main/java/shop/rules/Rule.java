package shop.rules;

import shop.money.Price;

/** Rounds a {@link Price}. */
class Rule { }
class Extra { }
