namespace App;

public class Job<T> { public class Nested { } }
public class Process { }
