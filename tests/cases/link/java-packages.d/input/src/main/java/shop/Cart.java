package shop;

import java.util.List;
import java.util.Map.Entry;
import shop.money.Price;
import static shop.money.Price.Currency.EUR;
import shop.rules.*;
import org.slf4j.Logger;
import shop.money.Generated;

class Cart {
    List<Entry<String, Generated>> prices;
    Price total = Price.of(EUR);
    Logger log = Audit.log();
    Rule rule;
}
