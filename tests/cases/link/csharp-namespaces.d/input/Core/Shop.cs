using Acme.Web;

namespace Acme.Core;

class Shop { }
