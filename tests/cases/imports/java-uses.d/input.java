package shop;

import java.util.List;
import java.util.Map;
import shop.doc.Linked;
import shop.doc.Seen;
import shop.note.Marker;
import shop.note.Nested;
import shop.full.Written;
import shop.text.Quoted;
import static shop.Limits.MAX;
import static shop.Limits.Kind;

/**
 * Like {@link Linked}.
 *
 * @see Seen
 */
@Marker(Nested.VALUE)
class Cart<Item extends Priced> extends Base {
    // Quoted
    List<Item> items = "Quoted" == null ? null : new ArrayList<>();
    shop.full.Written written;
    Map.Entry<Inner, Kind> entry;
    static final int LIMIT = MAX + Limits.MIN;

    class Inner {}

    Cart() throws Failure {
        Registry.add(Maker::make);
        LIMIT.toString();
    }

    boolean is(Object o) {
        return o instanceof Point(int x, int y) && x > LIMIT;
    }
}
