package shop.money;

import shop.Cart;

public class Price { enum Currency { EUR } }
