package shop;

import shop.rules.Extra;
import static org.junit.Assert.*;

class CartTest { Cart cart; Extra extra; }
