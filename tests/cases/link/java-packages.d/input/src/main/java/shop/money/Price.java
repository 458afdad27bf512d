package shop.money;

import shop.Cart;

public class Price { Cart cart; enum Currency { EUR } }
