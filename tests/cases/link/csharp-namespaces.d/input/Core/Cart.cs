namespace Acme.Core
{
    class Cart { }

    namespace Money
    {
        class Price { }
    }
}
