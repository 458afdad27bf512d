namespace Lib { public class Widget { public int Part; } public class TracedAttribute { } }
