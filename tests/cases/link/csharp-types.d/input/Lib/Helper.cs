namespace Lib { static class Helper { public static void Do<T>() { } } }
