namespace Lib.Inner { public class Deep { } class Shape { Widget w; } }
