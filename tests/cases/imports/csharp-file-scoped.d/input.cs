using A;
namespace N.M;
class C {}
