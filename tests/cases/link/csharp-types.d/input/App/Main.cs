using Lib;

namespace App.Jobs;

[Traced]
public class Main : Job<Unknown>
{
    private Widget Widget { get; } = new Widget { Part = 1 };

    public Result Run(Other other)
    {
        Helper.Do<Nested>();
        Process();
        var made = (Lib.Inner.Deep)other;
        return made is Shape ? null : Local.None;
    }

    private void Process() { }
}

enum Local { None }
