@Deprecated
package com.example.app;

import java.util.List;
import java.util.concurrent.*;
import static org.junit.Assert.assertEquals;
import static com.example . Util . *;

class App {}
